package org.wdmsim.ke;

/**
 * What a machine's kernel is like.
 *
 * @param checkedDrivers true when drivers are compiled for a checked build, so that their remove locks have the checked
 *     size and assert; a free build ignores tags and limits
 * @param callSites true when the place of a call (file and line) is kept with each acquisition; costs a stack walk
 * @param stepLimit a run that needs more steps than this ends as out of steps
 * @param strictHighWatermark true for the oldest documented behaviour, which asserts at the high watermark instead of
 *     above it
 * @param workerThreads the most system worker threads that a work queue has
 * @param ticksPerMinute virtual ticks of 100 ns in a minute of MaxLockedMinutes
 * @param choices what is left to the schedule beside who runs
 */
public record KernelOptions(
        boolean checkedDrivers,
        boolean callSites,
        int stepLimit,
        boolean strictHighWatermark,
        int workerThreads,
        long ticksPerMinute,
        OpenChoices choices) {
    /** Ticks of 100 ns in a millisecond. */
    public static final long TICKS_PER_MILLISECOND = 10_000;

    /** Free build, no call sites, a million steps. */
    public static KernelOptions defaults() {
        return new KernelOptions(false, false, 1_000_000, false, 4, 60_000 * TICKS_PER_MILLISECOND, OpenChoices.NONE);
    }
}
