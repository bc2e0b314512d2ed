package org.wdmsim.sched;

/**
 * A small generator of pseudo-random numbers (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
 * 2014). Written out here so that a seed means the same run on every JDK for ever.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** A generator that always gives the same numbers for the same seed. */
    public SplitMix64(long seed) {
        this.state = seed;
    }

    /** The next 64 bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 to {@code bound - 1}; the bias for small bounds is below one in a billion. */
    public int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }
}
