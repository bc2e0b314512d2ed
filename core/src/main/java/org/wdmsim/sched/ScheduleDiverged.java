package org.wdmsim.sched;

/**
 * A schedule does not fit: it was recorded from another story, or the story or a driver does not do the same each time.
 */
public final class ScheduleDiverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final int choice;
    private final int candidates;

    static ScheduleDiverged candidate(int index, int choice, int candidates) {
        return new ScheduleDiverged(
                "choice " + index + " of the schedule asks for candidate " + choice + ", but there are only "
                        + candidates,
                index,
                choice,
                candidates);
    }

    static ScheduleDiverged answer(Question question, int choice) {
        return new ScheduleDiverged(
                "choice " + question.index() + " of the schedule is answer " + choice + ", but there are only "
                        + question.size() + " to the question that comes there; answer 0 is that "
                        + question.inWords(0),
                question.index(),
                choice,
                question.size());
    }

    private ScheduleDiverged(String message, int index, int choice, int candidates) {
        super(message);
        this.index = index;
        this.choice = choice;
        this.candidates = candidates;
    }

    /**
     * A run of the same choices has come to another place than the run before.
     *
     * @param index the choice, counted from 0
     * @param before how many candidates there were in the run before
     * @param now how many there are in this one
     */
    public static ScheduleDiverged fromRunBefore(int index, int before, int now) {
        return new ScheduleDiverged(
                "after the same choices, choice " + index + " was one of " + before
                        + " in the run before and is one of " + now
                        + " now; the story, or a driver, does not do the same each time",
                index,
                0,
                now);
    }

    /** A step touches something else than in the run before. */
    public static ScheduleDiverged inWhatItTouches(int transition) {
        return new ScheduleDiverged(
                "after the same choices, turn " + transition
                        + " touches something else than in the run before; the story, or a"
                        + " driver, keeps something from one run to the next",
                transition,
                0,
                0);
    }

    /**
     * A run of the same choices has ended sooner than the run before.
     *
     * @param made how many choices there were
     * @param wanted how many there should have been at least
     */
    public static ScheduleDiverged atItsEnd(int made, int wanted) {
        return new ScheduleDiverged(
                "after the same choices, the run ended with choice " + made + " of at least " + wanted
                        + " in the run before; the story, or a driver, does not do the same each time",
                made,
                0,
                0);
    }

    /** A run of the same choices has ended otherwise than the run before, which ended so. */
    public static ScheduleDiverged withoutFailure(String headline) {
        return new ScheduleDiverged(
                "after the same choices the story does not fail again with \"" + headline
                        + "\"; the story, or a driver, does not do the same each time",
                0,
                0,
                0);
    }

    /** A run of the same choices has come to a place where a thread cannot go on that could in the run before. */
    public static ScheduleDiverged withoutThread(int index, int thread) {
        return new ScheduleDiverged(
                "after the same choices, at choice " + index + ", the thread made as number " + thread
                        + " could go on in the run before and cannot now; the story, or a driver, does not do the same each"
                        + " time",
                index,
                thread,
                0);
    }

    /** Which choice of the schedule, counted from 0. */
    public int index() {
        return index;
    }

    /** What the schedule asks for. */
    public int choice() {
        return choice;
    }

    /** How many candidates, or answers, there were. */
    public int candidates() {
        return candidates;
    }
}
