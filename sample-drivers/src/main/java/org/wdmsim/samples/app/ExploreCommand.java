package org.wdmsim.samples.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wdmsim.explore.Campaign;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Explanation;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.ExploredRun;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.NotReducible;
import org.wdmsim.explore.PartialExploration;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Searches;
import org.wdmsim.explore.Story;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.RunReport;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.ScenarioStory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wdmsim explore}: searches the schedules of one story, and hands back the smallest that fails. */
@Command(
        name = "explore",
        description = "Searches the schedules of a scenario for one that fails, makes it small and explains it.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class ExploreCommand implements Callable<Integer> {
    private static final int PROCESSORS_UNDER_REDUCTION = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoryArguments story;

    @Option(
            names = "--policy",
            paramLabel = "P",
            defaultValue = "random",
            description =
                    "How to search: random; pct:D, D steps in a certain order; pos; round-robin, one run; dfs:N, all"
                            + " schedules with at most N preemptions; dfs, all; dpor, all but those that differ only in the"
                            + " order of steps that commute (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "After how many runs the search ends (default: ${DEFAULT-VALUE}).")
    private long runs;

    @Option(
            names = "--small-runs",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "How many runs may be spent on making a failing schedule small; 0 leaves it as it is (default:"
                            + " ${DEFAULT-VALUE}).")
    private long smallRuns;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Writes the schedule that fails for \"wdmsim replay\".")
    private Path file;

    @Mixin
    private CampaignArguments spread;

    private boolean isUnwritten;
    private boolean isDiverged;

    ExploreCommand() {}

    @Override
    public Integer call() {
        checkFile();
        Search search = search();
        ScenarioStory told = story.told(true); // for single runs: the search has classes of its own
        Story searched = story.story(true);
        DistinctCount different = new DistinctCount();
        Explorer explorer = Explorer.of(searched)
                .named(StoryName.of(told.scenario(), told.options(), story))
                .search(search)
                .mostRuns(runs)
                .counting(ExploreCommand::wentOtherwise);
        spread.applyTo(explorer);
        boolean showsProgress = spread.showsProgress();
        if (showsProgress && search.bound() == null) {
            explorer.onRun(run -> different.add(run.machine().schedule().hashCode()));
        }
        PrintWriter err = spec.commandLine().getErr();
        if (isUnwritable(spread.trouble())) {
            return ExitCode.UNWRITTEN;
        }
        Campaign campaign;
        try {
            campaign = campaign(explorer);
        } catch (IllegalArgumentException wrong) {
            err.println("wdmsim: " + wrong.getMessage());
            err.flush();
            return ExitCode.INPUT;
        }
        CampaignWatch watch = new CampaignWatch(
                campaign, spread.checkpoint().orElse(null), showsProgress ? line(search, different, err) : null, err);
        Exploration found;
        try (watch) {
            found = campaign.explore();
        } catch (NotReducible other) {
            err.println("wdmsim: " + other.getMessage() + "; try --policy dfs:1 or --policy pct:3");
            err.flush();
            return ExitCode.INPUT;
        }
        isUnwritten = watch.isUnwritten();
        spread.result().ifPresent(to -> write(to, campaign));
        return conclude(told, searched, found, campaign.soFar());
    }

    private static boolean wentOtherwise(ExploredRun run) {
        Kernel kernel = run.machine().kernel();
        return !kernel.injectedFaults().isEmpty() || !kernel.answers().isEmpty();
    }

    private static ProgressLine line(Search search, DistinctCount different, PrintWriter err) {
        return new ProgressLine(
                err,
                Terminal.isStandardError(),
                System::nanoTime,
                () -> search.bound() == null ? different.estimate() : -1,
                search instanceof DporSearch ? " up to steps that commute" : "");
    }

    /** A file that is there is gone on from. */
    private Campaign campaign(Explorer explorer) {
        Path checkpoint = spread.checkpoint().orElse(null);
        if (checkpoint == null || !Files.exists(checkpoint)) {
            return explorer.campaign();
        }
        String otherwise = "; give another file, or delete it";
        PartialExploration before;
        try {
            before = ExplorationFile.read(checkpoint);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(wrong.getMessage() + otherwise, wrong);
        }
        try {
            return explorer.from(before).campaign();
        } catch (IllegalArgumentException other) {
            throw new IllegalArgumentException(
                    checkpoint + " is not the state of this exploration: " + other.getMessage() + otherwise, other);
        }
    }

    private void checkFile() {
        if (file != null && file.toString().isEmpty()) {
            throw story.usage("--save \"\" is no file; give the name of one");
        }
        if (file != null && spread.writes(file)) {
            throw story.usage("--save " + file + " would write over the result; give another file");
        }
    }

    /** Says so before anything is searched. */
    private boolean isUnwritable(String others) {
        String trouble = others != null || file == null ? others : OutputFile.trouble(file);
        if (trouble != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("wdmsim: nothing was begun, because what comes of it could not be written: " + trouble);
            err.flush();
        }
        return trouble != null;
    }

    private void write(Path to, Campaign campaign) {
        try {
            ExplorationFile.write(to, campaign.soFar());
        } catch (IOException failed) {
            isUnwritten = true;
            PrintWriter err = spec.commandLine().getErr();
            err.println("wdmsim: the result could not be written: " + to + " " + OutputFile.why(failed));
            err.flush();
        }
    }

    /** Reports what shards have come to together. */
    int conclude(PartialExploration merged) {
        checkFile();
        if (isUnwritable(null)) {
            return ExitCode.UNWRITTEN;
        }
        ScenarioStory told = story.told(true);
        Story searched = story.story(true);
        int code = conclude(told, searched, Explorer.of(searched).conclude(merged), merged);
        PrintWriter err = spec.commandLine().getErr();
        if (!merged.missing().isEmpty()) {
            err.println("of " + merged.size() + " parts, " + merged.missing()
                    + " are missing; give the results of all shards"
                    + (merged.missingShards().isEmpty()
                            ? " when they have ended"
                            : "; there is none of " + merged.missingShards()));
            err.flush();
            return code == ExitCode.CLEAN ? ExitCode.INCONCLUSIVE : code;
        }
        return code;
    }

    private int conclude(ScenarioStory told, Story searched, Exploration found, PartialExploration parts) {
        PrintWriter out = spec.commandLine().getOut();
        if (found.isClean()) {
            out.println(told.scenario().name() + ": " + found.headline());
        } else {
            report(told, searched, found, out);
        }
        spread.shard()
                .ifPresent(shard -> out.println("  shard    " + shard + ": " + parts.complete() + " of " + parts.size()
                        + " parts are done; \"wdmsim merge\" puts together what all shards have done"));
        out.flush();
        if (parts.counted() == 0) {
            tellThatNothingWentOtherwise(told.options());
        }
        if (isUnwritten || isDiverged) {
            return isUnwritten ? ExitCode.UNWRITTEN : ExitCode.INPUT;
        }
        return exitCode(found);
    }

    private void tellThatNothingWentOtherwise(RunOptions options) {
        PrintWriter err = spec.commandLine().getErr();
        if (!options.faults().equals("none")) {
            err.println("nothing was made to fail in any run: no call fits --fail " + options.faults());
        } else if (!options.choices().equals(OpenChoices.NONE)) {
            err.println("nothing went otherwise in any run: the story comes to nothing that"
                    + ReplayLine.choices(options.choices()) + " leaves open, or no run came so far");
        }
        err.flush();
    }

    private Search search() {
        if (runs < 1) {
            throw story.usage("--runs " + runs + " tries nothing; give 1 or more");
        }
        if (smallRuns < 0) {
            throw story.usage("--small-runs " + smallRuns + " is out of range; give 0 or more");
        }
        try {
            return reduced(Searches.parse(policy, story.seed()));
        } catch (IllegalArgumentException wrong) {
            throw story.usage(wrong.getMessage());
        }
    }

    /** Reduction must see what drivers share, and needs a processor for each thread. */
    private Search reduced(Search search) {
        if (search instanceof DporSearch) {
            if (!story.watches(true)) {
                throw story.usage("--policy dpor leaves schedules out, and must see the drivers' memory to know which;"
                        + " leave --no-fields away");
            }
            story.usuallyProcessors(PROCESSORS_UNDER_REDUCTION);
        }
        return search;
    }

    private void report(ScenarioStory told, Story searched, Exploration found, PrintWriter out) {
        Explanation explanation = Explorer.of(searched).explain(found.findings().get(0), smallRuns);
        explanation.diverged().ifPresent(this::tellOfDivergence);
        ScenarioRun run = ScenarioRunner.run(told.scenario(), told.options().withSchedule(explanation.schedule()));
        out.print(RunReport.of(run, ReplayLine.ofSchedule(run, story)));
        out.println();
        out.println(told.scenario().name() + ": " + found.headline());
        if (!isDiverged) {
            out.print(explanation.lines());
        }
        if (file != null) {
            save(run, out);
        }
    }

    private void tellOfDivergence(String how) {
        isDiverged = true;
        PrintWriter err = spec.commandLine().getErr();
        err.println("wdmsim: DIVERGED: " + how);
        err.println("  do       look in the drivers for the clock, chance, or fields that live longer than a machine");
        err.flush();
    }

    private void save(ScenarioRun run, PrintWriter out) {
        try {
            ScheduleFile.of(run, story).write(file);
            out.println("  saved    wdmsim replay " + quoted(file.toString()));
        } catch (IOException failed) {
            isUnwritten = true;
            PrintWriter err = spec.commandLine().getErr();
            err.println("wdmsim: the schedule could not be written: " + file + " " + OutputFile.why(failed));
            err.flush();
        }
    }

    private static String quoted(String name) {
        return name.indexOf(' ') < 0 ? name : '"' + name + '"';
    }

    private static Integer exitCode(Exploration found) {
        if (!found.isClean()) {
            return found.findings().get(0).outcome() instanceof Outcome.Diverged ? ExitCode.INPUT : ExitCode.FOUND;
        }
        return found.inconclusive() > 0 ? ExitCode.INCONCLUSIVE : ExitCode.CLEAN;
    }
}
