package org.wdmsim.pnp.scenario;

import java.util.List;
import org.wdmsim.ke.FaultSite;
import org.wdmsim.machine.FaultWorklist;

/**
 * A story that was played once for each site at which a routine could fail.
 *
 * @param runs first the one without a failure; the last is the first that is not clean, if there is one. The options of each
 *     say what failed in it
 * @param notFailed the sites that were reached, but failed in no run: see {@link FaultWorklist#notFailed}
 */
public record SiteRuns(List<ScenarioRun> runs, List<FaultSite.Place> notFailed) {
    public SiteRuns {
        runs = List.copyOf(runs);
        notFailed = List.copyOf(notFailed);
    }

    /** The last run: the one that is not clean, if there is one. */
    public ScenarioRun last() {
        return runs.get(runs.size() - 1);
    }

    /** What was tried and what came of it, for a person. */
    public String summary() {
        StringBuilder text = new StringBuilder(found());
        if (!notFailed.isEmpty()) {
            text.append("\nnot everything was tried: ")
                    .append(notFailed.size() == 1 ? "a site is" : notFailed.size() + " sites are")
                    .append(" reached only after ")
                    .append(FaultWorklist.MOST_TOGETHER)
                    .append(" failures in one run, and no more fail together");
            notFailed.forEach(place -> text.append("\n  not failed: ").append(place));
        }
        return text.toString();
    }

    private String found() {
        int sites = runs.size() - 1;
        if (last().verdict() == ScenarioRun.Verdict.CLEAN) {
            return sites + (sites == 1 ? " site" : " sites") + " at which a routine can fail: all clean;"
                    + " the last one is reported";
        }
        return sites == 0
                ? "the story is not clean without a failure; no site was tried"
                : "with --fail " + last().options().faults() + " it is not clean; the " + sites + " runs before are";
    }
}
