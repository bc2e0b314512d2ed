package org.wdmsim.base;

/** How a step touches something that other threads touch, too. Two touches commute unless one of them would see the other. */
public enum Touch {
    /** Looks at it. */
    READ,
    /** Looks at it, and waits until somebody changes it. */
    AWAIT,
    /** Adds to it, or takes away, without looking: two of these give the same in either order. */
    ADD,
    /** Changes it. */
    WRITE;

    /** True when the order of the two makes no difference. */
    public boolean commutesWith(Touch other) {
        return looks() ? other.looks() : this == ADD && other == ADD;
    }

    /**
     * True when nothing is to be gained from this coming before the earlier one. Who has begun to wait before the change
     * that ends the wait can do all that he could do if he came later and passed at once; the other way round that is not so.
     */
    public boolean needNotPrecede(Touch earlier) {
        return commutesWith(earlier) || (earlier == AWAIT && !looks());
    }

    /** What a step does that touches the same thing in both ways. */
    public Touch and(Touch other) {
        return this == other ? this : looks() && other.looks() ? READ : WRITE;
    }

    private boolean looks() {
        return this == READ || this == AWAIT;
    }
}
