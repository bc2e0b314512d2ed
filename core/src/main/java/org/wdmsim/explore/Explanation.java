package org.wdmsim.explore;

import java.util.Optional;
import org.wdmsim.ke.Answer;
import org.wdmsim.machine.FailureReport;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.ScheduleDiverged;

/** Why a story fails: the smallest schedule in which it does, and the choice that makes the difference. */
public final class Explanation {
    private final Explorer explorer;
    private final Exploration.Finding finding;
    private final Smallest smallest; // null when the schedule was left as it was found
    private final String diverged; // null when the story does the same each time

    private Explanation(Explorer explorer, Exploration.Finding finding, Smallest smallest, String diverged) {
        this.explorer = explorer;
        this.finding = finding;
        this.smallest = smallest;
        this.diverged = diverged;
    }

    static Explanation of(Explorer explorer, Exploration.Finding finding, long mostRuns) {
        if (mostRuns == 0 || finding.outcome() instanceof Outcome.Diverged) {
            return new Explanation(explorer, finding, null, null);
        }
        try {
            Minimizer minimizer = Minimizer.of(explorer.stories.get()).mostRuns(mostRuns);
            return new Explanation(explorer, finding, minimizer.minimize(finding.schedule()), null);
        } catch (ScheduleDiverged | IllegalArgumentException notAgain) {
            return new Explanation(explorer, finding, null, notAgain.getMessage());
        }
    }

    /** The smallest schedule; empty when it was left as it was found. */
    public Optional<Smallest> smallest() {
        return Optional.ofNullable(smallest);
    }

    /** The smallest schedule, or else the one that was found. */
    public Schedule schedule() {
        return smallest == null ? finding.schedule() : smallest.schedule();
    }

    /** In what the story differed when it was told again in the same schedule; empty when it did not. */
    public Optional<String> diverged() {
        return Optional.ofNullable(diverged);
    }

    /** How small the schedule is, why the story fails in it and which one passes, each in a line; empty when not known. */
    public String lines() {
        if (diverged != null) {
            return "  diverged " + diverged + '\n'
                    + "  do       look for the clock, chance, or fields that live longer than a machine\n";
        }
        if (smallest == null) {
            return "";
        }
        String lines = "  smallest " + smallest.size() + " (" + smallest.runs() + " runs)\n" + answers();
        if (smallest.parting() == null) {
            return lines + "  why      "
                    + (smallest.choices() == 0 && smallest.answers().isEmpty()
                            ? "it fails even if each thread runs as far as it can\n"
                            : "no schedule with one choice less was found in which the story is clean\n");
        }
        return lines + "  why      after step " + smallest.parting().step() + ", "
                + smallest.parting().sentence() + "\n  passes   "
                + smallest.parting().passing() + '\n';
    }

    private String answers() {
        StringBuilder lines = new StringBuilder();
        for (Answer answer : smallest.answers()) {
            lines.append(lines.isEmpty() ? "  chosen   " : "           ")
                    .append(answer.describe())
                    .append('\n');
        }
        return lines.toString();
    }

    /**
     * All that is known: what fails, how small the schedule is and why it fails, how to see it again, and the steps that led
     * to it, a column for each thread.
     */
    public String report() {
        String again = "Explorer.of(story).replay(Schedule.parse(\"" + schedule() + "\"))";
        StringBuilder out = new StringBuilder(finding.headline()).append('\n').append(lines());
        if (diverged != null || finding.outcome() instanceof Outcome.Diverged) {
            return out.toString();
        }
        ExploredRun run = explorer.replay(schedule());
        if (!run.outcome().isClean()) {
            return out.append('\n')
                    .append(FailureReport.of(run.machine(), again))
                    .toString();
        }
        out.append("  replay   ").append(again).append('\n');
        int step = smallest == null || smallest.parting() == null
                ? run.machine().kernel().steps()
                : smallest.parting().step();
        String steps = FailureReport.stepsAbout(run.machine(), step);
        return (steps.isEmpty() ? out : out.append('\n').append(steps)).toString();
    }
}
