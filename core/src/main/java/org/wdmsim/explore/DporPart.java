package org.wdmsim.explore;

/**
 * A part of a search with partial-order reduction: the runs that begin in the same way. Every thread that may go at a place
 * above is tried there by some part, so nothing that is seen below can ask for another one above.
 *
 * @param threads who goes, up to where the part begins
 * @param answers what they are answered there
 * @param asleep a bit for each thread that sleeps there: other parts have tried it
 * @param ofSleepers by thread, what the next transition of a sleeping one touches
 */
record DporPart(int[] threads, int[][] answers, long asleep, Touches[] ofSleepers) {
    static final DporPart WHOLE = new DporPart(new int[0], new int[0][], 0, new Touches[DporSearch.MOST_THREADS]);

    int depth() {
        return threads.length;
    }

    int thread(int depth) {
        return threads[depth];
    }
}
