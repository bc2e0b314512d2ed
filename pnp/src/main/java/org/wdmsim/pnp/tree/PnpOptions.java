package org.wdmsim.pnp.tree;

/**
 * What Windows leaves open, or does differently from version to version, as named choices.
 *
 * @param failStackWhenFilterAddFails true: a filter whose AddDevice fails makes the whole stack fail, like the function
 *     driver; false: the stack is started without it. Default true.
 * @param surpriseRemovalToBarePdo true: a PDO without drivers gets SURPRISE_REMOVAL before its REMOVE_DEVICE when it
 *     vanishes; false: REMOVE_DEVICE alone. Default false.
 * @param cancelParentsFirst true: CANCEL_REMOVE_DEVICE goes to parents before children, the reverse of the query; false:
 *     children first. Default true.
 * @param departingCountsAsDuplicate true: a new PDO with the instance path of one that still waits for its last handle is
 *     bug check 0xCA, 1; false: both live side by side. Default false.
 */
public record PnpOptions(
        boolean failStackWhenFilterAddFails,
        boolean surpriseRemovalToBarePdo,
        boolean cancelParentsFirst,
        boolean departingCountsAsDuplicate) {
    /** The documented defaults. */
    public static PnpOptions defaults() {
        return new PnpOptions(true, false, true, false);
    }
}
