package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunJson;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.RunReport;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.app.RunArguments.TraceForm;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wdmsim run}: plays one story once, or with many seeds until something is found, and reports one run. */
@Command(
        name = "run",
        description = "Plays a scenario and reports.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StoryArguments story;

    @Mixin
    private RunArguments arguments;

    RunCommand() {}

    @Override
    public Integer call() {
        ScenarioRun run = play();
        report(run);
        tellOfChoicesLeft(run);
        return exitCode(run);
    }

    /** A schedule that belongs to another story, or to one with fields watched, may well end in a clean run. */
    private void tellOfChoicesLeft(ScenarioRun run) {
        boolean isLeft = arguments.schedule().isPresent()
                && !(run.outcome() instanceof Outcome.Diverged)
                && !Schedule.parse(arguments.schedule().get()).equals(run.schedule());
        if (isLeft) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    "the run ended before the last choices of --schedule; it may be of another story, or of this one"
                            + (run.options().watched() == null ? " with --fields" : " without --fields"));
            err.flush();
        }
    }

    /** Plays what was asked for; answers the run that is to be reported. */
    ScenarioRun play() {
        ScenarioStory told = story.told(false);
        Scenario scenario = told.scenario();
        RunOptions options = arguments.options(story, told.options());
        try (CoroutineCarrier carrier = arguments.carrier()) {
            return play(new RunSeries(
                    scenario, options.on(carrier), spec.commandLine().getErr()));
        }
    }

    private ScenarioRun play(RunSeries series) {
        if (arguments.failEachSite()) {
            return series.eachSite();
        }
        return arguments.seeds().isPresent() ? series.eachSeed(arguments.seeds().getAsInt()) : series.once();
    }

    void report(ScenarioRun run) {
        PrintWriter out = spec.commandLine().getOut();
        TraceForm trace = arguments.trace().orElse(null);
        String replay = ReplayLine.of(run, story, arguments);
        if (arguments.json()) {
            out.print(RunJson.of(run, replay));
        } else if (trace == TraceForm.JSON) {
            out.print(run.trace().toJson());
        } else {
            if (trace == TraceForm.TEXT) {
                out.print(run.trace().toText());
                out.println();
            }
            out.print(RunReport.of(run, replay));
        }
        out.flush();
    }

    static int exitCode(ScenarioRun run) {
        if (run.outcome() instanceof Outcome.Diverged) {
            return ExitCode.INPUT;
        }
        return switch (run.verdict()) {
            case CLEAN -> ExitCode.CLEAN;
            case DEFECT, BROKEN_EXPECTATION -> ExitCode.FOUND;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
        };
    }
}
