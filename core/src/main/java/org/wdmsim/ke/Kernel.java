package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.MachineStopped;
import org.wdmsim.sched.Scheduler;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.RingTrace;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/**
 * One simulated kernel: the seam through which every step goes, and the way to stop the machine.
 *
 * <p>A routine that models a DDI calls {@link #step}, then makes its effect, then calls {@link #answer} if it has a
 * result:
 *
 * <pre>{@code
 * TraceEvent event = kernel.step(IoStep.IO_ACQUIRE_REMOVE_LOCK, this, tag, null);
 * ... the effect ...
 * return kernel.answer(event, STATUS_SUCCESS);
 * }</pre>
 */
public final class Kernel {
    // A step has four parts, always in this order: yield (the scheduler may run others first), announce (to the
    // listeners, which may stop the machine), effect, answer. Yield and announce are step(); nothing runs between
    // announce and effect, so a listener sees the state that the effect will meet.
    private final Scheduler scheduler;
    private final KernelOptions options;
    private final Footprint footprint;
    private final Announcer announcer;
    private final Map<String, int[]> numbers = new HashMap<>(); // looked up only, never walked
    private final Dpcs dpcs;
    private final Clock clock;
    private final SystemWorkers workers;
    private final PortSpace ports = new PortSpace(this);
    private FaultInjector faults; // null when nothing is made to fail
    private final Questions questions;
    private int steps;
    private KernelStop stop;

    // True while a live machine runs and nobody listens: then a step is nothing but this test. It is set before
    // the threads begin, and taken back when somebody listens or the machine is stopped. Plain on purpose: read
    // once a step, a volatile would keep the compiler from joining what lies around the steps. Whoever takes a
    // lock or an atomic step sees the change, and no driver goes on for long without.
    private boolean quiet;

    // True for a live machine that is recorded and not listened to: it makes no events, and takes no lock for them.
    private volatile boolean isOnlyRecorded;

    /** A kernel without objects. */
    public Kernel(Scheduler scheduler, KernelOptions options) {
        this.scheduler = scheduler;
        this.announcer = new Announcer(this, scheduler);
        this.footprint = new Footprint(scheduler);
        this.options = options;
        this.quiet = scheduler.isLive();
        this.dpcs = new Dpcs(this);
        this.clock = new Clock(this);
        this.workers = new SystemWorkers(this);
        this.questions = new Questions(this, options.choices());
        int mostFaults = options.choices().mostFaults();
        this.faults = mostFaults == 0 ? null : new FaultInjector(this, mostFaults);
    }

    /** The system worker threads. */
    public SystemWorkers workers() {
        return workers;
    }

    /** The I/O ports, behind which simulated devices are. */
    public PortSpace ports() {
        return ports;
    }

    Dpcs dpcs() {
        return dpcs;
    }

    Clock clock() {
        return clock;
    }

    /** Timers that are set and DPCs that are queued or running in this object's memory: it must not go before them. */
    public List<KernelObject> pendingIn(KernelObject owner) {
        lockSaid(); // who sets a timer or queues a DPC touches anything
        try {
            List<KernelObject> pending = new ArrayList<>(clock.timersOf(owner));
            pending.addAll(dpcs.pendingOf(owner));
            return pending;
        } finally {
            unlock();
        }
    }

    /** Timers that are set. */
    public List<KTimer> timers() {
        lock();
        try {
            return clock.timers();
        } finally {
            unlock();
        }
    }

    /** Who runs the threads. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** True when the machine's threads are host threads and its time is real. */
    public boolean isLive() {
        return scheduler.isLive();
    }

    /** The time as of the machine's last clock tick: what a hot path may look at. In a simulated machine the time. */
    public long coarseNow() {
        return scheduler.coarseNow();
    }

    /** Virtual time, in ticks of 100 ns since the machine was built. */
    public long now() {
        return scheduler.now();
    }

    /** What was chosen when the machine was built. */
    public KernelOptions options() {
        return options;
    }

    /** Adds a listener; listeners are told in the order in which they were added. */
    public void listen(StepListener listener) {
        lockSaid();
        try {
            announcer.listen(listener);
            isOnlyRecorded = false;
            quiet = false;
        } finally {
            unlock();
        }
    }

    /**
     * Asks the listeners anew what they look at: for one that looks at other kinds of steps than before, as soon as it does.
     * It may call this while it is told of a step.
     */
    public void asksListenersAgain() {
        lockSaid();
        try {
            announcer.asksAgain();
        } finally {
            unlock();
        }
    }

    /** Switches a flight recorder on, before the threads begin: every step goes into it, and no event is made for it. */
    public void record(RingTrace recorder) {
        announcer.recordInto(recorder);
        isOnlyRecorded = isLive() && !isWatched();
        quiet = false;
    }

    /** True when somebody wants events; an event that nobody wants is never made. */
    public boolean isWatched() {
        return announcer.isListenedTo();
    }

    /**
     * True while a step need not be announced, counted or yielded before: a live machine to which nobody listens. Hot paths
     * ask once and then take a way without bookkeeping for reports.
     */
    public boolean isQuiet() {
        return quiet;
    }

    /**
     * Takes the machine's dispatcher lock: an effect that several threads could make at once goes between this and
     * {@link #unlock}, in a {@code try} with the unlock in its {@code finally}. It may be taken again by its holder. No
     * routine of a driver is called under it. In a simulated machine it is nothing.
     */
    public void lock() {
        footprint.touchEverything(); // whatever goes on under the lock, another thread could tell
        scheduler.lock();
    }

    /** The same for an effect that says what it touches, or of which no other thread can tell. */
    public void lockSaid() {
        scheduler.lock();
    }

    /** Gives the dispatcher lock up. */
    public void unlock() {
        scheduler.unlock();
    }

    /** Decides which calls of routines that can fail do fail. */
    public void setFaults(FaultPolicy policy) {
        faults = policy == Faults.none() ? null : new FaultInjector(this, policy);
    }

    /** Lets calls of some routines fail, so that a test can see a driver's way out. */
    public void setAllocations(Predicate<String> grants) {
        setFaults(Faults.routines(grants.negate()));
    }

    /** False when this call of a routine that can fail is to fail; asked by the routine, once for each call. */
    public boolean allocates(String routine) {
        return faults == null || !faults.fails(routine, false);
    }

    /** The same for a program's call from user mode, which fails only if it is asked for by name. */
    public boolean allocatesForProgram(String routine) {
        return faults == null || !faults.fails(routine, true);
    }

    /** Calls that were made to fail, in their order. */
    public List<InjectedFault> injectedFaults() {
        return faults == null ? List.of() : faults.injected();
    }

    /** Sites of routines that can fail, in the order in which the run came to them; only those a policy asked for. */
    public List<FaultSite> faultSites() {
        return faults == null ? List.of() : faults.sites();
    }

    /** What the running step touches, for who follows the run. */
    public Footprint footprint() {
        return footprint;
    }

    Questions questions() {
        return questions;
    }

    /**
     * What happens where Windows leaves it open: as the option says, or as the schedule does if the machine was built so. To
     * be asked where it makes a difference and nowhere else, because each option that is asked makes twice as many schedules.
     *
     * @param option the option's name
     * @param usual what the option says
     */
    public boolean outcome(String option, boolean usual) {
        return questions.outcome(option, usual);
    }

    /** What went otherwise because the schedule said so, calls that failed among it, in the order in which it came. */
    public List<Answer> answers() {
        return questions.unusual();
    }

    /**
     * Says that the running step touches an object in a way that other threads could tell. A step of which neither its row
     * nor its effect says what it touches counts as touching anything.
     */
    public void touch(KernelObject object, Touch how) {
        footprint.touch(object, 0, how);
    }

    /** The same for a part of the object that is changed by itself: 0 to 3, or more if it has asked for more numbers. */
    public void touch(KernelObject object, int part, Touch how) {
        footprint.touch(object, part, how);
    }

    /** The same for something of which there is one in a machine: an area of {@link TransitionListener}. */
    public void touchArea(int area, Touch how) {
        footprint.touchArea(area, how);
    }

    /** A number for a new object: its {@link KernelObject#touchId}. */
    public int newTouchId() {
        return footprint.newId();
    }

    /** True while listeners are told of a step: what they do with memory of theirs is nothing that a machine does. */
    public boolean isAnnouncing() {
        return announcer.isAnnouncing();
    }

    /** True while the running thread is in the middle of a step, so that nobody else may run. */
    public boolean isWithinStep() {
        SimThread thread = scheduler.current();
        return thread != null && thread.holdsLock();
    }

    /** How many steps were taken. */
    public int steps() {
        return steps;
    }

    /** Why the machine was stopped, or null. */
    public KernelStop stop() {
        return stop;
    }

    /** The next number for objects of a kind: {@code irp#1}, {@code irp#2} and so on. */
    public int nextNumber(String kind) {
        lockSaid();
        try {
            int[] last = numbers.get(kind);
            if (last == null) {
                last = new int[1];
                numbers.put(kind, last);
            }
            return ++last[0];
        } finally {
            unlock();
        }
    }

    /** A name of the form {@code kind#number} that no other object of this machine has. */
    public String nextName(String kind) {
        return kind + "#" + nextNumber(kind);
    }

    /** The running simulated thread; null while the machine is being built. */
    public KThread currentThread() {
        SimThread thread = scheduler.current();
        return thread == null ? null : (KThread) thread.attachment();
    }

    /** The IRQL of the running processor. */
    public Irql currentIrql() {
        KThread thread = currentThread();
        return thread == null ? Irql.PASSIVE_LEVEL : thread.irql();
    }

    /**
     * Yields and announces a step.
     *
     * @return the event, to be given to {@link #answer}; null when nobody listens
     */
    public TraceEvent step(StepKind kind, KernelObject subject, Object first, Object second) {
        return quiet ? null : announcedStep(kind, subject, first, second);
    }

    private TraceEvent announcedStep(StepKind kind, KernelObject subject, Object first, Object second) {
        if (scheduler.isStopping()) {
            throw scheduler.stop(); // for steps that do not yield: the trace ends where the machine ended
        }
        if (isOnlyRecorded) {
            announcer.record(0, kind, subject, first, second);
            return null;
        }
        StepInfo info = kind.info();
        if (info.yields() && scheduler.current() != null) {
            scheduler.point(kind, subject);
        }
        footprint.stepTouches(info.reach(), subject);
        lockSaid(); // in a live machine: one event after the other
        try {
            if (++steps > options.stepLimit()) {
                throw halt(KernelStop.outOfSteps(steps - 1));
            }
            return announcer.announce(steps, kind, subject, first, second);
        } finally {
            unlock();
        }
    }

    /** The moment that many ticks from now; FOREVER, and what is too far away to be told, never comes. */
    long deadlineAfter(long ticks) {
        long deadline = scheduler.now() + ticks;
        return ticks == DispatcherObject.FOREVER || deadline < 0 ? SimThread.NEVER : deadline;
    }

    /** Tells the listeners what a step answered, and answers it. */
    public <T> T answer(TraceEvent event, T result) {
        return event == null || !announcer.takesResults() ? result : announcedAnswer(event, result);
    }

    private <T> T announcedAnswer(TraceEvent event, T result) {
        lockSaid();
        try {
            announcer.answer(event, result);
        } finally {
            unlock();
        }
        return result;
    }

    /** Announces something that is no routine of its own. Nobody else runs before it. */
    public void note(StepKind kind, KernelObject subject, Object first, Object second) {
        step(kind, subject, first, second);
    }

    /** Stops the machine with a bug check: {@code throw kernel.bugCheck(...)}. */
    public MachineStopped bugCheck(BugCheck bugCheck) {
        return halt(KernelStop.bugCheck(bugCheck, whereNow(), steps));
    }

    /** Stops the machine because a driver's routine threw: {@code throw kernel.driverThrew(...)}. */
    public MachineStopped driverThrew(Throwable thrown) {
        if (thrown instanceof MachineStopped stopped) {
            return stopped;
        }
        if (thrown instanceof KThread.Terminated ends) {
            throw ends;
        }
        if (thrown instanceof AssertionError ours
                && String.valueOf(ours.getMessage()).startsWith("simulator bug:")) {
            throw ours; // no driver is to blame
        }
        return halt(KernelStop.driverThrew(thrown, whereNow(), steps));
    }

    private MachineStopped halt(KernelStop reason) {
        lockSaid();
        try {
            if (stop == null) {
                stop = reason;
            }
            quiet = false;
        } finally {
            unlock();
        }
        return scheduler.stop();
    }

    /** For a watchdog that has given the machine up: also steps that nobody listens to see now that it is stopping. */
    public void endQuiet() {
        lockSaid();
        try {
            quiet = false;
        } finally {
            unlock();
        }
    }

    /**
     * Stops the machine because an assertion of a checked build failed: a break into the debugger, which without one is an
     * unhandled breakpoint exception.
     *
     * @bugcheck 0x1E with exception code 0x80000003
     */
    public MachineStopped assertionFailed(String assertion, KernelObject subject, String what, String todo) {
        return bugCheck(BugCheck.of(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED, "assertion failed: " + assertion)
                .parameters(0x80000003, subject)
                .what(what)
                .todo(todo)
                .about(subject)
                .build());
    }

    /** The driver's line that called into the kernel, "SparkleFilter.java:42"; empty when call sites are not kept. */
    public String callSite() {
        return options.callSites() ? CallSites.ofCaller() : "";
    }

    /** Where the running thread is now: step, thread, and the driver's lines, innermost first, if call sites are kept. */
    public String placeNow() {
        KThread thread = currentThread();
        String lines = options.callSites() ? String.join(" < ", CallSites.stackOfCaller()) : "";
        return "step " + steps + ", thread \"" + (thread == null ? "boot" : thread.objectName()) + "\""
                + (lines.isEmpty() ? "" : ", " + lines);
    }

    /** The running thread's place in words: its driver, device, routine and IRP. */
    public String whereNow() {
        KThread thread = currentThread();
        return thread == null
                ? "while the machine was being built"
                : thread.driverFrames().where();
    }
}
