package org.wdmsim.explore;

import java.util.List;
import java.util.Optional;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/**
 * What an exploration came to.
 *
 * @param search the search's name
 * @param bound what the search would have tried in full, in words; null for one that goes on for ever
 * @param runs how many runs there were
 * @param steps of all runs together
 * @param isExhausted true when no schedule within the bound is left
 * @param findings the runs that failed, in the order in which they came; as many as were asked for
 * @param inconclusive how many runs ended for want of steps, and so say nothing
 */
public record Exploration(
        String search,
        String bound,
        long runs,
        long steps,
        boolean isExhausted,
        List<Finding> findings,
        long inconclusive) {
    public Exploration {
        findings = List.copyOf(findings);
    }

    /**
     * A run that failed.
     *
     * @param run its number, counted from 1
     * @param schedule its choices, which repeat it
     * @param outcome how it ended
     * @param headline the same in one line, or what else is wrong
     */
    public record Finding(long run, Schedule schedule, Outcome outcome, String headline) {}

    /** The first run that failed. */
    public Optional<Finding> first() {
        return findings.stream().findFirst();
    }

    /** True when nothing failed: of the schedules that were tried, which need not be all. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** True when every schedule within the bound was tried to its end, and is clean. */
    public boolean isProof() {
        return isExhausted && isClean() && inconclusive == 0;
    }

    /** The result in one line, which says no more than is true. */
    public String headline() {
        if (!isClean()) {
            Finding finding = findings.get(0);
            return "run " + finding.run() + " of " + search + " fails: " + finding.headline();
        }
        String schedules = runs + (runs == 1 ? " schedule " : " schedules ");
        return isExhausted
                ? (runs == 1 ? "the only schedule " : "all " + schedules) + bound + wentWell()
                : schedules + "of " + search + wentWell()
                        + (bound == null ? "; there may be others" : "; there are more");
    }

    private String wentWell() {
        if (inconclusive == 0) {
            return runs == 1 ? " is clean" : " are clean";
        }
        if (inconclusive == runs) {
            return (runs == 1 ? " was" : " were") + " given up for want of steps";
        }
        return ": " + (runs - inconclusive) + " clean, " + inconclusive + " given up for want of steps";
    }
}
