package org.wdmsim.samples.app;

import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;

/** The command that shows a run again: for a clean one the seed will do, for another one every choice is given. */
final class ReplayLine {
    private ReplayLine() {}

    static String of(ScenarioRun run, StoryArguments story, RunArguments arguments) {
        StringBuilder line = begin(run, story);
        if (run.options().live()) {
            addLive(line, run, story, arguments);
        } else {
            addChoices(line, run, arguments);
        }
        return line.toString();
    }

    /** For a run of which every choice is to be given. */
    static String ofSchedule(ScenarioRun run, StoryArguments story) {
        return begin(run, story)
                .append(" --seed ")
                .append(run.options().seed())
                .append(" --schedule ")
                .append(run.schedule())
                .toString();
    }

    private static StringBuilder begin(ScenarioRun run, StoryArguments story) {
        return new StringBuilder("wdmsim run ").append(story(run.scenario(), run.options(), story));
    }

    /** The story, as it is typed behind a command. */
    static StringBuilder story(Scenario scenario, RunOptions options, StoryArguments story) {
        StringBuilder line = new StringBuilder(scenario.name());
        story.replacements()
                .forEach((service, driver) ->
                        line.append(" --replace ").append(service).append('=').append(driver));
        addUnusual(line, options);
        return line;
    }

    /** What differs from the options of a run for which nothing is said. */
    private static void addUnusual(StringBuilder line, RunOptions options) {
        RunOptions usual = RunOptions.seed(options.seed());
        if (options.checkedDrivers()) {
            line.append(" --checked");
        }
        if (!options.verifier()) {
            line.append(" --no-verifier");
        }
        if (options.watched() != null) {
            line.append(" --fields");
            line.append(options.watched().looksForRaces() ? "" : " --no-races");
            line.append(options.watched().looksForTorn() ? "" : " --no-torn");
        }
        if (options.processors() != usual.processors()) {
            line.append(" --processors ").append(options.processors());
        }
        if (options.stepLimit() != usual.stepLimit()) {
            line.append(" --max-steps ").append(options.stepLimit());
        }
        if (!options.watchdog().equals(usual.watchdog())) {
            line.append(" --watchdog ").append(options.watchdog().toSeconds());
        }
        if (!options.faults().equals(usual.faults())) {
            line.append(" --fail ").append(options.faults());
        }
        line.append(choices(options.choices()));
    }

    /** What is left to the schedule beside who runs, as it is typed, with a space before it. */
    static String choices(OpenChoices choices) {
        StringBuilder line = new StringBuilder();
        if (choices.mostFaults() > 0) {
            line.append(" --faults ").append(choices.mostFaults());
        }
        if (choices.anyWaiter()) {
            line.append(" --any-waiter");
        }
        if (choices.openOutcomes()) {
            line.append(" --open-outcomes");
        }
        return line.toString();
    }

    /** The order of a live run cannot be repeated; the seed only decides which calls fail. */
    private static void addLive(StringBuilder line, ScenarioRun run, StoryArguments story, RunArguments arguments) {
        line.append(" --live");
        if (run.options().faults().startsWith("probability:")) {
            boolean clean = run.verdict() == ScenarioRun.Verdict.CLEAN;
            line.append(" --seed ").append(clean ? story.seed() : run.options().seed());
        }
        arguments.seeds().ifPresent(count -> line.append(" --seeds ").append(count));
    }

    private static void addChoices(StringBuilder line, ScenarioRun run, RunArguments arguments) {
        RunOptions options = run.options();
        line.append(" --seed ").append(options.seed());
        if (arguments.schedule().isPresent() || run.verdict() != ScenarioRun.Verdict.CLEAN) {
            // A schedule that does not fit is given back as it was typed.
            Object choices = run.outcome() instanceof Outcome.Diverged
                    ? arguments.schedule().orElseThrow()
                    : run.schedule();
            line.append(" --schedule ").append(choices);
        } else if (!options.policyName().equals("random")) {
            line.append(" --policy ").append(options.policyName());
        }
    }
}
