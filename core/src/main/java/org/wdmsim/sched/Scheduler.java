package org.wdmsim.sched;

import java.util.List;
import java.util.function.IntFunction;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/**
 * Runs simulated threads. The kernel above calls nothing else, so that the same drivers run on coroutines of one host
 * thread in virtual time, or on host threads in real time.
 */
public interface Scheduler {
    /** True when threads are host threads in real time; false when they are coroutines in virtual time. */
    boolean isLive();

    /**
     * Takes the machine's one dispatcher lock, under which the kernel's objects change. It may be taken again by whoever
     * holds it, and it is given up while its holder is blocked. Nothing in a simulated machine, where one thread runs at a
     * time.
     */
    void lock();

    /** Gives the dispatcher lock up. */
    void unlock();

    /** How many processors the machine has. */
    int processors();

    /** Makes a thread, which {@link #start} lets run. */
    SimThread spawn(String name, Runnable body);

    /** Lets a new thread run: in a simulated machine from the running thread's next point on. */
    void start(SimThread thread);

    /** The thread that is running; null outside of one. */
    SimThread current();

    /** Every thread made so far, in the order of their making. */
    List<SimThread> threads();

    /**
     * A scheduling point: other threads may run before this returns.
     *
     * @param kind the step that the running thread takes next
     * @param subject the object of that step, or null
     */
    void point(StepKind kind, KernelObject subject);

    /**
     * Stops the running thread until somebody wakes it. The dispatcher lock is given up meanwhile, however often the thread
     * has taken it.
     *
     * @param deadline absolute virtual time in ticks, or {@link SimThread#NEVER}
     * @return true when woken, false when the deadline came first
     */
    boolean block(long deadline);

    /** True once the machine has ended, while its threads are being unwound. */
    boolean isStopping();

    /** Makes a waiting thread ready. Does nothing to a thread that does not wait. */
    void wake(SimThread thread);

    /** A thread that was woken for nothing waits on, if it has not run since. Only in a simulated machine. */
    default void waitsOn(SimThread thread) {
        throw new AssertionError(
                "simulator bug: thread \"" + thread.name() + "\" was woken in a live machine, and may run already");
    }

    /** Time since the machine was started, in units of 100 ns. */
    long now();

    /** The time as of the last clock tick, when reading the clock itself would cost too much; the time, if it does not. */
    default long coarseNow() {
        return now();
    }

    /**
     * Asks the schedule what comes of something that the running thread does.
     *
     * @param size how many answers there are; more than 256 are not offered
     * @param answers says in words what an answer means
     * @return the answer; 0 in a live machine, and outside of threads
     */
    default int ask(Question.About about, int size, IntFunction<String> answers) {
        return 0;
    }

    /** Who follows the run transition by transition; null when nobody does, and always in a live machine. */
    default TransitionListener follower() {
        return null;
    }

    /** Ends the machine: every thread is unwound at its next point. Called by the running thread, which then throws too. */
    MachineStopped stop();
}
