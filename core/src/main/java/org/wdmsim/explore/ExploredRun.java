package org.wdmsim.explore;

import java.util.stream.Collectors;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/**
 * One run of an exploration, while its machine is still there.
 *
 * @param number counted from 1; in a bounded search that is cut into parts, in its part
 * @param machine the machine that ran
 * @param outcome how it ended
 * @param complaint what else is wrong: a broken expectation, or something left over; empty when nothing is
 */
public record ExploredRun(long number, Machine machine, Outcome outcome, String complaint) {
    static final String LEFT_OVER = "left over: ";

    /** True when nothing went wrong. */
    public boolean isClean() {
        return outcome.isClean() && complaint.isEmpty();
    }

    /** True when it went wrong, and did not just come to the end of a budget. */
    public boolean isFailure() {
        return !isClean() && !outcome.isInconclusive();
    }

    /** How it ended, in one line. */
    public String headline() {
        return outcome.isClean() && !complaint.isEmpty() ? complaint : outcome.headline();
    }

    /**
     * What went wrong, without what differs from run to run: two runs fail in the same way when this is equal. Empty when
     * nothing went wrong.
     */
    public String failure() {
        if (!isFailure()) {
            return "";
        }
        if (outcome.isClean()) {
            return complaint.startsWith(LEFT_OVER) ? LEFT_OVER : complaint;
        }
        if (outcome instanceof Outcome.Deadlocked stuck) {
            return stuck.threads().stream()
                    .map(Outcome.StuckThread::thread)
                    .sorted()
                    .collect(Collectors.joining(", ", "deadlock of ", ""));
        }
        if (outcome instanceof Outcome.BugChecked) {
            return outcome.headline();
        }
        return outcome instanceof Outcome.DriverThrew threw
                ? threw.thrown().getClass().getName()
                : outcome.getClass().getSimpleName();
    }
}
