package org.wdmsim.live;

/** Where one share is announced: whose it is and since when. Taken and given back, never thrown away. */
public final class ShareSlot extends ShareSlotFields {
    // Keeps the fields of two slots in different cache lines.
    long p8;
    long p9;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;

    // Phases of a use, in the lowest two bits of the state.
    static final long FREE = 0;
    static final long FILLING = 1;
    static final long ANNOUNCED = 2;
    static final long NEXT_USE = 4;

    ShareSlot() {}

    static boolean isFree(long state) {
        return (state & (NEXT_USE - 1)) == FREE;
    }

    static boolean isAnnounced(long state) {
        return (state & (NEXT_USE - 1)) == ANNOUNCED;
    }

    /**
     * Says whose the share is and when it was taken; where is not known. A store that changes nothing is left out, because
     * it would have to drain before the next exchange.
     */
    void fill(Object newTag, Thread newHolder, long time) {
        if (tag != newTag) {
            tag = newTag;
        }
        if (holder != newHolder) {
            holder = newHolder;
        }
        if (since != time) {
            since = time;
        }
        if (site != null) {
            site = null;
        }
    }

    /** What names the share; meaningless once the share has ended. */
    public Object tag() {
        Object announced = tag;
        return announced == TaggedShares.NULL ? null : announced;
    }

    /** The name of the thread that took it. */
    public String holder() {
        Thread thread = holder;
        return thread == null ? "" : thread.getName();
    }

    /** When it was taken. */
    public long since() {
        return since;
    }

    /** Where it was taken; empty when that is not known. */
    public String site() {
        String known = site;
        return known == null ? "" : line < 0 ? known : known + ":" + line;
    }

    /** True now and then: so often a place that costs much to find is worth finding. */
    public boolean isSample() {
        return (uses++ & 1023) == 0;
    }

    /** Says where it was taken. A negative line says that the place has it already. */
    public void takenAt(String place, int atLine) {
        site = place;
        line = atLine;
    }
}
