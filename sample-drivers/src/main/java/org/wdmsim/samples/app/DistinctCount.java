package org.wdmsim.samples.app;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * About how many different values there were, in little memory however many come: of values that look like chance, the longest
 * row of leading zeros tells how many it took to see it.
 *
 * @source Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm",
 *     2007
 */
final class DistinctCount {
    private static final int BITS = 11; // 2048 registers: off by about 2 percent
    private static final int SIZE = 1 << BITS;
    private static final double BIAS = 0.7213 / (1 + 1.079 / SIZE);

    private final AtomicIntegerArray longest = new AtomicIntegerArray(SIZE);

    DistinctCount() {}

    /** A value came, perhaps not for the first time. Any thread. */
    void add(long value) {
        long mixed = mix(value);
        int register = (int) (mixed >>> 64 - BITS);
        int row = Long.numberOfLeadingZeros(mixed << BITS | 1L << BITS - 1) + 1;
        if (row > longest.get(register)) {
            longest.accumulateAndGet(register, row, Math::max);
        }
    }

    /** The last steps of SplitMix64, so that values that are near each other are not. */
    private static long mix(long value) {
        long mixed = (value + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    long estimate() {
        double sum = 0;
        int empty = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += Math.scalb(1.0, -longest.get(i));
            empty += longest.get(i) == 0 ? 1 : 0;
        }
        double raw = BIAS * SIZE * SIZE / sum;
        boolean isSmall = raw <= 2.5 * SIZE && empty > 0;
        return Math.round(isSmall ? SIZE * Math.log((double) SIZE / empty) : raw);
    }
}
