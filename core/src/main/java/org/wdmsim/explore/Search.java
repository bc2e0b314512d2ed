package org.wdmsim.explore;

import org.wdmsim.sched.SchedulePolicy;

/**
 * A way to search the schedules of a story. It is asked before each run for the policy of that run, and told afterwards how
 * the run went.
 */
public interface Search {
    /** Its name and numbers, as the command line takes them: {@code pct:3}. */
    String name();

    /** The policy of the next run; null when no schedule is left to be tried. */
    SchedulePolicy next();

    /**
     * The run that was asked for last has ended; the machine is at rest or stopped.
     *
     * @throws org.wdmsim.sched.ScheduleDiverged when the run has not made the choices that it was to make
     */
    default void ended(ExploredRun run) {}

    /** What it means that no schedule is left, in words: "with at most 2 preemptions"; null when that cannot happen. */
    default String bound() {
        return null;
    }
}
