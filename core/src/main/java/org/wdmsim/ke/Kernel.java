package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.Arrays;
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
    private StepListener[] listeners = {};
    private StepListener[] resultTakers = {}; // those of them that want results
    private final Map<String, int[]> numbers = new HashMap<>(); // looked up only, never walked
    private final Dpcs dpcs;
    private final Clock clock;
    private final SystemWorkers workers;
    private final PortSpace ports = new PortSpace(this);
    private FaultInjector faults; // null when nothing is made to fail
    private int steps;
    private KernelStop stop;
    private MemoryNumbers memoryNumbers; // null while nobody watches memory
    private boolean isAnnouncing; // for simulated machines, in which one thread runs at a time

    // True while a live machine runs and nobody listens: then a step is nothing but this test. It is set before
    // the threads begin, and taken back when somebody listens or the machine is stopped. Plain on purpose: read
    // once a step, a volatile would keep the compiler from joining what lies around the steps. Whoever takes a
    // lock or an atomic step sees the change, and no driver goes on for long without.
    private boolean quiet;

    // Follows which step touches what, or null.
    /** How many parts of an object can be touched by themselves. */
    public static final int PARTS = 4;

    private static final int FIRST_THING = 4; // smaller numbers stand for areas, see TransitionListener
    private static final int MOST_THREADS = 64;
    private static final int MOST_THINGS = 1 << 18; // of one thread's making
    private final TransitionListener follower;
    private int madeAtBoot;

    // A flight recorder, or null. A live machine that is only recorded makes no events and takes no lock for them.
    private RingTrace ring;
    private volatile boolean isOnlyRecorded;

    /** A kernel without objects. */
    public Kernel(Scheduler scheduler, KernelOptions options) {
        this.scheduler = scheduler;
        this.follower = scheduler.follower();
        this.options = options;
        this.quiet = scheduler.isLive();
        this.dpcs = new Dpcs(this);
        this.clock = new Clock(this);
        this.workers = new SystemWorkers(this);
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
        listeners = with(listeners, listener);
        if (listener.takesResults()) {
            resultTakers = with(resultTakers, listener);
        }
        isOnlyRecorded = false;
        quiet = false;
    }

    private static StepListener[] with(StepListener[] before, StepListener another) {
        StepListener[] more = Arrays.copyOf(before, before.length + 1);
        more[before.length] = another;
        return more;
    }

    /** Switches a flight recorder on, before the threads begin: every step goes into it, and no event is made for it. */
    public void record(RingTrace recorder) {
        recorder.begin(scheduler::now, isLive());
        ring = recorder;
        isOnlyRecorded = isLive() && listeners.length == 0;
        quiet = false;
    }

    /** True when somebody wants events; an event that nobody wants is never made. */
    public boolean isWatched() {
        return listeners.length != 0;
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
        touchEverything(); // whatever goes on under the lock, another thread could tell
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

    // ---- What the running step touches.

    /**
     * Says that the running step touches an object in a way that other threads could tell. A step of which neither its row
     * nor its effect says what it touches counts as touching anything.
     */
    public void touch(KernelObject object, Touch how) {
        touch(object, 0, how);
    }

    /** The same for a part of the object, 0 to 3, that is changed by itself. */
    public void touch(KernelObject object, int part, Touch how) {
        if (follower != null) {
            int id = object.touchId();
            follower.touches(id == 0 ? TransitionListener.EVERYTHING : id + part, id == 0 ? Touch.WRITE : how);
        }
    }

    /** The same for something of which there is one in a machine: an area of {@link TransitionListener}. */
    public void touchArea(int area, Touch how) {
        if (follower != null) {
            follower.touches(area, how);
        }
    }

    /** True when somebody follows what steps touch. */
    public boolean isFollowed() {
        return follower != null;
    }

    /** Says that what goes on now could only come after all that others have done to a part of an object. */
    public void comesAfter(KernelObject object, int part) {
        if (follower != null && object.touchId() != 0) {
            follower.comesAfter(object.touchId() + part);
        }
    }

    /**
     * A number for a new object, the same in every run in which its maker has done the same until now; 0 when nobody asks, or
     * when there are no more.
     */
    public int newTouchId() {
        if (follower == null) {
            return 0;
        }
        SimThread maker = scheduler.current();
        int number = maker == null ? madeAtBoot++ : maker.nextMade();
        int thread = maker == null ? 0 : maker.number() + 1;
        return thread > MOST_THREADS || number >= MOST_THINGS
                ? 0
                : ((thread * MOST_THINGS) + number + FIRST_THING) * PARTS;
    }

    /** The first of so many numbers in a row; 0 as above. */
    public int newTouchIds(int count) {
        int first = newTouchId();
        int last = first;
        for (int i = PARTS; i < count && last != 0; i += PARTS) {
            last = newTouchId();
        }
        return last == 0 ? 0 : first;
    }

    // ---- Memory of drivers, for who watches it.

    /** True when somebody leaves schedules out because of what steps touch, so that memory must have numbers. */
    public boolean isReduced() {
        return follower != null && follower.reduces();
    }

    /**
     * The first of so many numbers in a row for the parts of a new object; 0 when nobody asks, or when there are no more.
     */
    public int newMemoryIds(int count) {
        return isReduced() ? newTouchIds(count) : 0;
    }

    /** A number for a static field, the same in every run. */
    public int touchIdOfStatic(int field) {
        int first = (MOST_THREADS + 2) * MOST_THINGS * PARTS;
        return field < MOST_THINGS ? first + field : 0;
    }

    /** Says that the running thread touches a place in memory, which orders nobody. */
    public void touchMemory(KernelObject place, Touch how) {
        if (follower != null) {
            int id = place.touchId();
            follower.touchesMemory(id == 0 ? TransitionListener.FOREIGN : id, how);
        }
    }

    /** Says that the running thread may touch any memory. */
    public void touchAnyMemory() {
        if (follower != null) {
            follower.touchesMemory(TransitionListener.EVERYTHING, Touch.WRITE);
        }
    }

    /** Says who knows the numbers of arrays. */
    public void setMemoryNumbers(MemoryNumbers numbers) {
        memoryNumbers = isReduced() ? numbers : null;
    }

    /** Says that the running step has made an array that drivers will see. */
    public byte[] madeArray(byte[] array) {
        if (memoryNumbers != null) {
            memoryNumbers.made(array);
        }
        return array;
    }

    /** Says that the running step itself looks into an array of a driver's or a program's, or changes it. */
    public void touchArray(byte[] array, Touch how) {
        if (memoryNumbers != null) {
            int first = memoryNumbers.of(array);
            if (first == 0) {
                follower.touches(TransitionListener.FOREIGN, how);
                return;
            }
            for (int i = 0; i < PARTS; i++) {
                follower.touches(first + i, how);
            }
        }
    }

    /** True while listeners are told of a step: what they do with memory of theirs is nothing that a machine does. */
    public boolean isAnnouncing() {
        return isAnnouncing;
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
            record(0, kind, subject, first, second);
            return null;
        }
        StepInfo info = kind.info();
        if (info.yields() && scheduler.current() != null) {
            scheduler.point(kind, subject);
        }
        if (follower != null) {
            touchBy(info.reach(), subject);
        }
        lockSaid(); // in a live machine: one event after the other
        try {
            if (++steps > options.stepLimit()) {
                throw halt(KernelStop.outOfSteps(steps - 1));
            }
            if (ring != null) {
                record(steps, kind, subject, first, second);
            }
            return listeners.length == 0 ? null : announce(kind, subject, first, second);
        } finally {
            unlock();
        }
    }

    private void touchBy(StepInfo.Reach reach, KernelObject subject) {
        if (reach == StepInfo.Reach.EVERYTHING) {
            touchEverything();
        } else if (reach != StepInfo.Reach.SAID && subject != null) {
            touch(subject, reach == StepInfo.Reach.READS_SUBJECT ? Touch.READ : Touch.WRITE);
        }
    }

    /** Says that a routine of a driver is to run on a certain processor, and waits for it. */
    void waitsForProcessor(String routine) {
        if (follower != null) {
            follower.waitsForProcessor(routine);
        }
    }

    void touchEverything() {
        if (follower != null) {
            follower.touches(TransitionListener.EVERYTHING, Touch.WRITE);
        }
    }

    private void record(int step, StepKind kind, KernelObject subject, Object first, Object second) {
        KThread thread = currentThread();
        ring.record(
                step,
                scheduler.coarseNow(),
                thread == null ? "boot" : thread.objectName(),
                thread == null ? 0 : thread.processor(),
                thread == null ? Irql.PASSIVE_LEVEL : thread.irql(),
                kind,
                subject,
                first,
                second);
    }

    private TraceEvent announce(StepKind kind, KernelObject subject, Object first, Object second) {
        long now = scheduler.now(); // even if nobody looks: what a step touches must not depend on that
        TraceEvent event = null;
        isAnnouncing = true;
        try {
            for (StepListener listener : listeners) {
                if (listener.looksAt(kind)) {
                    if (event == null) {
                        event = event(now, kind, subject, first, second);
                    }
                    listener.onStep(event);
                }
            }
        } finally {
            isAnnouncing = false;
        }
        return event;
    }

    private TraceEvent event(long now, StepKind kind, KernelObject subject, Object first, Object second) {
        KThread thread = currentThread();
        return new TraceEvent(
                steps,
                now,
                thread == null ? "boot" : thread.objectName(),
                thread == null ? 0 : thread.processor(),
                thread == null ? Irql.PASSIVE_LEVEL : thread.irql(),
                kind,
                subject,
                first,
                second);
    }

    /** The moment that many ticks from now; FOREVER, and what is too far away to be told, never comes. */
    long deadlineAfter(long ticks) {
        long deadline = scheduler.now() + ticks;
        return ticks == DispatcherObject.FOREVER || deadline < 0 ? SimThread.NEVER : deadline;
    }

    /** Tells the listeners what a step answered, and answers it. */
    public <T> T answer(TraceEvent event, T result) {
        return event == null || resultTakers.length == 0 ? result : announcedAnswer(event, result);
    }

    private <T> T announcedAnswer(TraceEvent event, T result) {
        lockSaid();
        isAnnouncing = true;
        try {
            for (StepListener listener : resultTakers) {
                if (listener.looksAt(event.kind())) {
                    listener.onResult(event, result);
                }
            }
        } finally {
            isAnnouncing = false;
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
