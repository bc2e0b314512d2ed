package org.wdmsim.base;

/** A tag: up to four characters by which memory, or a reference to an object, is told from others. */
public final class PoolTag {
    private PoolTag() {}

    /**
     * Refuses what is no tag.
     *
     * @param what it is the tag of, for the message: "pool", "reference"
     */
    public static void mustBeTag(String what, String tag) {
        if (tag == null || tag.isEmpty() || tag.length() > 4) {
            throw new IllegalArgumentException(
                    what + " tag " + (tag == null ? "null" : "\"" + tag + "\"") + "; give one to four characters");
        }
    }
}
