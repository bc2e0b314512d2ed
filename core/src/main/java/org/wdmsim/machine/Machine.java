package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.io.IoManager;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.KernelStop;
import org.wdmsim.memory.RaceDetector;
import org.wdmsim.memory.TornDetector;
import org.wdmsim.po.PowerManager;
import org.wdmsim.sched.LiveScheduler;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulerControl;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.SimulatedScheduler;
import org.wdmsim.trace.Trace;

/**
 * A simulated computer: one object graph, no statics. Thousands run side by side, or one after the other.
 *
 * <p>Life: built → given threads → run, once → looked at.
 */
public final class Machine {
    private final MachineOptions options;
    private final SchedulerControl scheduler;
    private final Kernel kernel;
    private final IoManager io;
    private final PowerManager power;
    private final Trace trace;
    private final List<KThread> threads = new ArrayList<>();
    private boolean hasRun;
    private Outcome outcome;
    private List<String> leftovers = List.of();

    Machine(MachineOptions options) {
        this.options = options;
        RaceDetector races =
                options.watched() == null ? null : options.watched().newDetector();
        TornDetector torn = options.watched() == null ? null : options.watched().newTornDetector();
        this.scheduler = options.live() ? new LiveScheduler(options.processors()) : simulated(options, races, torn);
        this.kernel = new Kernel(scheduler, options.kernel());
        if (options.watched() != null) {
            options.watched().begin(kernel, races, torn);
        }
        this.io = new IoManager(kernel);
        this.power = new PowerManager(io, options.power());
        this.trace = options.traced() ? new Trace() : null;
        if (trace != null) {
            kernel.listen(trace);
        }
        options.listeners().forEach(make -> kernel.listen(make.apply(kernel)));
    }

    private static SimulatedScheduler simulated(MachineOptions options, RaceDetector races, TornDetector torn) {
        SimulatedScheduler scheduler =
                new SimulatedScheduler(options.carrier(), options.policy(), options.processors());
        scheduler.setMostTimeBetweenSteps(options.timeBetweenSteps());
        scheduler.follow(BothFollow.of(BothFollow.of(options.follower(), races), torn));
        return scheduler;
    }

    /** A machine with two processors, the verifier on, a trace, and the policy <em>first</em>. */
    public static MachineBuilder builder() {
        return new MachineBuilder();
    }

    /** The kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** The I/O manager. */
    public IoManager io() {
        return io;
    }

    /** The power manager. */
    public PowerManager power() {
        return power;
    }

    /** What happened; null when the machine was built without a trace. */
    public Trace trace() {
        return trace;
    }

    /** How the machine was built. */
    public MachineOptions options() {
        return options;
    }

    /** A thread of a program; it begins when the machine runs. */
    public KThread thread(String name, Runnable body) {
        KThread thread = KThread.create(kernel, name, KThread.Kind.USER, body);
        threads.add(thread);
        return thread;
    }

    /** The choices of the run. */
    public Schedule schedule() {
        return scheduler.schedule();
    }

    /** What was left over when the run had ended cleanly: shares, IRPs, files, devices; one to a line. */
    public List<String> leftovers() {
        return leftovers;
    }

    /** How the run ended; null before. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Runs all threads until they have ended or rest.
     *
     * @throws IllegalStateException when the machine has run before
     */
    public Outcome run() {
        if (hasRun) {
            throw new IllegalStateException("this machine has run before; build a new one for each run");
        }
        hasRun = true;
        endsWith(guarded());
        return outcome;
    }

    private Ending guarded() {
        if (options.guard() != null) {
            return options.guard().guard(this);
        }
        return options.watchdog() == null ? runHere() : new Watchdog(options.watchdog()).guard(this);
    }

    /** Says how the run has ended. */
    void endsWith(Ending ending) {
        outcome = ending.outcome();
        leftovers = ending.leftovers();
    }

    /** What a run comes to. A run that the watchdog has given up may still come to one, which nobody looks at. */
    record Ending(Outcome outcome, List<String> leftovers) {}

    /** Runs on the calling host thread. */
    Ending runHere() {
        if (options.live()) {
            return runAndUnwind();
        }
        try {
            Ending[] ending = new Ending[1];
            options.carrier().host(() -> ending[0] = runAndUnwind());
            return ending[0];
        } finally {
            closeCarrier();
        }
    }

    /** Closes the carrier if it is the machine's own. */
    void closeCarrier() {
        if (options.closesCarrier()) { // never in a live machine, which has no carrier
            options.carrier().close();
        }
    }

    private Ending runAndUnwind() {
        try {
            scheduler.run();
            // A machine that was stopped is not at rest: its threads are still on their way out.
            return new Ending(judge(), kernel.stop() != null ? List.of() : Leftovers.of(this));
        } catch (ScheduleDiverged diverged) {
            return new Ending(new Outcome.Diverged(diverged.getMessage()), List.of());
        } finally {
            scheduler.unwind();
        }
    }

    private Outcome judge() {
        KernelStop stop = kernel.stop();
        if (stop != null) {
            return stopped(stop);
        }
        List<Outcome.StuckThread> stuck = waitingThreads();
        return stuck.isEmpty() ? new Outcome.Completed(kernel.steps()) : new Outcome.Deadlocked(stuck, kernel.steps());
    }

    /** Threads that wait for something else than work. */
    List<Outcome.StuckThread> waitingThreads() {
        List<Outcome.StuckThread> stuck = new ArrayList<>();
        forEachThread(thread -> {
            if (thread.isWaiting() && !thread.isIdle()) {
                stuck.add(new Outcome.StuckThread(
                        thread.objectName(),
                        thread.frame() == null ? "" : thread.frame().describe(),
                        thread.waitsFor() == null ? "time" : thread.waitsFor(),
                        thread.waitsSince(),
                        thread.whoKeepsItWaiting()));
            }
        });
        return List.copyOf(stuck);
    }

    private static Outcome stopped(KernelStop stop) {
        if (stop.bugCheck() != null) {
            return new Outcome.BugChecked(stop.bugCheck(), stop.where(), stop.step());
        }
        if (stop.thrown() != null) {
            return new Outcome.DriverThrew(
                    stop.thrown(), stop.where(), DriverLine.of(stop.thrown().getStackTrace()), stop.step());
        }
        return new Outcome.OutOfSteps(stop.step());
    }

    void forEachThread(Consumer<KThread> action) {
        for (SimThread thread : scheduler.threads()) {
            if (thread.attachment() instanceof KThread known) {
                action.accept(known);
            }
        }
    }

    SchedulerControl scheduler() {
        return scheduler;
    }
}
