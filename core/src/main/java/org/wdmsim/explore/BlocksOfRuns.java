package org.wdmsim.explore;

import java.util.function.LongFunction;

/** A search by chance, of which each run depends on its own seed only: a part is a block of seeds. */
final class BlocksOfRuns implements Division {
    private static final int LEAST = 16; // a part should be worth its line in a file

    private final String name;
    private final long firstSeed;
    private final long mostRuns;
    private final LongFunction<Search> from;
    private final long block;

    /**
     * Cuts a search.
     *
     * @param mostRuns how many runs there are in all
     * @param from makes the search that begins with a seed
     */
    BlocksOfRuns(String name, long firstSeed, long mostRuns, LongFunction<Search> from) {
        this.name = name;
        this.firstSeed = firstSeed;
        this.mostRuns = mostRuns;
        this.from = from;
        this.block = Math.max(LEAST, (mostRuns - 1) / USUAL_PARTS + 1);
    }

    /** The first run tells how long runs are; it is made here, so that all parts know it. */
    static BlocksOfRuns ofPct(PctSearch pct, StoryRuns runs, long mostRuns) {
        PctSearch first = pct.from(pct.firstSeed(), 0);
        runs.run(first, first.next());
        int choices = Math.max(1, first.choices());
        return new BlocksOfRuns(
                pct.name(), pct.firstSeed(), mostRuns, seed -> pct.from(seed, seed == pct.firstSeed() ? 0 : choices));
    }

    @Override
    public String name() {
        return name + " from seed " + firstSeed;
    }

    @Override
    public int size() {
        return (int) ((mostRuns - 1) / block + 1);
    }

    @Override
    public Search part(int number, PartResult soFar) {
        return from.apply(firstSeed + number * block + soFar.tally().runs());
    }

    @Override
    public long runs(int number) {
        return Math.min(block, mostRuns - number * block);
    }

    @Override
    public long runsBefore(int number) {
        return number * block;
    }

    @Override
    public double weight(int number) {
        return runs(number);
    }

    /** The number of its runs says all. */
    @Override
    public String position(Search part) {
        return "";
    }
}
