package org.wdmsim.explore;

/**
 * What the choices of one run looked like, and from them a guess how many schedules branch off below each.
 *
 * @param bound most preemptions of a schedule
 * @param sizes how many candidates each choice had
 * @param costs whether any candidate but 0 was a preemption there
 */
record Spine(int bound, int[] sizes, boolean[] costs) {
    private static final double HUGE = 1e250;

    int length() {
        return sizes.length;
    }

    /** The first choice from here on that may be taken otherwise, with so many preemptions spent; the length if there is none. */
    int branch(int from, int spent) {
        int choice = from;
        while (choice < length() && (sizes[choice] < 2 || costs[choice] && spent >= bound)) {
            choice++;
        }
        return choice;
    }

    /**
     * The logarithm of a guess how many schedules there are, from this choice on and with so many preemptions spent: as if
     * all runs had the same choices.
     */
    double weight(int from, int spent) {
        return bound == Integer.MAX_VALUE ? everyWay(from) : waysWithin(from, bound - spent);
    }

    private double everyWay(int from) {
        double weight = 0;
        for (int choice = from; choice < length(); choice++) {
            weight += Math.log(sizes[choice]);
        }
        return weight;
    }

    private double waysWithin(int from, int preemptions) {
        double free = 0;
        double[] ways = new double[Math.min(preemptions, length()) + 1]; // by preemptions spent
        ways[0] = 1;
        for (int choice = from; choice < length(); choice++) {
            if (!costs[choice]) {
                free += Math.log(sizes[choice]);
                continue;
            }
            for (int spent = ways.length - 1; spent > 0; spent--) {
                ways[spent] = Math.min(HUGE, ways[spent] + ways[spent - 1] * (sizes[choice] - 1));
            }
        }
        double sum = 0;
        for (double way : ways) {
            sum += way;
        }
        return free + Math.log(sum);
    }
}
