package org.wdmsim.samples.app;

import java.io.File;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.ke.FallibleRoutines;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.memory.WatchedClasses;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was typed about the story and its machines, whichever command plays it: read, checked, and made into options. */
final class StoryArguments {
    private static final int MOST_FAULTS = 100;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Which story; \"wdmsim list\" names them.")
    private String scenarioName;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of what goes by chance, and of --fail probability:N (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--replace",
            paramLabel = "SERVICE=DRIVER",
            description = "Loads a broken driver for a service, e.g. toaster=deletes-without-waiting.")
    private Map<String, String> replacements = new LinkedHashMap<>();

    @Option(
            names = "--fail",
            paramLabel = "WHAT",
            defaultValue = "none",
            description = "Makes routines fail that can fail: " + Faults.FORMS + ".")
    private String faults;

    @Option(
            names = "--faults",
            paramLabel = "K",
            defaultValue = "0",
            description = "The schedule says which calls fail that can fail, at most K in a run (default: 0).")
    private int mostFaults;

    @Option(
            names = "--any-waiter",
            description = "The schedule says which of several waiters is set free, not their order of coming.")
    private boolean anyWaiter;

    @Option(
            names = "--open-outcomes",
            description = "The schedule says what happens where Windows leaves it open and there is an option for it.")
    private boolean openOutcomes;

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

    @Option(
            names = "--fields",
            negatable = true,
            description =
                    "With fields of drivers as memory: each access is a step, and races are found; explore does so"
                            + " unless --no-fields is given.")
    private Boolean fields;

    @Option(names = "--no-races", description = "With --fields: two accesses that nothing orders are no defect.")
    private boolean noRaces;

    @Option(names = "--no-torn", description = "With --fields: two fields that belong together may be seen apart.")
    private boolean noTorn;

    StoryArguments() {}

    /** The seed, or the first of several. */
    long seed() {
        return seed;
    }

    /** Which calls are to fail, as it was typed. */
    String faults() {
        return faults;
    }

    /** True when the verifier is to be left out. */
    boolean noVerifier() {
        return noVerifier;
    }

    /** The names of broken drivers, by the service each stands in for, as they were typed. */
    Map<String, String> replacements() {
        return replacements;
    }

    /** The story. */
    Scenario scenario() {
        return Scenarios.named(scenarioName)
                .orElseThrow(() -> usage("no scenario is called \"" + scenarioName + "\"; "
                        + (new File(scenarioName).isFile()
                                ? "for a file there are \"wdmsim replay\" and \"wdmsim merge\""
                                : Suggestion.of(
                                        scenarioName,
                                        Scenarios.all().stream()
                                                .map(Scenario::name)
                                                .toList()))));
    }

    /** How the story is played; a wrong word is answered with the right ones. */
    RunOptions options() {
        checkNumbers();
        RunOptions options = withFaults(RunOptions.seed(seed)
                .withChoices(choices())
                .withCheckedDrivers(checked)
                .withVerifier(!noVerifier)
                .withProcessors(processors)
                .withWatchdog(Duration.ofSeconds(watchdog))
                .withStepLimit(maxSteps));
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            options = replace(options, replacement.getKey(), replacement.getValue());
        }
        return options;
    }

    /**
     * The story as it is told to machines.
     *
     * @param usual true when fields are watched unless it is said otherwise
     */
    Story story(boolean usual) {
        checkFields(usual);
        return watches(usual)
                ? WatchedStory.loading(Scenarios.class, this::watched)
                        .races(!noRaces)
                        .torn(!noTorn)
                : new ScenarioStory(scenario(), options());
    }

    /** The story for single runs, whose classes are not shared with another. */
    ScenarioStory told(boolean usual) {
        checkFields(usual);
        return watches(usual)
                ? watched(
                        WatchedClasses.besides(Scenarios.class).races(!noRaces).torn(!noTorn))
                : new ScenarioStory(scenario(), options());
    }

    boolean watches(boolean usual) {
        return fields == null ? usual : fields;
    }

    private void checkFields(boolean usual) {
        if ((noRaces || noTorn) && !watches(usual)) {
            throw usage((noRaces ? "--no-races" : "--no-torn")
                    + " says nothing where fields are not watched; leave it away, or give --fields");
        }
    }

    private ScenarioStory watched(WatchedClasses classes) {
        return WatchedSamples.story(classes, scenario().name(), options(), replacements);
    }

    /** What the schedule says beside who runs. */
    OpenChoices choices() {
        return new OpenChoices(mostFaults, anyWaiter, openOutcomes);
    }

    private void checkNumbers() {
        if (mostFaults < 0 || mostFaults > MOST_FAULTS) {
            throw usage("--faults " + mostFaults + " is out of range; give 0 to " + MOST_FAULTS);
        }
        if (mostFaults > 0 && !faults.equals("none")) {
            throw usage("--fail says which calls fail, and --faults leaves it to the schedule; leave one of them away");
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

    private RunOptions replace(RunOptions options, String service, String name) {
        BrokenDriver driver = BrokenDrivers.named(name)
                .orElseThrow(() -> usage("no driver is called \"" + name + "\"; "
                        + Suggestion.of(
                                name,
                                Stream.concat(BrokenDrivers.all().stream(), BrokenDrivers.ofFields().stream())
                                        .map(BrokenDriver::name)
                                        .toList())));
        if (!driver.service().equalsIgnoreCase(service)) {
            throw usage("driver \"" + name + "\" stands in for service \"" + driver.service() + "\", not \"" + service
                    + "\"; write --replace " + driver.service() + "=" + name);
        }
        DriverImages images = scenario().lab().images();
        if (!images.has(driver.service())) {
            throw usage("--replace " + service + "=" + name + " changes nothing: scenario \"" + scenarioName
                    + "\" has no driver \"" + service + "\"; its drivers are "
                    + String.join(", ", new TreeSet<>(images.services())));
        }
        return options.replacing(driver.service(), driver.image());
    }

    /** How many processors the machines have unless it was said. */
    void usuallyProcessors(int count) {
        processors = isGiven("--processors") ? processors : count;
    }

    /** True when the option was typed. */
    boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** A wrong command line. */
    ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
