package org.wdmsim.pnp.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.memory.WatchedClasses;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.SchedulePolicy;

/** How a story is run. A value; each method answers a changed copy. */
public final class RunOptions {
    private long seed = 1;
    private Schedule schedule;
    private String policyName = "random";
    private Map<String, Supplier<Driver>> replacements = Map.of();
    private CoroutineCarrier carrier;
    private boolean live;
    private String faults = "none";
    private OpenChoices choices = OpenChoices.NONE;
    private boolean verifier = true;
    private boolean checkedDrivers;
    private WatchedClasses watched;
    private int processors = 2;
    private int stepLimit = 200_000;
    private Duration watchdog = Duration.ofSeconds(5);

    private RunOptions() {}

    private RunOptions copy() {
        RunOptions copy = new RunOptions();
        copy.seed = seed;
        copy.schedule = schedule;
        copy.policyName = policyName;
        copy.replacements = replacements;
        copy.carrier = carrier;
        copy.live = live;
        copy.faults = faults;
        copy.choices = choices;
        copy.verifier = verifier;
        copy.checkedDrivers = checkedDrivers;
        copy.watched = watched;
        copy.processors = processors;
        copy.stepLimit = stepLimit;
        copy.watchdog = watchdog;
        return copy;
    }

    private RunOptions with(Consumer<RunOptions> change) {
        RunOptions changed = copy();
        change.accept(changed);
        return changed;
    }

    /** A random walk with this seed, two processors, the verifier on. */
    public static RunOptions seed(long seed) {
        return new RunOptions().withSeed(seed);
    }

    /** The same with another seed. */
    public RunOptions withSeed(long value) {
        return with(changed -> changed.seed = value);
    }

    /** The same with exactly these choices, whatever the seed. */
    public RunOptions withSchedule(Schedule value) {
        return with(changed -> changed.schedule = value);
    }

    /** The same with a policy: {@code first}, {@code round-robin} or {@code random}. */
    public RunOptions withPolicy(String name) {
        return with(changed -> changed.policyName = name);
    }

    /** The same with another image for a service. */
    public RunOptions replacing(String service, Supplier<Driver> image) {
        Map<String, Supplier<Driver>> more = new LinkedHashMap<>(replacements);
        more.put(service, image);
        return with(changed -> changed.replacements = more);
    }

    /** The same on this carrier. */
    public RunOptions on(CoroutineCarrier value) {
        return with(changed -> changed.carrier = value);
    }

    /** The same on a live machine: host threads, real time, no schedule, no verifier. */
    public RunOptions withLive(boolean value) {
        return with(changed -> changed.live = value);
    }

    /**
     * The same with routines that fail.
     *
     * @param text which calls: a form of {@link Faults#parse}
     */
    public RunOptions withFaults(String text) {
        Faults.parse(text, seed); // so that a wrong text is told here
        return with(changed -> changed.faults = text);
    }

    /** The same with what the schedule says beside who runs. */
    public RunOptions withChoices(OpenChoices value) {
        return with(changed -> changed.choices = value);
    }

    /** The same with the verifier on or off. */
    public RunOptions withVerifier(boolean value) {
        return with(changed -> changed.verifier = value);
    }

    /** The same with drivers of a checked build, or a free one. */
    public RunOptions withCheckedDrivers(boolean value) {
        return with(changed -> changed.checkedDrivers = value);
    }

    /**
     * The same with classes whose reads and writes of memory are seen; null for none.
     *
     * @param value those that the scenario and its drivers come from
     */
    public RunOptions withWatched(WatchedClasses value) {
        return with(changed -> changed.watched = value);
    }

    /** The same with so many processors. */
    public RunOptions withProcessors(int value) {
        return with(changed -> changed.processors = value);
    }

    /** The same with another budget of steps. */
    public RunOptions withStepLimit(int value) {
        return with(changed -> changed.stepLimit = value);
    }

    /** The same with another watchdog; null for none. */
    public RunOptions withWatchdog(Duration value) {
        return with(changed -> changed.watchdog = value);
    }

    /** The seed of the random walk. */
    public long seed() {
        return seed;
    }

    /** The choices to repeat; null for none. */
    public Schedule schedule() {
        return schedule;
    }

    /** The policy's name. */
    public String policyName() {
        return policyName;
    }

    /** Other images, by service. */
    public Map<String, Supplier<Driver>> replacements() {
        return replacements;
    }

    /** What the machine runs on; null for the fastest there is. */
    public CoroutineCarrier carrier() {
        return carrier;
    }

    /** True for a live machine. */
    public boolean live() {
        return live;
    }

    /** Which calls of routines that can fail do fail, as {@link Faults#parse} reads it; {@code none} for none. */
    public String faults() {
        return faults;
    }

    /** What the schedule says beside who runs. */
    public OpenChoices choices() {
        return choices;
    }

    /** True with the verifier. */
    public boolean verifier() {
        return verifier;
    }

    /** True for drivers of a checked build. */
    public boolean checkedDrivers() {
        return checkedDrivers;
    }

    /** The classes whose reads and writes of memory are seen; null for none. */
    public WatchedClasses watched() {
        return watched;
    }

    /** How many processors. */
    public int processors() {
        return processors;
    }

    /** The budget of steps. */
    public int stepLimit() {
        return stepLimit;
    }

    /** How long a driver may run without a DDI call; null for ever. */
    public Duration watchdog() {
        return watchdog;
    }

    SchedulePolicy policy() {
        if (schedule != null) {
            return Policies.replay(schedule);
        }
        return switch (policyName) {
            case "first" -> Policies.first();
            case "round-robin" -> Policies.roundRobin();
            case "random" -> Policies.random(seed);
            default ->
                throw new IllegalArgumentException(
                        "no policy is called \"" + policyName + "\"; the names are first, round-robin, random");
        };
    }
}
