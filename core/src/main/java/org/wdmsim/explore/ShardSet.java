package org.wdmsim.explore;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which shards something is of. All of them are the same as one that is not cut.
 *
 * @param count how many shards there are; 1 when nothing is cut
 * @param indices those that are in it
 */
record ShardSet(int count, SortedSet<Integer> indices) {
    private static final Pattern SOME = Pattern.compile("([0-9,]+) of (\\d{1,6})");
    private static final String ALL = "all";

    ShardSet {
        boolean isWhole = indices.size() == count;
        count = isWhole ? 1 : count;
        indices = Collections.unmodifiableSortedSet(new TreeSet<>(isWhole ? List.of(0) : indices));
    }

    static ShardSet of(Shard shard) {
        return new ShardSet(shard.count(), new TreeSet<>(List.of(shard.index())));
    }

    boolean isWhole() {
        return count == 1;
    }

    /** True when nothing is in the other one that is not in this. */
    boolean contains(ShardSet other) {
        return isWhole() || count == other.count && indices.containsAll(other.indices);
    }

    /** True when a part belongs to one of them. */
    boolean has(int part) {
        return indices.contains(part % count);
    }

    /**
     * Both together.
     *
     * @throws IllegalArgumentException when they overlap, or were not cut in the same way
     */
    ShardSet plus(ShardSet other) {
        if (isWhole() || other.isWhole()) {
            throw new IllegalArgumentException(
                    (other.isWhole() ? "it is a whole result" : "it is the result of a shard, and there is a whole one")
                            + "; give the whole one alone, or the results of the shards");
        }
        if (count != other.count) {
            throw new IllegalArgumentException(
                    "it is of " + other.described() + ", and what was there before is one of " + count + " shards");
        }
        TreeSet<Integer> both = new TreeSet<>(indices);
        for (int index : other.indices) {
            if (!both.add(index)) {
                throw new IllegalArgumentException(
                        "shard " + index + "/" + count + " is there twice; give the result of each shard once");
            }
        }
        return new ShardSet(count, both);
    }

    /** Those that are not in it, as in {@code shard 1/3} or {@code shards 1/3, 2/3}; empty when all are. */
    String others() {
        List<String> others = IntStream.range(0, count)
                .filter(index -> !indices.contains(index))
                .mapToObj(index -> index + "/" + count)
                .toList();
        return others.isEmpty() ? "" : (others.size() == 1 ? "shard " : "shards ") + String.join(", ", others);
    }

    /** In words, as in {@code all shards} or {@code shard 1/3}. */
    String described() {
        return isWhole()
                ? "all shards"
                : (indices.size() == 1 ? "shard " : "shards ")
                        + indices.stream().map(index -> index + "/" + count).collect(Collectors.joining(", "));
    }

    /** As {@link #parse} reads it: {@code all}, or {@code 0,2 of 3}. */
    @Override
    public String toString() {
        return isWhole()
                ? ALL
                : indices.stream().map(String::valueOf).collect(Collectors.joining(",")) + " of " + count;
    }

    static ShardSet parse(String text) {
        if (text.equals(ALL)) {
            return of(Shard.WHOLE);
        }
        Matcher some = SOME.matcher(text);
        if (!some.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" says not which shards it is of");
        }
        int count = Integer.parseInt(some.group(2));
        TreeSet<Integer> indices = new TreeSet<>();
        for (String index : some.group(1).split(",")) {
            indices.add(new Shard(Integer.parseInt(index), count).index());
        }
        return new ShardSet(count, indices);
    }
}
