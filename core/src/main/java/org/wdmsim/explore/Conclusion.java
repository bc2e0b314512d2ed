package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/** What the parts of an exploration come to when they are taken in their order, as if one had searched them so. */
final class Conclusion {
    private static final String DIVERGED = new Outcome.Diverged("").headline();

    private final PartialExploration.Header header;
    private final List<Integer> missing = new ArrayList<>();
    private final List<Numbered> findings = new ArrayList<>();
    private Tally tally = Tally.NONE;
    private boolean isExhausted = true;

    private record Numbered(long run, PartResult.Found found) {}

    Conclusion(PartialExploration parts) {
        header = parts.header();
        for (int number = 0; number < header.size() && findings.size() < header.mostFindings(); number++) {
            PartResult part = parts.parts().get(number);
            if (part == null) {
                missing.add(number);
                isExhausted = false;
            } else {
                add(part);
            }
        }
        isExhausted &= header.bound() != null && findings.size() < header.mostFindings();
    }

    private void add(PartResult part) {
        long before = header.block() > 0 ? part.part() * header.block() : tally.runs();
        for (PartResult.Found found : part.findings()) {
            findings.add(new Numbered(before + found.at().runs(), found));
            if (findings.size() == header.mostFindings()) {
                tally = tally.plus(found.at());
                return;
            }
        }
        tally = tally.plus(part.tally());
        isExhausted &= part.isComplete();
    }

    /** The parts before the end of which nothing is known. */
    List<Integer> missing() {
        return missing;
    }

    Exploration exploration(Function<Schedule, ExploredRun> replay) {
        List<Exploration.Finding> told = new ArrayList<>();
        for (Numbered finding : findings) {
            PartResult.Found found = finding.found();
            Outcome outcome = outcome(found, replay);
            String headline = outcome instanceof Outcome.Diverged ? outcome.headline() : found.headline();
            told.add(new Exploration.Finding(finding.run(), found.schedule(), outcome, headline));
        }
        return new Exploration(
                header.shownAs(), header.bound(), tally.runs(), tally.steps(), isExhausted, told, tally.inconclusive());
    }

    private static Outcome outcome(PartResult.Found found, Function<Schedule, ExploredRun> replay) {
        if (found.outcome() != null) {
            return found.outcome();
        }
        if (found.diverged()) {
            return new Outcome.Diverged(found.headline().substring(DIVERGED.length()));
        }
        ExploredRun again = replay.apply(found.schedule());
        return again.headline().equals(found.headline())
                ? again.outcome()
                : new Outcome.Diverged(
                        "the run ended with \"" + found.headline() + "\" when it was found, and now with \""
                                + again.headline() + "\"; the story, or a driver, does not do the same each time");
    }
}
