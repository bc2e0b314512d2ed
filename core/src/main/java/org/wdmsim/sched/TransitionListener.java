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

    /** The running transition wakes a thread, or makes it. */
    void wakes(SimThread thread);

    /** The run is over: what is looked at from now on belongs to no transition. */
    void rests();

    /** Nobody could run, and time has passed to the next deadline: whatever comes now comes after all before. */
    void timePassed();
}
