package org.wdmsim.ke;

/**
 * A call that was made to fail.
 *
 * @param site where from
 * @param call which call of this routine it was, counted from 1
 * @param step the step after which it happened
 * @param thread the calling thread
 */
public record InjectedFault(FaultSite site, int call, int step, String thread) {
    /** The fault in one line, for reports. */
    public String describe() {
        return site.routine() + " was made to fail (call " + call + ", " + site + "), step " + step + ", thread \""
                + thread + "\"";
    }
}
