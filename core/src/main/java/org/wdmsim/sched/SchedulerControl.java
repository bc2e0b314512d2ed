package org.wdmsim.sched;

import java.util.Map;

/** A scheduler as the machine sees it: something to run, to stop and to look at. */
public interface SchedulerControl extends Scheduler {
    /** Runs all threads until none can go on, or until the machine is stopped. */
    void run();

    /** Ends every thread that has not ended, by throwing {@link MachineStopped} where it stands. */
    void unwind();

    /** Ends the machine from another host thread: for a watchdog. Running threads meet it at their next point. */
    void giveUp();

    /**
     * Where the threads are that run, in the order of their making; none when nobody does. For a watchdog on another host
     * thread, and a guess.
     */
    Map<SimThread, StackTraceElement[]> stackTraces();

    /** The choices made so far; empty when nobody chooses. */
    Schedule schedule();
}
