package org.wdmsim.sched;

/** A moment at which more than one thread could go on. One object serves a whole run: look, answer, forget. */
public final class ChoicePoint {
    /** More candidates are not offered at once, so that a choice fits into a byte of a schedule. */
    static final int MOST = 256;

    private SimThread[] candidates = new SimThread[8];
    private int size;
    private boolean currentCanGoOn;
    private int index;
    private SimThread ran;

    ChoicePoint() {}

    void begin(int index, SimThread ran) {
        this.index = index;
        this.ran = ran;
        size = 0;
        currentCanGoOn = false;
    }

    void add(SimThread thread, boolean isCurrent) {
        if (size == candidates.length) {
            candidates = java.util.Arrays.copyOf(candidates, size * 2);
        }
        candidates[size++] = thread;
        currentCanGoOn |= isCurrent;
    }

    /** How many choices were made before this one. */
    public int index() {
        return index;
    }

    /** The thread that ran last, whether it could go on or not; null before the first. */
    public SimThread ran() {
        return ran;
    }

    /** How many threads could go on; at least 2 when a policy is asked. */
    public int size() {
        return size;
    }

    /** A candidate. */
    public SimThread candidate(int number) {
        return candidates[number];
    }

    /** True when candidate 0 is the running thread, so that any other answer is a preemption. */
    public boolean currentCanGoOn() {
        return currentCanGoOn;
    }
}
