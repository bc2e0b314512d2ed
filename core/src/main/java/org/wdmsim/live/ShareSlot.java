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

    ShareSlot(Object announced) {
        tag = announced;
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

    /** Says when the share was taken; where is not known. */
    public void begin(long time) {
        if (since != time) {
            since = time; // the clock ticks seldom, and a store would have to drain before the next exchange
        }
        if (site != null) {
            site = null;
        }
    }

    /** Says where it was taken. A negative line says that the place has it already. */
    public void takenAt(String place, int atLine) {
        site = place;
        line = atLine;
    }
}
