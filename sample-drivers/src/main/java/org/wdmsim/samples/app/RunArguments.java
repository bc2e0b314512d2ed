package org.wdmsim.samples.app;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.wdmsim.explore.Searches;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Schedule;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            names = "--trace",
            paramLabel = "FORM",
            description = "text: the trace before the report; json: the trace instead of the report.")
    private TraceForm trace;

    @Option(names = "--json", description = "One JSON document instead of the report.")
    private boolean json;

    @Option(names = "--carrier", paramLabel = "C", description = "continuations, virtual-threads or platform-threads.")
    private String carrierName;

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

    RunArguments() {}

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

    /** True for a JSON document in place of the report. */
    boolean json() {
        return json;
    }

    /** The form in which the trace is wanted. */
    Optional<TraceForm> trace() {
        return Optional.ofNullable(trace);
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
    RunOptions options(StoryArguments story, RunOptions told) {
        checkRuns(story);
        checkLive(story);
        if (json && trace != null) {
            throw usage("--json is one document and has no room for a trace; leave --json or --trace away");
        }
        RunOptions options = told.withPolicy(policy).withLive(live);
        if (schedule != null) {
            options = options.withSchedule(parsedSchedule());
        }
        return options;
    }

    private void checkRuns(StoryArguments story) {
        if (!POLICIES.contains(policy)) {
            throw usage("no policy of run is called \"" + policy + "\"; "
                    + (isSearch() ? "\"wdmsim explore\" has it" : Suggestion.of(policy, POLICIES)));
        }
        if (seeds != null && seeds < 1) {
            throw usage("--seeds " + seeds + " tries nothing; give 1 or more");
        }
        if (seeds != null && schedule != null) {
            throw usage("--seeds and --schedule exclude each other: a schedule is one run");
        }
        if (schedule != null && story.isGiven("--policy")) {
            throw usage(
                    "--schedule and --policy exclude each other: a schedule has every choice; leave one of them away");
        }
        if (failEachSite && (seeds != null || schedule != null || story.isGiven("--fail"))) {
            throw usage("--fail-each-site makes runs of its own; leave --seeds, --schedule and --fail away");
        }
        if (failEachSite && story.choices().mostFaults() > 0) {
            throw usage("--fail-each-site says which calls fail, and --faults leaves it to the schedule; leave one of"
                    + " them away");
        }
    }

    private boolean isSearch() {
        try {
            Searches.parse(policy, 1);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private void checkLive(StoryArguments story) {
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
        if (story.isGiven("--fields")) {
            throw usage("--live cannot watch fields; leave --fields away");
        }
        if (!story.choices().equals(OpenChoices.NONE)) {
            throw usage("--live has no schedule that could say what happens; leave "
                    + (story.choices().mostFaults() > 0
                            ? "--faults"
                            : story.choices().anyWaiter() ? "--any-waiter" : "--open-outcomes")
                    + " away");
        }
        if (story.isGiven("--policy")) {
            throw usage("--live runs on host threads, and no policy chooses their order; leave --policy away");
        }
        if (story.noVerifier()) {
            throw usage("--live runs without the verifier anyway; leave --no-verifier away");
        }
        if (story.isGiven("--seed") && !story.faults().startsWith("probability:")) {
            throw usage("--live has no seed, except for --fail probability:N; leave --seed away");
        }
    }

    private Schedule parsedSchedule() {
        try {
            return Schedule.parse(schedule);
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
