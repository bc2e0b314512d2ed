package org.wdmsim.pnp.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.SchedulePolicy;

/** How a story is run. A value; each method answers a changed copy. */
public final class RunOptions {
    private final long seed;
    private final Schedule schedule;
    private final String policyName;
    private final Map<String, Supplier<Driver>> replacements;
    private final CoroutineCarrier carrier;
    private final boolean verifier;
    private final boolean checkedDrivers;
    private final int processors;
    private final int stepLimit;
    private final Duration watchdog;

    private RunOptions(
            long seed,
            Schedule schedule,
            String policyName,
            Map<String, Supplier<Driver>> replacements,
            CoroutineCarrier carrier,
            boolean verifier,
            boolean checkedDrivers,
            int processors,
            int stepLimit,
            Duration watchdog) {
        this.seed = seed;
        this.schedule = schedule;
        this.policyName = policyName;
        this.replacements = replacements;
        this.carrier = carrier;
        this.verifier = verifier;
        this.checkedDrivers = checkedDrivers;
        this.processors = processors;
        this.stepLimit = stepLimit;
        this.watchdog = watchdog;
    }

    /** A random walk with this seed, two processors, the verifier on. */
    public static RunOptions seed(long seed) {
        return new RunOptions(seed, null, "random", Map.of(), null, true, false, 2, 200_000, Duration.ofSeconds(5));
    }

    /** The same with another seed. */
    public RunOptions withSeed(long value) {
        return new RunOptions(
                value,
                schedule,
                policyName,
                replacements,
                carrier,
                verifier,
                checkedDrivers,
                processors,
                stepLimit,
                watchdog);
    }

    /** The same with exactly these choices, whatever the seed. */
    public RunOptions withSchedule(Schedule value) {
        return new RunOptions(
                seed,
                value,
                policyName,
                replacements,
                carrier,
                verifier,
                checkedDrivers,
                processors,
                stepLimit,
                watchdog);
    }

    /** The same with a policy: {@code first}, {@code round-robin} or {@code random}. */
    public RunOptions withPolicy(String name) {
        return new RunOptions(
                seed, schedule, name, replacements, carrier, verifier, checkedDrivers, processors, stepLimit, watchdog);
    }

    /** The same with another image for a service. */
    public RunOptions replacing(String service, Supplier<Driver> image) {
        Map<String, Supplier<Driver>> more = new LinkedHashMap<>(replacements);
        more.put(service, image);
        return new RunOptions(
                seed, schedule, policyName, more, carrier, verifier, checkedDrivers, processors, stepLimit, watchdog);
    }

    /** The same on this carrier. */
    public RunOptions on(CoroutineCarrier value) {
        return new RunOptions(
                seed,
                schedule,
                policyName,
                replacements,
                value,
                verifier,
                checkedDrivers,
                processors,
                stepLimit,
                watchdog);
    }

    /** The same with the verifier on or off. */
    public RunOptions withVerifier(boolean value) {
        return new RunOptions(
                seed,
                schedule,
                policyName,
                replacements,
                carrier,
                value,
                checkedDrivers,
                processors,
                stepLimit,
                watchdog);
    }

    /** The same with drivers of a checked build, or a free one. */
    public RunOptions withCheckedDrivers(boolean value) {
        return new RunOptions(
                seed, schedule, policyName, replacements, carrier, verifier, value, processors, stepLimit, watchdog);
    }

    /** The same with so many processors. */
    public RunOptions withProcessors(int value) {
        return new RunOptions(
                seed,
                schedule,
                policyName,
                replacements,
                carrier,
                verifier,
                checkedDrivers,
                value,
                stepLimit,
                watchdog);
    }

    /** The same with another budget of steps. */
    public RunOptions withStepLimit(int value) {
        return new RunOptions(
                seed,
                schedule,
                policyName,
                replacements,
                carrier,
                verifier,
                checkedDrivers,
                processors,
                value,
                watchdog);
    }

    /** The same with another watchdog; null for none. */
    public RunOptions withWatchdog(Duration value) {
        return new RunOptions(
                seed,
                schedule,
                policyName,
                replacements,
                carrier,
                verifier,
                checkedDrivers,
                processors,
                stepLimit,
                value);
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

    /** True with the verifier. */
    public boolean verifier() {
        return verifier;
    }

    /** True for drivers of a checked build. */
    public boolean checkedDrivers() {
        return checkedDrivers;
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
