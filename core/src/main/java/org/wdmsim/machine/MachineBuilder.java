package org.wdmsim.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.memory.WatchedClasses;
import org.wdmsim.po.PowerOptions;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.StepListener;
import org.wdmsim.verifier.DriverVerifier;

/** Builds a {@link Machine}. Each method answers the builder. */
public final class MachineBuilder {
    private static final Duration LIVE_LIMIT = Duration.ofMinutes(1);

    private boolean live;
    private long timeBetweenSteps = 1_000 * KernelOptions.TICKS_PER_MILLISECOND;
    private CoroutineCarrier carrier;
    private SchedulePolicy policy = Policies.first();
    private TransitionListener follower;
    private WatchedClasses watched;
    private int processors = 2;
    private boolean checkedDrivers;
    private boolean callSites = true;
    private boolean strictHighWatermark;
    private int stepLimit = KernelOptions.defaults().stepLimit();
    private FaultPolicy faults;
    private OpenChoices choices = OpenChoices.NONE;
    private Boolean traced;
    private Boolean verified;
    private Duration watchdog;
    private GuardedRuns guard;
    private PowerOptions power = PowerOptions.defaults();
    private final List<Function<Kernel, StepListener>> listeners = new ArrayList<>();

    MachineBuilder() {}

    /**
     * A live machine: each thread on a host thread of its own, real time, all processors of the host. Unless they are asked
     * for, there is no trace and no verifier, so that a step costs next to nothing; and the whole run may take a minute.
     *
     * @differs DISPATCH_LEVEL keeps no other thread off a processor, and a DPC may run beside what it would have interrupted:
     *     only locks keep threads apart. There is no schedule to replay
     */
    public MachineBuilder live(boolean value) {
        live = value;
        return this;
    }

    /**
     * How much virtual time may pass between two steps of a thread, if the policy likes: a timer, or a device's hardware,
     * that is due within it can come while threads could run. A second without it; 0 lets time pass only while nobody can
     * run.
     *
     * @param ticks in units of 100 ns
     */
    public MachineBuilder timeBetweenSteps(long ticks) {
        timeBetweenSteps = ticks;
        return this;
    }

    /** What the threads run on; without it the machine opens the fastest there is and closes it after its run. */
    public MachineBuilder carrier(CoroutineCarrier value) {
        carrier = value;
        return this;
    }

    /** Who goes next; <em>first</em> without it. */
    public MachineBuilder policy(SchedulePolicy value) {
        policy = value;
        return this;
    }

    /** Who follows the run transition by transition; nobody without it, and nobody in a live machine. */
    public MachineBuilder follower(TransitionListener value) {
        follower = value;
        return this;
    }

    /**
     * Drivers whose reads and writes of memory are seen; none without it. The machines of one such object run one after the
     * other.
     */
    public MachineBuilder watching(WatchedClasses value) {
        watched = value;
        return this;
    }

    /** How many simulated processors; 2 without it. */
    public MachineBuilder processors(int value) {
        if (value < 1 || value > 64) {
            throw new IllegalArgumentException("a machine has 1 to 64 processors, not " + value);
        }
        processors = value;
        return this;
    }

    /** Drivers compiled for a checked build: remove locks of checked size that assert. Off without it. */
    public MachineBuilder checkedDrivers(boolean value) {
        checkedDrivers = value;
        return this;
    }

    /** Driver Verifier; on without it, off in a live machine. */
    public MachineBuilder verifier(boolean value) {
        verified = value;
        return this;
    }

    /** The place of each acquisition in its driver's source; on without it, and worth turning off for many runs. */
    public MachineBuilder callSites(boolean value) {
        callSites = value;
        return this;
    }

    /** A recording of every step; on without it, off in a live machine. */
    public MachineBuilder traced(boolean value) {
        traced = value;
        return this;
    }

    /** HighWatermark as the oldest documentation has it: reported when reached, not when exceeded. */
    public MachineBuilder strictHighWatermark(boolean value) {
        strictHighWatermark = value;
        return this;
    }

    /** After how many steps a run is given up; a million without it. */
    public MachineBuilder stepLimit(int value) {
        stepLimit = value;
        return this;
    }

    /**
     * How long, in real time, a driver may run without a DDI call, and a live machine run at all; without it no limit, and a
     * minute for a live machine.
     */
    public MachineBuilder watchdog(Duration value) {
        watchdog = value;
        return this;
    }

    /** How long, in real time, a driver may run without a DDI call; null for no limit. */
    public Duration watchdog() {
        return watchdog;
    }

    /** Who watches for a driver that runs without a DDI call, in the place of a watchdog of the machine's own. */
    public MachineBuilder guardedBy(GuardedRuns value) {
        guard = value;
        return this;
    }

    /** What the power manager does where versions of Windows differ. */
    public MachineBuilder power(PowerOptions value) {
        power = value;
        return this;
    }

    /** Which calls of routines that can fail do fail; none without it. A policy is for one machine. */
    public MachineBuilder faults(FaultPolicy value) {
        faults = value;
        return this;
    }

    /** What the schedule says beside who runs; nothing without it. */
    public MachineBuilder choices(OpenChoices value) {
        choices = value;
        return this;
    }

    /** What the schedule says beside who runs. */
    public OpenChoices choices() {
        return choices;
    }

    /** Somebody else who listens. */
    public MachineBuilder listener(Function<Kernel, StepListener> value) {
        listeners.add(value);
        return this;
    }

    /** The machine, ready for its threads. */
    public Machine build() {
        if (live && watched != null) {
            throw new IllegalArgumentException(
                    "fields are watched in simulated machines only; build the live one without them");
        }
        if (live && !choices.equals(OpenChoices.NONE)) {
            throw new IllegalArgumentException(
                    "a live machine has no schedule that could say what happens; build it without choices");
        }
        if (choices.mostFaults() > 0 && faults != null && faults != Faults.none()) {
            throw new IllegalArgumentException(
                    "either the schedule says which calls fail, or a policy does; give the machine one of them");
        }
        List<Function<Kernel, StepListener>> all = new ArrayList<>(listeners);
        if (verified != null ? verified : !live) {
            all.add(DriverVerifier::new);
        }
        KernelOptions kernel = new KernelOptions(
                checkedDrivers,
                callSites,
                stepLimit,
                strictHighWatermark,
                KernelOptions.defaults().workerThreads(),
                KernelOptions.defaults().ticksPerMinute(),
                choices);
        Machine machine = new Machine(new MachineOptions(
                live,
                live ? null : carrier != null ? carrier : CoroutineCarriers.open(),
                !live && carrier == null,
                policy,
                follower,
                watched,
                processors,
                timeBetweenSteps,
                kernel,
                traced != null ? traced : !live,
                List.copyOf(all),
                watchdog == null && live ? LIVE_LIMIT : watchdog,
                live ? null : guard,
                power));
        if (faults != null && choices.mostFaults() == 0) {
            machine.kernel().setFaults(faults);
        }
        return machine;
    }
}
