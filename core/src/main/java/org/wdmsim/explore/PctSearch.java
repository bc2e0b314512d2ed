package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.RandomAnswers;
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
    private static final int FIRST_GUESS = 64;

    private final int depth;
    private final long firstSeed;
    private final boolean knows; // how many choices a run has
    private long runs;
    private int choices; // of the first run; the others take it for their own, so that each depends on its seed only

    /**
     * A search.
     *
     * @param depth how many steps must come in a certain order, at least 1; a run has one change of priorities less
     */
    public PctSearch(int depth, long firstSeed) {
        this(depth, firstSeed, 0);
    }

    private PctSearch(int depth, long firstSeed, int choices) {
        if (depth < 1) {
            throw new IllegalArgumentException("pct:" + depth + " makes no sense; a defect needs at least 1 step");
        }
        this.depth = depth;
        this.firstSeed = firstSeed;
        this.knows = choices > 0;
        this.choices = choices;
    }

    long firstSeed() {
        return firstSeed;
    }

    /** How many choices its first run had; 0 before. */
    int choices() {
        return choices;
    }

    /** The same search from another seed on, that knows how many choices a run has; 0 when the first run is to tell. */
    PctSearch from(long seed, int knownChoices) {
        return new PctSearch(depth, seed, knownChoices);
    }

    @Override
    public String name() {
        return "pct:" + depth;
    }

    @Override
    public SchedulePolicy next() {
        boolean learns = !knows && runs == 0;
        return new Priorities(firstSeed + runs++, learns);
    }

    private final class Priorities implements SchedulePolicy {
        private final SplitMix64 chance;
        private final RandomAnswers answers;
        private final int[] changes = new int[depth - 1];
        private int[] priorities = new int[8]; // by thread number; 0 for one that was not seen yet
        private final boolean learns;
        private int changed;

        Priorities(long seed, boolean learns) {
            this.chance = new SplitMix64(seed);
            this.answers = new RandomAnswers(seed);
            this.learns = learns;
            int length = learns ? FIRST_GUESS : Math.max(FIRST_GUESS, choices);
            for (int i = 0; i < changes.length; i++) {
                changes[i] = chance.below(length);
            }
            Arrays.sort(changes);
        }

        @Override
        public int choose(ChoicePoint point) {
            if (learns) {
                choices = point.index() + 1;
            }
            int best = best(point);
            while (changed < changes.length && changes[changed] <= point.index()) {
                priorities[point.candidate(best).number()] = depth - 1 - changed++; // below all that were drawn
                best = best(point);
            }
            return best;
        }

        @Override
        public int answer(Question question) {
            return answers.to(question);
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
