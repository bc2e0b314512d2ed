package org.wdmsim.samples.app;

import java.io.PrintWriter;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.SiteRuns;

/** Plays a story as often as was asked, until a run is not clean, and says on standard error how far it came. */
final class RunSeries {
    private final Scenario scenario;
    private final RunOptions options;
    private final PrintWriter err;

    RunSeries(Scenario scenario, RunOptions options, PrintWriter err) {
        this.scenario = scenario;
        this.options = options;
        this.err = err;
    }

    /** One run. */
    ScenarioRun once() {
        return toldIfNothingFailed(ScenarioRunner.run(scenario, options));
    }

    /** So many seeds from the first on, or so many live runs. Answers the first run that is not clean, or the last. */
    ScenarioRun eachSeed(int count) {
        ScenarioRun run = null;
        for (int i = 0; i < count; i++) {
            run = ScenarioRunner.run(scenario, options.withSeed(options.seed() + i));
            if (!isClean(run)) {
                break;
            }
        }
        tell(options.live() ? liveSummary(run, count) : summary(run, count));
        return toldIfNothingFailed(run);
    }

    private String summary(ScenarioRun run, int count) {
        return isClean(run)
                ? count + " seeds from " + options.seed() + " on: all clean; the last one is reported"
                : "seed " + run.options().seed() + " is not clean; the seeds from " + options.seed()
                        + " on before it are";
    }

    private String liveSummary(ScenarioRun run, int count) {
        return isClean(run)
                ? count + (count == 1 ? " live run: clean" : " live runs: all clean; the last one is reported")
                : "live run " + (run.options().seed() - options.seed() + 1) + " is not clean; the runs before it are";
    }

    /** A run without a failure, then one for each site. Answers the first that is not clean, or the last. */
    ScenarioRun eachSite() {
        SiteRuns runs = ScenarioRunner.failEachSite(scenario, options);
        tell(runs.summary());
        return toldIfNothingFailed(runs.last());
    }

    private ScenarioRun toldIfNothingFailed(ScenarioRun run) {
        String asked = run.options().faults();
        if (!asked.equals("none") && !run.hasInjectedFault()) {
            int sites = run.machine().kernel().faultSites().size();
            String why = asked.startsWith("site:")
                    ? "the run came to " + sites + (sites == 1 ? " site" : " sites")
                    : "the run has no such call of a driver's, or chance spared them all";
            tell("nothing was made to fail: no call fits --fail " + asked + "; " + why);
        }
        return run;
    }

    private static boolean isClean(ScenarioRun run) {
        return run.verdict() == ScenarioRun.Verdict.CLEAN;
    }

    private void tell(String line) {
        err.println(line);
        err.flush();
    }
}
