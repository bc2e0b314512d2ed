package org.wdmsim.samples.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.wdmsim.ke.FallibleRoutines;
import org.wdmsim.ke.Faults;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Schedule;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was typed after {@code wdmsim run}: read, checked, and made into a scenario and the options of its runs. */
final class RunArguments {
    /** The form of a trace. */
    enum TraceForm {
        TEXT,
        JSON
    }

    private static final List<String> POLICIES = List.of("first", "round-robin", "random");

    @Spec(Spec.Target.MIXEE)
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

    RunArguments() {}

    /** The first seed, or the only one. */
    long seed() {
        return seed;
    }

    /** How many seeds to try, or how many live runs; nothing for one run. */
    OptionalInt seeds() {
        return seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds);
    }

    /** True when each site is to fail once. */
    boolean failEachSite() {
        return failEachSite;
    }

    /** The schedule to repeat, as it was typed. */
    Optional<String> schedule() {
        return Optional.ofNullable(schedule);
    }

    /** The names of broken drivers, by the service each stands in for, as they were typed. */
    Map<String, String> replacements() {
        return replacements;
    }

    /** True for a JSON document in place of the report. */
    boolean json() {
        return json;
    }

    /** The form in which the trace is wanted. */
    Optional<TraceForm> trace() {
        return Optional.ofNullable(trace);
    }

    /** The story. */
    Scenario scenario() {
        return Scenarios.named(scenarioName)
                .orElseThrow(() -> usage("no scenario is called \"" + scenarioName + "\"; "
                        + Suggestion.of(
                                scenarioName,
                                Scenarios.all().stream().map(Scenario::name).toList())));
    }

    /** What the simulated threads run on. */
    CoroutineCarrier carrier() {
        try {
            return carrierName == null ? CoroutineCarriers.open() : CoroutineCarriers.open(carrierName);
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    /** How the story is run; a wrong word, or words that do not go together, are answered with the right ones. */
    RunOptions options() {
        checkRuns();
        checkLive();
        if (json && trace != null) {
            throw usage("--json is one document and has no room for a trace; leave --json or --trace away");
        }
        checkNumbers();
        RunOptions options = RunOptions.seed(seed)
                .withPolicy(policy)
                .withCheckedDrivers(checked)
                .withVerifier(!noVerifier)
                .withProcessors(processors)
                .withLive(live)
                .withWatchdog(Duration.ofSeconds(watchdog))
                .withStepLimit(maxSteps);
        options = withFaults(options);
        if (schedule != null) {
            options = options.withSchedule(parsedSchedule());
        }
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            options = replace(options, replacement.getKey(), replacement.getValue());
        }
        return options;
    }

    private void checkRuns() {
        if (!POLICIES.contains(policy)) {
            throw usage("no policy is called \"" + policy + "\"; " + Suggestion.of(policy, POLICIES));
        }
        if (seeds != null && seeds < 1) {
            throw usage("--seeds " + seeds + " tries nothing; give 1 or more");
        }
        if (seeds != null && schedule != null) {
            throw usage("--seeds and --schedule exclude each other: a schedule is one run");
        }
        if (schedule != null && isGiven("--policy")) {
            throw usage(
                    "--schedule and --policy exclude each other: a schedule has every choice; leave one of them away");
        }
        if (failEachSite && (seeds != null || schedule != null || isGiven("--fail"))) {
            throw usage("--fail-each-site makes runs of its own; leave --seeds, --schedule and --fail away");
        }
    }

    private void checkLive() {
        if (!live) {
            return;
        }
        if (failEachSite) {
            throw usage("--fail-each-site needs runs that can be repeated, because sites are counted anew in each run;"
                    + " leave --live away");
        }
        if (schedule != null || carrierName != null) {
            throw usage("--live runs on host threads and has no schedule; leave "
                    + (schedule != null ? "--schedule" : "--carrier") + " away");
        }
        if (isGiven("--policy")) {
            throw usage("--live runs on host threads, and no policy chooses their order; leave --policy away");
        }
        if (noVerifier) {
            throw usage("--live runs without the verifier anyway; leave --no-verifier away");
        }
        if (isGiven("--seed") && !faults.startsWith("probability:")) {
            throw usage("--live has no seed, except for --fail probability:N; leave --seed away");
        }
    }

    private void checkNumbers() {
        if (processors < 1 || processors > 64) {
            throw usage("--processors " + processors + " is out of range; a machine has 1 to 64");
        }
        if (watchdog < 1) {
            throw usage("--watchdog " + watchdog + " is out of range; give 1 second or more");
        }
        if (maxSteps < 1) {
            throw usage("--max-steps " + maxSteps + " is out of range; give 1 or more");
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private RunOptions withFaults(RunOptions options) {
        String routine = faults.strip().split(":", 2)[0];
        if (routine.matches("[A-Z]\\w*") && !FallibleRoutines.names().contains(routine)) {
            throw usage("--fail: no routine that can fail is called \"" + routine + "\"; "
                    + Suggestion.of(routine, FallibleRoutines.names()));
        }
        try {
            return options.withFaults(faults);
        } catch (IllegalArgumentException wrong) {
            throw usage("--fail " + wrong.getMessage());
        }
    }

    private Schedule parsedSchedule() {
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

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
