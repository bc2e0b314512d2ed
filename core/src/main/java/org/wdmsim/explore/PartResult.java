package org.wdmsim.explore;

import java.util.List;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/**
 * What one part of a search has come to, so far or at all.
 *
 * @param part its number, from 0
 * @param isComplete true when no schedule of it is left
 * @param tally what was counted
 * @param findings the runs that failed
 * @param position where it goes on; null when it can only be begun again
 */
record PartResult(int part, boolean isComplete, Tally tally, List<Found> findings, String position) {
    PartResult {
        findings = List.copyOf(findings);
    }

    /** True when nobody asks what comes after so many findings. */
    boolean hasEnough(int mostFindings) {
        return findings.size() >= mostFindings;
    }

    /**
     * A run that failed.
     *
     * @param at what had been counted in the part when it ended, this run included; so its number in the part is the runs
     * @param schedule its choices
     * @param diverged true when the story did not do the same as before
     * @param headline how it ended, in one line
     * @param outcome how it ended; null when that was read from a file
     */
    record Found(Tally at, Schedule schedule, boolean diverged, String headline, Outcome outcome) {}
}
