package org.wdmsim.explore;

/** A node of the tree of a search with reduction: a state, and the transition that was taken there last. */
final class DporNode {
    int thread;
    int next;
    boolean cameWithTime;
    boolean isTakenAgain; // in this run as in the run before
    long enabled;
    long spinners; // could run, and would only spin
    long toTry;
    long asleep;
    final Touches touches = new Touches();
    final Touches withOtherAnswers = new Touches(); // what the thread has touched here before
    final Answers answers = new Answers();
    final Touches[] ofSleepers = new Touches[DporSearch.MOST_THREADS];

    DporNode(int thread, long asleep, Touches[] sleepersBefore) {
        this.thread = thread;
        this.next = thread;
        this.toTry = 1L << thread;
        this.asleep = asleep;
        System.arraycopy(sleepersBefore, 0, ofSleepers, 0, DporSearch.MOST_THREADS);
    }

    /** Another thread goes here, in a new run. */
    void goes(int another, boolean isAsBefore) {
        if (another != thread) {
            answers.clear();
            withOtherAnswers.clear();
        }
        answers.begin();
        thread = another;
        isTakenAgain = isAsBefore;
        if (!isAsBefore) {
            touches.clear();
        }
    }

    /** The same thread is to go here once more, and to be answered otherwise; false when every way was tried. */
    boolean answersOtherwise() {
        if (answers.isNone()) {
            return false;
        }
        withOtherAnswers.addAll(touches);
        return answers.next();
    }

    /** All runs in which this node's thread goes here have been made. */
    void putToSleep() {
        asleep |= 1L << thread;
        ofSleepers[thread] = touches.copy();
        ofSleepers[thread].addAll(withOtherAnswers);
    }

    /** Who sleeps on after the transition. */
    long asleepAfter() {
        long still = 0;
        for (long left = asleep & ~(1L << thread); left != 0; left &= left - 1) {
            int sleeper = Long.numberOfTrailingZeros(left);
            if (ofSleepers[sleeper].sleepThrough(touches)) {
                still |= 1L << sleeper;
            }
        }
        return still;
    }
}
