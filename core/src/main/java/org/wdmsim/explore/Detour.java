package org.wdmsim.explore;

/**
 * A choice against candidate 0, or an answer that is not 0. It is known by the thread that ran, and how far that had come, so
 * that it still means the same in a run in which other detours are left out.
 *
 * @param after number of the thread that ran last, or asks; -1 at the beginning
 * @param turn how often that thread had been chosen
 * @param question which of the questions that the thread asks in that turn, counted from 0; {@link #NONE} for a choice between
 *     threads
 * @param to number of the thread that goes on instead of candidate 0; or the answer
 */
record Detour(int after, int turn, int question, int to) {
    static final int NONE = -1;

    boolean isAnswer() {
        return question != NONE;
    }

    /** The same at another turn of its thread. */
    Detour at(int anotherTurn) {
        return new Detour(after, anotherTurn, question, to);
    }
}
