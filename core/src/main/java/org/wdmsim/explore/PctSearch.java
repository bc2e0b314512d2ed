package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SplitMix64;

/**
 * PCT: each thread gets a priority by chance, the highest runs, and at a few choices, taken by chance, the thread that runs
 * falls below all others. A defect that needs d steps in a certain order is found in each run with a probability of at least
 * 1 / (n * k^(d-1)), for n threads and k choices.
 *
 * @source Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding
 *     Bugs", 2010
 */
public final class PctSearch implements Search {
    private final int depth;
    private final long firstSeed;
    private long runs;
    private int longestRun = 64; // choices; learnt from the runs before

    /**
     * A search.
     *
     * @param depth how many steps must come in a certain order, at least 1; a run has one change of priorities less
     */
    public PctSearch(int depth, long firstSeed) {
        if (depth < 1) {
            throw new IllegalArgumentException("pct:" + depth + " makes no sense; a defect needs at least 1 step");
        }
        this.depth = depth;
        this.firstSeed = firstSeed;
    }

    @Override
    public String name() {
        return "pct:" + depth;
    }

    @Override
    public SchedulePolicy next() {
        return new Priorities(new SplitMix64(firstSeed + runs++));
    }

    private final class Priorities implements SchedulePolicy {
        private final SplitMix64 chance;
        private final int[] changes = new int[depth - 1];
        private int[] priorities = new int[8]; // by thread number; 0 for one that was not seen yet
        private int changed;

        Priorities(SplitMix64 chance) {
            this.chance = chance;
            for (int i = 0; i < changes.length; i++) {
                changes[i] = chance.below(longestRun);
            }
            Arrays.sort(changes);
        }

        @Override
        public int choose(ChoicePoint point) {
            longestRun = Math.max(longestRun, point.index() + 1);
            int best = best(point);
            while (changed < changes.length && changes[changed] <= point.index()) {
                priorities[point.candidate(best).number()] = depth - 1 - changed++; // below all that were drawn
                best = best(point);
            }
            return best;
        }

        private int best(ChoicePoint point) {
            int best = 0;
            for (int i = 1; i < point.size(); i++) {
                if (priority(point.candidate(i).number())
                        > priority(point.candidate(best).number())) {
                    best = i;
                }
            }
            return best;
        }

        private int priority(int thread) {
            if (thread >= priorities.length) {
                priorities = Arrays.copyOf(priorities, thread * 2);
            }
            if (priorities[thread] == 0) {
                priorities[thread] = depth + chance.below(1 << 24);
            }
            return priorities[thread];
        }
    }
}
