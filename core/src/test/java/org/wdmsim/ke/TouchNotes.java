package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/** Writes down what steps touch. */
public final class TouchNotes implements TransitionListener {
    /** Each touch, for example {@code READ 17}. */
    public final List<String> touched = new ArrayList<>();

    private final boolean reduces;

    /** @param reduces what it says of itself */
    public TouchNotes(boolean reduces) {
        this.reduces = reduces;
    }

    @Override
    public boolean reduces() {
        return reduces;
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {}

    @Override
    public void touches(int what, Touch how) {
        touched.add(how + " " + what);
    }

    @Override
    public void comesAfter(int what) {}

    @Override
    public void wakes(SimThread thread) {}

    @Override
    public void rests() {}

    @Override
    public void timePassed() {}
}
