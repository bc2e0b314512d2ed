package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.wdmsim.ke.FallibleRoutines;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunJson;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.RunReport;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wdmsim run}: plays one story once, or with many seeds until something is found. */
@Command(
        name = "run",
        description = "Plays a scenario and reports.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class RunCommand implements Callable<Integer> {
    /** The form of a trace. */
    enum TraceForm {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Which story; \"wdmsim list\" names them.")
    private String scenarioName;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the random walk and of --fail probability:N (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            description = "Tries COUNT seeds from --seed on, and reports the first run that is not clean; with --live,"
                    + " plays COUNT times.")
    private Integer seeds;

    @Option(names = "--schedule", paramLabel = "S", description = "Repeats exactly these choices, e.g. 0:41.1.0:7.2.")
    private String schedule;

    @Option(
            names = "--policy",
            paramLabel = "P",
            defaultValue = "random",
            description = "first, round-robin or random (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Option(
            names = "--replace",
            paramLabel = "SERVICE=DRIVER",
            description = "Loads a broken driver for a service, e.g. toaster=deletes-without-waiting.")
    private Map<String, String> replacements = new LinkedHashMap<>();

    @Option(
            names = "--trace",
            paramLabel = "FORM",
            description = "text: the trace before the report; json: the trace instead of the report.")
    private TraceForm trace;

    @Option(names = "--json", description = "One JSON document instead of the report.")
    private boolean json;

    @Option(names = "--carrier", paramLabel = "C", description = "continuations, virtual-threads or platform-threads.")
    private String carrierName;

    @Option(
            names = "--fail",
            paramLabel = "WHAT",
            defaultValue = "none",
            description = "Makes routines fail that can fail: " + Faults.FORMS + ".")
    private String faults;

    @Option(
            names = "--fail-each-site",
            description =
                    "Plays the story once for each place at which a routine could fail, together with the failures that"
                            + " lead there, and reports the first run that is not clean.")
    private boolean failEachSite;

    @Option(
            names = "--live",
            description = "On host threads in real time: no schedule, no verifier, and another order each time.")
    private boolean live;

    @Option(names = "--checked", description = "Drivers of a checked build: remove locks assert.")
    private boolean checked;

    @Option(names = "--no-verifier", description = "Without Driver Verifier.")
    private boolean noVerifier;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Budget of steps (default: ${DEFAULT-VALUE}).")
    private int maxSteps;

    @Option(
            names = "--processors",
            paramLabel = "N",
            defaultValue = "2",
            description = "Simulated processors, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int processors;

    @Option(
            names = "--watchdog",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long nothing may happen before the run is given up (default: ${DEFAULT-VALUE}).")
    private int watchdog;

    RunCommand() {}

    @Override
    public Integer call() {
        Scenario scenario = scenario();
        RunOptions options = options();
        try (CoroutineCarrier carrier = carrier()) {
            ScenarioRun run = play(scenario, options.on(carrier));
            tellIfNothingFailed(run);
            return report(run);
        }
    }

    private void tellIfNothingFailed(ScenarioRun run) {
        String asked = run.options().faults();
        if (asked.equals("none") || run.hasInjectedFault()) {
            return;
        }
        int sites = run.machine().kernel().faultSites().size();
        String why = asked.startsWith("site:")
                ? "the run came to " + sites + (sites == 1 ? " site" : " sites")
                : "the run has no such call of a driver's, or chance spared them all";
        PrintWriter err = spec.commandLine().getErr();
        err.println("nothing was made to fail: no call fits --fail " + asked + "; " + why);
        err.flush();
    }

    private ScenarioRun play(Scenario scenario, RunOptions options) {
        if (failEachSite) {
            return failEachSite(scenario, options);
        }
        if (seeds == null) {
            return ScenarioRunner.run(scenario, options);
        }
        ScenarioRun run = null;
        for (int i = 0; i < seeds; i++) {
            run = ScenarioRunner.run(scenario, options.withSeed(seed + i));
            if (run.verdict() != ScenarioRun.Verdict.CLEAN) {
                break;
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        boolean clean = run.verdict() == ScenarioRun.Verdict.CLEAN;
        err.println(live ? liveSummary(run, clean) : summary(run, clean));
        err.flush();
        return run;
    }

    private String summary(ScenarioRun run, boolean clean) {
        return clean
                ? seeds + " seeds from " + seed + " on: all clean; the last one is reported"
                : "seed " + run.options().seed() + " is not clean; the seeds from " + seed + " on before it are";
    }

    private String liveSummary(ScenarioRun run, boolean clean) {
        return clean
                ? seeds + (seeds == 1 ? " live run: clean" : " live runs: all clean; the last one is reported")
                : "live run " + (run.options().seed() - seed + 1) + " is not clean; the runs before it are";
    }

    private ScenarioRun failEachSite(Scenario scenario, RunOptions options) {
        List<ScenarioRun> runs = ScenarioRunner.failEachSite(scenario, options);
        ScenarioRun last = runs.get(runs.size() - 1);
        int sites = runs.size() - 1;
        PrintWriter err = spec.commandLine().getErr();
        if (last.verdict() == ScenarioRun.Verdict.CLEAN) {
            err.println(sites + (sites == 1 ? " site" : " sites") + " at which a routine can fail: all clean;"
                    + " the last one is reported");
        } else if (sites == 0) {
            err.println("the story is not clean without a failure; no site was tried");
        } else {
            err.println(
                    "with --fail " + last.options().faults() + " it is not clean; the " + sites + " runs before are");
        }
        err.flush();
        return last;
    }

    private int report(ScenarioRun run) {
        PrintWriter out = spec.commandLine().getOut();
        String replay = replayLine(run);
        if (json) {
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
        if (run.outcome() instanceof Outcome.Diverged) {
            return ExitCode.INPUT;
        }
        return switch (run.verdict()) {
            case CLEAN -> ExitCode.CLEAN;
            case DEFECT, BROKEN_EXPECTATION -> ExitCode.FOUND;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
        };
    }

    /** The command that shows the same run again: for a clean one the seed will do, for another one every choice is given. */
    private String replayLine(ScenarioRun run) {
        StringBuilder line =
                new StringBuilder("wdmsim run ").append(run.scenario().name());
        replacements.forEach((service, driver) ->
                line.append(" --replace ").append(service).append('=').append(driver));
        if (checked) {
            line.append(" --checked");
        }
        if (noVerifier) {
            line.append(" --no-verifier");
        }
        if (processors != 2) {
            line.append(" --processors ").append(processors);
        }
        if (maxSteps != 200_000) {
            line.append(" --max-steps ").append(maxSteps);
        }
        if (watchdog != 5) {
            line.append(" --watchdog ").append(watchdog);
        }
        if (!run.options().faults().equals("none")) {
            line.append(" --fail ").append(run.options().faults());
        }
        if (live) {
            line.append(" --live");
            if (run.options().faults().startsWith("probability:")) {
                boolean clean = run.verdict() == ScenarioRun.Verdict.CLEAN;
                line.append(" --seed ").append(clean ? seed : run.options().seed());
            }
            return seeds == null
                    ? line.toString()
                    : line.append(" --seeds ").append(seeds).toString();
        }
        line.append(" --seed ").append(run.options().seed());
        if (schedule == null && run.verdict() == ScenarioRun.Verdict.CLEAN) {
            return policy.equals("random")
                    ? line.toString()
                    : line.append(" --policy ").append(policy).toString();
        }
        Object choices = run.outcome() instanceof Outcome.Diverged ? schedule : run.schedule();
        return line.append(" --schedule ").append(choices).toString();
    }

    private Scenario scenario() {
        return Scenarios.named(scenarioName)
                .orElseThrow(() -> usage("no scenario is called \"" + scenarioName + "\"; "
                        + Suggestion.of(
                                scenarioName,
                                Scenarios.all().stream().map(Scenario::name).toList())));
    }

    private RunOptions options() {
        if (!List.of("first", "round-robin", "random").contains(policy)) {
            throw usage("no policy is called \"" + policy + "\"; "
                    + Suggestion.of(policy, List.of("first", "round-robin", "random")));
        }
        if (seeds != null && (seeds < 1 || schedule != null)) {
            throw usage(
                    seeds < 1
                            ? "--seeds " + seeds + " tries nothing; give 1 or more"
                            : "--seeds and --schedule exclude each other: a schedule is one run");
        }
        if (failEachSite && (seeds != null || schedule != null || isGiven("--fail"))) {
            throw usage("--fail-each-site makes runs of its own; leave --seeds, --schedule and --fail away");
        }
        if (live && failEachSite) {
            throw usage("--fail-each-site needs runs that can be repeated, because sites are counted anew in each run;"
                    + " leave --live away");
        }
        if (live && (schedule != null || carrierName != null)) {
            throw usage("--live runs on host threads and has no schedule; leave "
                    + (schedule != null ? "--schedule" : "--carrier") + " away");
        }
        if (live && isGiven("--policy")) {
            throw usage("--live runs on host threads, and no policy chooses their order; leave --policy away");
        }
        if (live && isGiven("--seed") && !faults.startsWith("probability:")) {
            throw usage("--live has no seed, except for --fail probability:N; leave --seed away");
        }
        if (json && trace != null) {
            throw usage("--json is one document and has no room for a trace; leave --json or --trace away");
        }
        if (processors < 1 || processors > 64) {
            throw usage("--processors " + processors + " is out of range; a machine has 1 to 64");
        }
        if (watchdog < 1) {
            throw usage("--watchdog " + watchdog + " is out of range; give 1 second or more");
        }
        if (maxSteps < 1) {
            throw usage("--max-steps " + maxSteps + " is out of range; give 1 or more");
        }
        RunOptions options = RunOptions.seed(seed)
                .withPolicy(policy)
                .withCheckedDrivers(checked)
                .withVerifier(!noVerifier)
                .withProcessors(processors)
                .withLive(live)
                .withWatchdog(Duration.ofSeconds(watchdog))
                .withStepLimit(maxSteps);
        String routine = faults.strip().split(":", 2)[0];
        if (routine.matches("[A-Z]\\w*") && !FallibleRoutines.names().contains(routine)) {
            throw usage("--fail: no routine that can fail is called \"" + routine + "\"; "
                    + Suggestion.of(routine, FallibleRoutines.names()));
        }
        try {
            options = options.withFaults(faults);
        } catch (IllegalArgumentException wrong) {
            throw usage("--fail " + wrong.getMessage());
        }
        if (schedule != null) {
            options = options.withSchedule(schedule());
        }
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            options = replace(options, replacement.getKey(), replacement.getValue());
        }
        return options;
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private Schedule schedule() {
        try {
            return Schedule.parse(schedule);
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private RunOptions replace(RunOptions options, String service, String name) {
        BrokenDriver driver = BrokenDrivers.named(name)
                .orElseThrow(() -> usage("no driver is called \"" + name + "\"; "
                        + Suggestion.of(
                                name,
                                BrokenDrivers.all().stream()
                                        .map(BrokenDriver::name)
                                        .toList())));
        if (!driver.service().equalsIgnoreCase(service)) {
            throw usage("driver \"" + name + "\" stands in for service \"" + driver.service() + "\", not \"" + service
                    + "\"; write --replace " + driver.service() + "=" + name);
        }
        return options.replacing(driver.service(), driver.image());
    }

    private CoroutineCarrier carrier() {
        try {
            return carrierName == null ? CoroutineCarriers.open() : CoroutineCarriers.open(carrierName);
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), "wdmsim: " + message);
    }
}
