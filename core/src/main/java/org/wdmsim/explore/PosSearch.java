package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.RandomAnswers;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.SplitMix64;

/**
 * POS, partial order sampling: each step that a thread is about to take has a priority by chance, and the highest is taken.
 * Steps that were about to touch the same object draw again. So it is the order of the steps on each object that is sampled,
 * and not how steps interleave that have nothing to do with each other.
 *
 * @source Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", 2018
 */
public final class PosSearch implements Search {
    private final long firstSeed;
    private long runs;

    /** Runs with this seed and the ones after it. */
    public PosSearch(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    @Override
    public String name() {
        return "pos";
    }

    long firstSeed() {
        return firstSeed;
    }

    @Override
    public SchedulePolicy next() {
        return new Priorities(firstSeed + runs++);
    }

    private static final class Priorities implements SchedulePolicy {
        private final SplitMix64 chance;
        private final RandomAnswers answers;
        private long[] priorities = new long[8]; // by thread number, of its next step; 0 when none was drawn

        Priorities(long seed) {
            this.chance = new SplitMix64(seed);
            this.answers = new RandomAnswers(seed);
        }

        @Override
        public int choose(ChoicePoint point) {
            int best = 0;
            for (int i = 1; i < point.size(); i++) {
                if (priority(point.candidate(i)) > priority(point.candidate(best))) {
                    best = i;
                }
            }
            SimThread chosen = point.candidate(best);
            KernelObject touched = chosen.pendingSubject();
            priorities[chosen.number()] = 0;
            for (int i = 0; i < point.size() && touched != null; i++) {
                if (point.candidate(i).pendingSubject() == touched) {
                    priorities[point.candidate(i).number()] = 0;
                }
            }
            return best;
        }

        @Override
        public int answer(Question question) {
            return answers.to(question);
        }

        private long priority(SimThread thread) {
            int number = thread.number();
            if (number >= priorities.length) {
                priorities = Arrays.copyOf(priorities, number * 2);
            }
            if (priorities[number] == 0) {
                priorities[number] = chance.next() >>> 1 | 1;
            }
            return priorities[number];
        }
    }
}
