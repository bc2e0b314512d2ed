package org.wdmsim.sched;

import java.util.function.BooleanSupplier;

/**
 * How long one side of a hand-over watches for its turn before it parks.
 *
 * <p>To park and be woken costs many times a hand-over between two threads that are both awake. But a body that is not
 * resumed again soon watches in vain, and takes a processor from the one that has the turn. So patience learns: each time
 * it ran out, twice as many waits as before are spent without it; once it paid, it is back in full.
 */
final class Patience {
    // Touched only by the side that waits.

    private static final int LONGEST_REST = 64;

    private final int rounds;
    private final int spins;
    private int rest;
    private int waitsWithout;

    /**
     * @param rounds how often the processor is offered to others
     * @param spins looks before each of them with nothing but a pause between. Few: when both sides are awake on two
     *     processors a hand-over takes no longer, and when they share one it only comes with the yield
     */
    Patience(int rounds, int spins) {
        this.rounds = rounds;
        this.spins = spins;
    }

    /** How patient a carrier's threads are: what each begins with. */
    interface OfCarrier {
        Patience ofController();

        Patience ofBody();
    }

    /** Parks at once. */
    static Patience none() {
        return new Patience(0, 0);
    }

    /** True as soon as {@code mine} is, false when patience has run out or takes a rest. */
    boolean pays(BooleanSupplier mine) {
        if (waitsWithout > 0) {
            waitsWithout--;
            return false;
        }
        if (watch(mine)) {
            rest = 0;
            return true;
        }
        rest = Math.min(2 * rest + 1, LONGEST_REST);
        waitsWithout = rest;
        return false;
    }

    private boolean watch(BooleanSupplier mine) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < spins; i++) {
                if (mine.getAsBoolean()) {
                    return true;
                }
                Thread.onSpinWait();
            }
            if (mine.getAsBoolean()) {
                return true;
            }
            Thread.yield();
        }
        return mine.getAsBoolean();
    }
}
