package org.wdmsim.sched;

/** Carries a throwable from one thread to another without a wrapping. */
public final class Rethrow {
    private Rethrow() {}

    /** Throws {@code t}; the return type lets the caller write {@code throw} and the compiler see the end of the path. */
    public static RuntimeException asItIs(Throwable t) {
        throw Rethrow.<RuntimeException>unchecked(t);
    }

    /** What a Runnable throws is unchecked, or was smuggled past the compiler before: it stays so. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable t) throws T {
        throw (T) t;
    }
}
