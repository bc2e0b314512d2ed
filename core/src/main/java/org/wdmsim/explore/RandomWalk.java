package org.wdmsim.explore;

import org.wdmsim.sched.Policies;
import org.wdmsim.sched.SchedulePolicy;

/** At each choice every candidate is as likely as any other. The first run has the seed itself, the next one more. */
public final class RandomWalk implements Search {
    private final long firstSeed;
    private long runs;

    /** Runs with this seed and the ones after it. */
    public RandomWalk(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    @Override
    public String name() {
        return "random";
    }

    long firstSeed() {
        return firstSeed;
    }

    @Override
    public SchedulePolicy next() {
        return Policies.random(firstSeed + runs++);
    }
}
