package org.wdmsim.machine;

import org.wdmsim.base.Touch;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/** Two who follow a run. The first may break it off. */
final class BothFollow implements TransitionListener {
    private final TransitionListener first;
    private final TransitionListener second;

    private BothFollow(TransitionListener first, TransitionListener second) {
        this.first = first;
        this.second = second;
    }

    /** Who follows when these are to; either may be null. */
    static TransitionListener of(TransitionListener first, TransitionListener second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return new BothFollow(first, second);
    }

    @Override
    public boolean reduces() {
        return first.reduces() || second.reduces();
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {
        first.goes(point, candidate);
        second.goes(point, candidate);
    }

    @Override
    public void touches(int what, Touch how) {
        first.touches(what, how);
        second.touches(what, how);
    }

    @Override
    public void touchesMemory(int what, Touch how) {
        first.touchesMemory(what, how);
        second.touchesMemory(what, how);
    }

    @Override
    public void comesAfter(int what) {
        first.comesAfter(what);
        second.comesAfter(what);
    }

    @Override
    public void acquires(int state, int release) {
        first.acquires(state, release);
        second.acquires(state, release);
    }

    @Override
    public void spins(int state) {
        first.spins(state);
        second.spins(state);
    }

    @Override
    public void wakes(SimThread thread) {
        first.wakes(thread);
        second.wakes(thread);
    }

    @Override
    public void waitsForProcessor(String routine) {
        first.waitsForProcessor(routine);
        second.waitsForProcessor(routine);
    }

    @Override
    public void lacksProcessor(SimThread thread) {
        first.lacksProcessor(thread);
        second.lacksProcessor(thread);
    }

    @Override
    public void leaves() {
        first.leaves();
        second.leaves();
    }

    @Override
    public void rests() {
        first.rests();
        second.rests();
    }

    @Override
    public void timePassed() {
        first.timePassed();
        second.timePassed();
    }
}
