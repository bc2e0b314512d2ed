package org.wdmsim.sched;

/** A schedule asks for a candidate that is not there: it was recorded from another story, or a driver is not deterministic. */
public final class ScheduleDiverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final int choice;
    private final int candidates;

    ScheduleDiverged(int index, int choice, int candidates) {
        super("choice " + index + " of the schedule asks for candidate " + choice + ", but there are only "
                + candidates);
        this.index = index;
        this.choice = choice;
        this.candidates = candidates;
    }

    /** Which choice of the schedule, counted from 0. */
    public int index() {
        return index;
    }

    /** What the schedule asks for. */
    public int choice() {
        return choice;
    }

    /** How many candidates there were. */
    public int candidates() {
        return candidates;
    }
}
