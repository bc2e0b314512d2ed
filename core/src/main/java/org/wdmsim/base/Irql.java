package org.wdmsim.base;

/**
 * KIRQL: the level a processor runs at. Work at a level is not interrupted by work at or below it.
 *
 * <p>The numbers are those of the 64-bit systems: 3 to 11 belong to devices.
 *
 * @source learn.microsoft.com, "Managing Hardware Priorities"
 */
public enum Irql {
    PASSIVE_LEVEL,
    APC_LEVEL,
    DISPATCH_LEVEL,
    DIRQL_3,
    DIRQL_4,
    DIRQL_5,
    DIRQL_6,
    DIRQL_7,
    DIRQL_8,
    DIRQL_9,
    DIRQL_10,
    DIRQL_11,
    SYNCH_LEVEL,
    CLOCK_LEVEL,
    IPI_LEVEL,
    HIGH_LEVEL;

    /** 0 for PASSIVE_LEVEL, 2 for DISPATCH_LEVEL, 15 for HIGH_LEVEL. */
    public int level() {
        return ordinal();
    }

    /** True when this level is strictly above {@code other}. */
    public boolean isAbove(Irql other) {
        return ordinal() > other.ordinal();
    }
}
