package org.wdmsim.explore;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of an exploration: which parts of its search have come to what. It can be written to a file, read on another
 * host, put together with what others know, and gone on from.
 */
public final class PartialExploration {
    private final Header header;
    private final ShardSet shards;
    private final SortedMap<Integer, PartResult> parts;

    /**
     * What must be the same for two of them to belong together.
     *
     * @param name what is explored
     * @param search the search, with its seed
     * @param shownAs the search's name
     * @param bound what it means that no schedule is left; null when that cannot happen
     * @param mostRuns the limit of runs
     * @param mostFindings the limit of findings
     * @param size how many parts the search has
     * @param block how many runs a part has, or 0 when that is not known beforehand
     */
    record Header(
            String name,
            String search,
            String shownAs,
            String bound,
            long mostRuns,
            int mostFindings,
            int size,
            long block) {}

    PartialExploration(Header header, ShardSet shards, Map<Integer, PartResult> parts) {
        this.header = header;
        this.shards = shards;
        this.parts = new TreeMap<>(parts);
    }

    Header header() {
        return header;
    }

    ShardSet shards() {
        return shards;
    }

    SortedMap<Integer, PartResult> parts() {
        return parts;
    }

    /** What is explored, as {@link Explorer#named} was told. */
    public String name() {
        return header.name();
    }

    /** How many parts the search has. */
    public int size() {
        return header.size();
    }

    /** How many parts have no schedule left. */
    public int complete() {
        return (int) parts.values().stream().filter(PartResult::isComplete).count();
    }

    /** How many runs there were. */
    public long runs() {
        return sum().runs();
    }

    /** How many runs were of the kind that was to be counted. */
    public long counted() {
        return sum().counted();
    }

    /** How many runs were broken off because their rest was known. */
    public long pruned() {
        return sum().pruned();
    }

    /** How many runs have failed. */
    public int findings() {
        return parts.values().stream().mapToInt(part -> part.findings().size()).sum();
    }

    private Tally sum() {
        return parts.values().stream().map(PartResult::tally).reduce(Tally.NONE, Tally::plus);
    }

    /**
     * The parts of which nothing is known though they would be needed: those up to the last finding that was asked for, or all
     * of them. In words, as in {@code 6 parts (1, 5-9)}; empty when there are none.
     */
    public String missing() {
        return PartNumbers.text(new Conclusion(this).missing());
    }

    /** The shards that are not in it, as in {@code shard 1/3} or {@code shards 1/3, 2/3}; empty when there are none. */
    public String missingShards() {
        return shards.others();
    }

    /**
     * Puts together what several shards know.
     *
     * @throws IllegalArgumentException when they are not of one exploration, or some shard is there twice
     */
    public static PartialExploration merge(List<PartialExploration> some) {
        PartialExploration first = some.get(0);
        ShardSet shards = first.shards;
        Map<Integer, PartResult> parts = new TreeMap<>(first.parts);
        for (PartialExploration each : some.subList(1, some.size())) {
            each.mustBeLike(first.header);
            shards = shards.plus(each.shards);
            parts.putAll(each.parts);
        }
        return new PartialExploration(first.header, shards, parts);
    }

    /** Says in what these differ. */
    void mustBeLike(Header other) {
        mustBeLike("is about", quoted(header.name()), quoted(other.name()));
        mustBeLike("has the search", header.search(), other.search());
        mustBeLike("has the limit of runs", header.mostRuns(), other.mostRuns());
        mustBeLike("has the limit of findings", header.mostFindings(), other.mostFindings());
        mustBeLike("has so many parts:", header.size(), other.size());
        mustBeLike("has the bound", String.valueOf(header.bound()), String.valueOf(other.bound()));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static void mustBeLike(String what, Object one, Object other) {
        if (!one.equals(other)) {
            throw new IllegalArgumentException("it " + what + " " + one + ", not " + other);
        }
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException when it is something else, or was cut off or changed
     */
    public static PartialExploration parse(String text) {
        return PartialExplorationText.parse(text);
    }

    /** All of it, in lines; the last one tells whether something is missing or was changed. */
    public String text() {
        return PartialExplorationText.of(this);
    }
}
