package org.wdmsim.base;

/** How a step touches something that other threads touch, too. Two touches commute unless one of them would see the other. */
public enum Touch {
    /** Looks at it. */
    READ,
    /** Adds to it, or takes away, without looking: two of these give the same in either order. */
    ADD,
    /** Changes it. */
    WRITE;

    /** True when the order of the two makes no difference. */
    public boolean commutesWith(Touch other) {
        return this == other && this != WRITE;
    }
}
