package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulePolicy;

/** One part of a search while it is searched, run by run. */
final class PartRun {
    private final Division division;
    private final int number;
    private final Search search;
    private final List<PartResult.Found> findings;
    private Tally tally;
    private SchedulePolicy policy; // of the next run; null when there is none
    private int asked; // how often it was asked what is known, when that was last looked at

    /** A part that begins, or goes on. */
    PartRun(Division division, PartResult soFar) {
        this.division = division;
        this.number = soFar.part();
        this.search = division.part(number, soFar);
        this.findings = new ArrayList<>(soFar.findings());
        this.tally = soFar.tally();
        this.policy = search.next();
    }

    int number() {
        return number;
    }

    /** True when somebody has asked since this was last called. */
    boolean isAskedAnew(int times) {
        boolean isAnew = times != asked;
        asked = times;
        return isAnew;
    }

    Tally tally() {
        return tally;
    }

    /** True when there is no run left. */
    boolean isComplete() {
        return policy == null || tally.runs() >= division.runs(number);
    }

    boolean hasEnough(int mostFindings) {
        return findings.size() >= mostFindings;
    }

    /** Makes the next run. */
    void step(StoryRuns runs, Consumer<ExploredRun> onRun, Predicate<ExploredRun> counts) {
        ExploredRun ran = runs.run(search, policy);
        if (ran == null) { // broken off: other runs have shown the rest
            tally = tally.plus(new Tally(0, 0, 1, 0, 0));
        } else {
            ExploredRun run = judged(ran);
            onRun.accept(run);
            add(run, counts.test(run) ? 1 : 0);
        }
        policy = search.next();
    }

    /** What the search has to say of a run counts as its end: that the story does not do the same each time. */
    private ExploredRun judged(ExploredRun run) {
        Outcome outcome = run.outcome();
        String complaint = run.complaint();
        try {
            search.ended(run);
        } catch (ScheduleDiverged diverged) {
            outcome = new Outcome.Diverged(diverged.getMessage());
            complaint = "";
        }
        long inAll = Math.max(0, division.runsBefore(number)) + tally.runs() + 1;
        return new ExploredRun(inAll, run.machine(), outcome, complaint);
    }

    private void add(ExploredRun run, int counted) {
        boolean isInconclusive = run.outcome().isInconclusive();
        tally = tally.plus(new Tally(1, run.machine().kernel().steps(), 0, isInconclusive ? 1 : 0, counted));
        if (run.isFailure()) {
            findings.add(new PartResult.Found(
                    tally,
                    run.machine().schedule(),
                    run.outcome() instanceof Outcome.Diverged,
                    run.headline(),
                    run.outcome()));
        }
    }

    /** What it has come to between two runs. */
    PartResult result() {
        boolean isNew = tally.runs() == 0 && tally.pruned() == 0;
        String position = isComplete() || isNew ? null : division.position(search);
        return new PartResult(number, isComplete(), tally, findings, position);
    }
}
