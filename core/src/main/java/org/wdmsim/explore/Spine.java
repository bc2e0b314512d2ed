package org.wdmsim.explore;

/**
 * What the choices of one run looked like, and from them a guess how many schedules branch off at each: as if all runs that
 * begin alike had the same choices from there on.
 */
final class Spine {
    // Numbers of schedules are kept as logarithms, since there may be 2 to the power of a thousand.
    private static final int MOST_PREEMPTIONS = 8; // more of them make no difference worth its time

    private final int bound;
    private final int[] sizes; // how many candidates each choice had
    private final boolean[] costs; // whether any candidate but 0 was a preemption there
    private final double[][] ways; // by choice and by preemptions left: schedules from there on

    Spine(int bound, int[] sizes, boolean[] costs) {
        this.bound = bound;
        this.sizes = sizes;
        this.costs = costs;
        int most = bound == Integer.MAX_VALUE ? 0 : Math.min(bound, MOST_PREEMPTIONS);
        ways = new double[sizes.length + 1][most + 1];
        for (int choice = sizes.length - 1; choice >= 0; choice--) {
            for (int left = 0; left <= most; left++) {
                ways[choice][left] = ways(choice, left);
            }
        }
    }

    private double ways(int choice, int left) {
        if (bound == Integer.MAX_VALUE || !costs[choice]) {
            return Math.log(sizes[choice]) + ways[choice + 1][left];
        }
        return left == 0 || sizes[choice] < 2
                ? ways[choice + 1][left]
                : sum(ways[choice + 1][left], Math.log(sizes[choice] - 1) + ways[choice + 1][left - 1]);
    }

    /** The logarithm of the sum of numbers whose logarithms these are. */
    static double sum(double one, double other) {
        double most = Math.max(one, other);
        return most == Double.NEGATIVE_INFINITY ? most : most + Math.log(Math.exp(one - most) + Math.exp(other - most));
    }

    int length() {
        return sizes.length;
    }

    /** How many more preemptions it is to take this candidate. */
    int cost(int choice, int candidate) {
        return candidate > 0 && costs[choice] ? 1 : 0;
    }

    /**
     * How many schedules branch off at a choice to the candidates behind the one that was taken there, as a logarithm.
     *
     * @param spent preemptions before this choice
     */
    double branches(int choice, int taken, int spent) {
        int others = sizes[choice] - 1 - taken;
        if (others < 1 || costs[choice] && spent >= bound) {
            return Double.NEGATIVE_INFINITY;
        }
        int left = ways[choice].length - 1;
        if (bound != Integer.MAX_VALUE) {
            left = Math.min(left, bound - spent - cost(choice, taken + 1));
        }
        return Math.log(others) + ways[choice + 1][left];
    }
}
