package org.wdmsim.explore;

/**
 * What is counted of runs.
 *
 * @param runs how many came to an end
 * @param steps of all of them together
 * @param pruned how many were broken off because their rest was known
 * @param inconclusive how many of the runs ended for want of steps
 * @param counted how many of the runs were of the kind that is counted: {@link Explorer#counting}
 */
record Tally(long runs, long steps, long pruned, long inconclusive, long counted) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                runs + other.runs,
                steps + other.steps,
                pruned + other.pruned,
                inconclusive + other.inconclusive,
                counted + other.counted);
    }
}
