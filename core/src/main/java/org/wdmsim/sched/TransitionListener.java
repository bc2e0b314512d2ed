package org.wdmsim.sched;

import org.wdmsim.base.Touch;

/**
 * Follows a run transition by transition. A transition is what a thread does from one scheduling point to its next, or to
 * its wait, or to its end; nobody else runs meanwhile.
 */
public interface TransitionListener {
    /** What {@link #touches} is told of a transition that may touch anything. */
    int EVERYTHING = 0;

    /** What stands for the time of day. */
    int CLOCK = 1;

    /** What stands for the threads that there are: who makes one decides its number. */
    int THREADS = 2;

    /** What stands for the namespace of named objects. */
    int NAMES = 3;

    /** What stands for the devices that there are. */
    int DEVICES = 4;

    /** What stands for the drivers that are loaded. */
    int DRIVERS = 5;

    /** What stands for the PnP manager's tree. */
    int TREE = 6;

    /** What stands for the power manager. */
    int POWER = 7;

    /** What stands for the pool memory that is in use. */
    int POOL = 8;

    /** What stands for the queues of the system worker threads. */
    int WORKERS = 9;

    /** What stands for the list of the remove locks that there are. */
    int LOCKS = 10;

    /** What stands for arrays and collections of drivers of which nobody knows who made them. */
    int FOREIGN = 11;

    /** What stands for how many more calls the schedule may let fail. */
    int FAULTS = 12;

    /** What stands for what happens where Windows leaves it open, as far as it has been decided. */
    int OUTCOMES = 13;

    /**
     * A thread goes on: a transition of its own begins, and that of the thread that ran before has ended.
     *
     * @param point who could have gone on instead; valid only during the call
     * @param candidate the one that goes
     * @throws RunPruned when the rest of the run is not worth its time
     */
    void goes(ChoicePoint point, int candidate);

    /**
     * The running transition touches something.
     *
     * @param what a number for it, the same in every run that has come here in the same way
     */
    void touches(int what, Touch how);

    /** The same for memory that drivers read and write as they like: it orders nobody. */
    default void touchesMemory(int what, Touch how) {
        touches(what, how);
    }

    /** True for one who leaves runs out because of what he is told, so that he must be told everything. */
    default boolean reduces() {
        return true;
    }

    /** The running transition could only come when all that was added to this, or changed of it, had come. */
    void comesAfter(int what);

    /**
     * The running transition has taken a lock that nobody held, in a step that does nothing else; so it comes after the last
     * release. The two cannot change places, but two acquisitions can. It has said that it changes the state.
     *
     * @param state what all acquisitions change
     * @param release what all releases add to
     */
    default void acquires(int state, int release) {
        touches(release, Touch.READ);
    }

    /**
     * The running transition asks for a lock that another thread holds, and ends with that: it could have come before that
     * thread took the lock. It has said that it looks at the state.
     *
     * @param state what all acquisitions change
     */
    default void spins(int state) {
        // Most do not mind.
    }

    /** The running transition wakes a thread, or makes it. */
    void wakes(SimThread thread);

    /** What a routine of a driver's has asked for is to run on a certain processor: a DPC, or an interrupt. */
    default void waitsForProcessor(String routine) {
        // Most do not mind.
    }

    /** A thread could go on, but for a processor: all are at DISPATCH_LEVEL or above, or the one that it is bound to is. */
    default void lacksProcessor(SimThread thread) {
        // Most do not mind.
    }

    /** The running thread is about to leave a routine of a driver's, or has come to its own end. */
    default void leaves() {
        // Most do not mind.
    }

    /** The run is over: what is looked at from now on belongs to no transition. */
    void rests();

    /** Nobody could run, and time has passed to the next deadline: whatever comes now comes after all before. */
    void timePassed();
}
