package org.wdmsim.sched;

import java.util.Arrays;

/** The threads that have not ended, and the processors that they need: who could go on next, and where. */
final class Candidates {
    // A processor at DISPATCH_LEVEL or above keeps its thread. Threads below that level share the processors that are
    // left; when none is left they wait for one, whatever the policy would like.
    private final int[] levels; // of the processors; made anew for each choice
    private int kept; // processors whose level is not 0
    private SimThread[] alive = new SimThread[8]; // in the order of their numbers
    private int living;
    private long mostTimeBetweenSteps;
    private TransitionListener transitions; // null when nobody follows
    private final ChoicePoint point = new ChoicePoint();

    Candidates(int processors) {
        levels = new int[processors];
    }

    void setMostTimeBetweenSteps(long ticks) {
        mostTimeBetweenSteps = ticks;
    }

    void follow(TransitionListener listener) {
        transitions = listener;
    }

    int processors() {
        return levels.length;
    }

    /** Those that were found last. */
    ChoicePoint point() {
        return point;
    }

    // ---- Who lives.

    /** A new thread, with a number above all others. */
    void add(SimThread thread) {
        if (living == alive.length) {
            alive = Arrays.copyOf(alive, living * 2);
        }
        alive[living++] = thread;
    }

    /** The thread has ended. */
    void remove(SimThread thread) {
        int place = placeFrom(thread.number());
        if (place < living && alive[place] == thread) {
            System.arraycopy(alive, place + 1, alive, place, living - place - 1);
            alive[--living] = null;
        }
    }

    /** How many have not ended. */
    int living() {
        return living;
    }

    /** One of them, in the order of their numbers. */
    SimThread living(int place) {
        return alive[place];
    }

    /** The first place among the living of a thread with this number or a higher one. */
    private int placeFrom(int number) {
        int place = Math.min(number, living); // nobody stands behind his number
        while (place > 0 && alive[place - 1].number() >= number) {
            place--;
        }
        return place;
    }

    // ---- Who could go on.

    /**
     * Finds who could go on, the running thread first, and then those after it in turn.
     *
     * @param index how many choices there were before
     * @param current the running thread, or null
     * @param ranLast the one that ran last, or null
     * @return false when none of them is ready, so that it must be asked first whether time passes
     */
    boolean find(int index, SimThread current, SimThread ranLast, long now) {
        point.begin(index, ranLast);
        SimThread start = current != null ? current : ranLast;
        boolean free = findLevels();
        int place = start == null ? 0 : placeFrom(start.number());
        boolean somebodyIsReady = add(place, living, current, free, now);
        somebodyIsReady |= add(0, place, current, free, now);
        return somebodyIsReady;
    }

    /** True when one of those that were added is ready. */
    private boolean add(int from, int to, SimThread current, boolean free, long now) {
        boolean somebodyIsReady = false;
        for (int i = from; i < to && point.size() < ChoicePoint.MOST; i++) {
            SimThread thread = alive[i];
            if (couldRun(thread, free, now)) {
                point.add(thread, thread == current);
                somebodyIsReady |= thread.state == SimThread.State.READY;
            }
        }
        return somebodyIsReady;
    }

    private boolean couldRun(SimThread thread, boolean free, long now) {
        if (thread.state == SimThread.State.WAITING) {
            return thread.eager
                    && thread.deadline != SimThread.NEVER
                    && thread.deadline - now <= mostTimeBetweenSteps
                    && couldTakeProcessor(thread, free);
        }
        return thread.state == SimThread.State.READY && couldTakeProcessor(thread, free);
    }

    private boolean couldTakeProcessor(SimThread thread, boolean free) {
        boolean could = hasProcessor(thread, free);
        if (!could && transitions != null) {
            transitions.lacksProcessor(thread);
        }
        return could;
    }

    // ---- Processors.

    /** Finds the level of each processor; true when one of them is below DISPATCH_LEVEL. */
    private boolean findLevels() {
        if (kept > 0) {
            Arrays.fill(levels, 0);
        }
        kept = 0;
        for (int i = 0; i < living; i++) {
            SimThread thread = alive[i];
            if (thread.level >= SimThread.KEEPS_PROCESSOR) {
                if (levels[thread.processor] == 0) {
                    kept++;
                }
                levels[thread.processor] = Math.max(levels[thread.processor], thread.level);
            }
        }
        return kept < levels.length;
    }

    private boolean hasProcessor(SimThread thread, boolean free) {
        if (thread.offProcessor) {
            return true;
        }
        if (thread.level >= SimThread.KEEPS_PROCESSOR) {
            return thread.level >= levels[thread.processor]; // otherwise something above it has interrupted it
        }
        return thread.boundTo == SimThread.ANYWHERE ? free : levels[thread.boundTo] < thread.entryLevel;
    }

    /** Gives a thread that does not keep its processor the one it is bound to, or the lowest that nobody keeps. */
    void place(SimThread thread) {
        if (thread.offProcessor || thread.level >= SimThread.KEEPS_PROCESSOR) {
            return;
        }
        if (thread.boundTo != SimThread.ANYWHERE) {
            thread.processor = thread.boundTo;
            thread.level = thread.entryLevel;
            return;
        }
        int processor = 0;
        while (levels[processor] != 0) {
            processor++;
        }
        thread.processor = processor;
    }
}
