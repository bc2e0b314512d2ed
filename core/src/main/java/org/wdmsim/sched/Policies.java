package org.wdmsim.sched;

/** The simple policies. */
public final class Policies {
    private Policies() {}

    /** Each thread runs until it waits or ends. */
    public static SchedulePolicy first() {
        return point -> 0;
    }

    /** Another thread at every step. */
    public static SchedulePolicy roundRobin() {
        return point -> point.currentCanGoOn() ? 1 : 0;
    }

    /** A random walk: every candidate is as likely as any other. */
    public static SchedulePolicy random(long seed) {
        SplitMix64 chance = new SplitMix64(seed);
        return point -> chance.below(point.size());
    }

    /** The choices of a schedule, then always candidate 0. */
    public static SchedulePolicy replay(Schedule schedule) {
        return point -> {
            int choice = schedule.choice(point.index());
            if (choice >= point.size()) {
                throw new ScheduleDiverged(point.index(), choice, point.size());
            }
            return choice;
        };
    }
}
