package org.wdmsim.sched;

/** A scheduler as the machine sees it: something to run, to stop and to look at. */
public interface SchedulerControl extends Scheduler {
    /** Runs all threads until none can go on, or until the machine is stopped. */
    void run();

    /** Ends every thread that has not ended, by throwing {@link MachineStopped} where it stands. */
    void unwind();

    /** Ends the machine from another host thread: for a watchdog. Running threads meet it at their next point. */
    void giveUp();

    /** Where a running body is: for a watchdog on another host thread, and a guess. */
    StackTraceElement[] stackTrace();

    /** The choices made so far; empty when nobody chooses. */
    Schedule schedule();
}
