package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.sched.SimThread;
import org.wdmsim.trace.TraceEvent;

/**
 * KTHREAD: a simulated thread, and a dispatcher object that is signalled when the thread has ended.
 *
 * <p>It also keeps what the processor it runs on is at: the IRQL. And it keeps the stack of driver routines it is in, so
 * that a report can say where.
 */
public final class KThread extends DispatcherObject {
    /** Whom a thread runs for; waits of system workers for work are no deadlock. */
    public enum Kind {
        /** A program's thread. */
        USER,
        /** A thread of the kernel or of a driver. */
        SYSTEM
    }

    private final SimThread thread;
    private final Kind kind;

    // Touched only by the thread itself; while it waits, by whoever gives it the spin lock or mutex it waits for.
    private Irql irql = Irql.PASSIVE_LEVEL;
    private final DriverFrames frames = new DriverFrames(this);
    private final List<KSpinLock> heldSpinLocks = new ArrayList<>(0);
    private final List<KMutex> ownedMutexes = new ArrayList<>(0);
    private final List<Runnable> endings = new ArrayList<>(0);
    private final ApcState apcs = new ApcState(this);
    private boolean isServer;

    // Set by the thread before it waits, read by reports.
    private Wait wait;
    private long waitsSince;
    private boolean ended;

    KThread(Kernel kernel, String name, Kind kind, Runnable body) {
        super(kernel);
        this.kind = kind;
        this.thread = kernel.scheduler().spawn(name, () -> run(body));
        this.thread.attach(this);
    }

    private KThread begun() {
        kernel().scheduler().start(thread);
        return this;
    }

    /**
     * A system thread that serves one processor at one level, as a DPC queue or an interrupt does: it is at that level
     * whenever it runs, and rests in {@link #restUntil}.
     */
    static KThread server(Kernel kernel, String name, int processor, Irql level, Runnable body) {
        KThread server = new KThread(kernel, name, Kind.SYSTEM, body);
        server.irql = level;
        server.isServer = true;
        server.thread.bindTo(processor, level.level());
        return server.begun();
    }

    /** A system thread of the kernel's own, made at any IRQL, without a step of PsCreateSystemThread. */
    public static KThread internal(Kernel kernel, String name, Runnable body) {
        return new KThread(kernel, name, Kind.SYSTEM, body).begun();
    }

    /** Something that acts by itself and needs no processor: a device's hardware. */
    static KThread hardware(Kernel kernel, String name, Runnable body) {
        KThread hardware = new KThread(kernel, name, Kind.SYSTEM, body);
        hardware.thread.setOffProcessor();
        return hardware.begun();
    }

    /**
     * Blocks a server or a worker until somebody wakes it or the deadline comes. It leaves its processor meanwhile. Called
     * under the dispatcher lock.
     *
     * @return false when the deadline came
     */
    boolean restUntil(long deadline) {
        thread.setLevel(0);
        thread.setIdle(true);
        boolean woken = kernel().scheduler().block(deadline);
        thread.setIdle(false);
        return woken;
    }

    /** The same for a server that holds the dispatcher lock all the time: what it does when it goes on is anything. */
    boolean restAsServer(long deadline) {
        boolean woken = restUntil(deadline);
        kernel().footprint().touchEverything();
        return woken;
    }

    /**
     * Ends a rest, if the thread rests. A routine that it runs may be waiting for an object, such as a spin lock; that wait
     * only the object ends. Called under the dispatcher lock.
     */
    void wakeFromRest() {
        if (wait == null) {
            kernel().scheduler().wake(thread);
        }
    }

    /**
     * PsCreateSystemThread: starts a thread of a driver's own. Keep it, and wait for it before the device or the driver goes.
     *
     * @irql PASSIVE_LEVEL
     * @return the thread, or {@code STATUS_INSUFFICIENT_RESOURCES}
     */
    public static NtResult<KThread> createSystemThread(Kernel kernel, String name, Runnable body) {
        TraceEvent event = kernel.step(KeStep.PS_CREATE_SYSTEM_THREAD, null, name, null);
        if (!kernel.allocates("PsCreateSystemThread")) {
            kernel.answer(event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
            return NtResult.failed(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        return NtResult.of(new KThread(kernel, name, Kind.SYSTEM, body).begun());
    }

    /** The way a machine makes its programs' threads and its own: it does not fail. */
    public static KThread create(Kernel kernel, String name, Kind kind, Runnable body) {
        kernel.step(KeStep.PS_CREATE_SYSTEM_THREAD, null, name, null);
        return new KThread(kernel, name, kind, body).begun();
    }

    private void run(Runnable body) {
        kernel().note(KeStep.THREAD_BEGINS, null, null, null);
        try {
            body.run();
        } catch (Terminated ended) {
            // As if the body had returned.
        } catch (Throwable thrown) {
            throw kernel().driverThrew(thrown);
        }
        for (Runnable ending : List.copyOf(endings)) {
            ending.run();
        }
        mustOwnNothing();
        frames.tellOfLeaving();
        kernel().note(KeStep.THREAD_ENDS, null, null, null);
        kernel().lockSaid();
        try {
            ended = true;
            wakeWaiters();
        } finally {
            kernel().unlock();
        }
    }

    private void mustOwnNothing() {
        if (ownsMutex()) {
            KMutex mutex = ownedMutexes.get(0);
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.THREAD_TERMINATE_HELD_MUTEX, "a thread ended while it owned a mutex")
                    .parameters(this, mutex)
                    .what("thread \"" + objectName() + "\" has ended, and owns " + mutex.objectName())
                    .todo("release a mutex once for each wait that took it, in the thread that waited")
                    .about(mutex)
                    .build());
        }
        apcs.mustBeBalanced();
    }

    /** What a thread throws at itself to end. */
    static final class Terminated extends Error {
        private static final long serialVersionUID = 1;

        private Terminated() {
            super("the thread ends here", null, false, false);
        }
    }

    /**
     * PsTerminateSystemThread: ends the calling thread.
     *
     * @irql PASSIVE_LEVEL
     * @return never; {@code throw KThread.terminate(kernel)} tells the compiler so
     * @throws IllegalStateException when the caller is no system thread
     */
    public static Error terminate(Kernel kernel) {
        kernel.step(KeStep.PS_TERMINATE_SYSTEM_THREAD, null, null, null);
        if (kernel.currentThread().kind != Kind.SYSTEM) {
            throw new IllegalStateException("PsTerminateSystemThread in thread \""
                    + kernel.currentThread().objectName() + "\", which is a program's; let its body return");
        }
        throw new Terminated();
    }

    /** Asks for something to be done when the thread's body has returned: what the I/O manager does at thread exit. */
    public void atEnd(Runnable ending) {
        endings.add(ending);
    }

    void mutexTaken(KMutex mutex) {
        ownedMutexes.add(mutex);
    }

    void mutexReleased(KMutex mutex) {
        ownedMutexes.remove(mutex);
    }

    boolean ownsMutex() {
        return !ownedMutexes.isEmpty();
    }

    /** Its critical and guarded regions. */
    public ApcState apcs() {
        return apcs;
    }

    /** True for a server of a processor, which cannot wait: a DPC queue, the clock, an interrupt line. */
    boolean isServer() {
        return isServer;
    }

    /** Whom the thread runs for. */
    public Kind kind() {
        return kind;
    }

    /** The simulated processor it last ran on. */
    public int processor() {
        return thread.processor();
    }

    /** Its number among the machine's threads, counted from 0. */
    public int number() {
        return thread.number();
    }

    /** True once its body has returned. */
    public boolean isEnded() {
        return ended;
    }

    /** True while it waits. */
    public boolean isWaiting() {
        return thread.state() == SimThread.State.WAITING;
    }

    /** True while it waits for work that need not come. */
    public boolean isIdle() {
        return thread.isIdle();
    }

    /** What it waits for, in words: an object, or several joined by "or" or "and"; null while it waits for no object. */
    public String waitsFor() {
        return wait == null ? null : wait.toString();
    }

    /** Who keeps it waiting, one to a line; empty when it cannot be told. */
    public List<String> whoKeepsItWaiting() {
        if (wait == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (DispatcherObject object : wait.objects()) {
            lines.addAll(object.whoHolds());
        }
        return lines;
    }

    /** Since when it waits, in ticks. */
    public long waitsSince() {
        return waitsSince;
    }

    void beginsToWait(Wait begun) {
        wait = begun;
        waitsSince = kernel().scheduler().now();
    }

    void endsToWait() {
        wait = null;
    }

    SimThread simThread() {
        return thread;
    }

    /** The IRQL of the processor while this thread runs on it. */
    public Irql irql() {
        return irql;
    }

    /** Spin locks that it holds, in the order of taking. */
    public List<KSpinLock> heldSpinLocks() {
        return heldSpinLocks.isEmpty() ? List.of() : List.copyOf(heldSpinLocks);
    }

    void spinLockTaken(KSpinLock lock) {
        heldSpinLocks.add(lock);
    }

    void spinLockReleased(KSpinLock lock) {
        heldSpinLocks.remove(lock);
    }

    void setIrql(Irql level) {
        irql = level;
        thread.setLevel(level.level());
    }

    /**
     * Sets the IRQL as part of another routine's step.
     *
     * @return the level before
     */
    public Irql switchIrqlWithin(Irql level) {
        Irql before = irql;
        setIrql(level);
        return before;
    }

    /**
     * KeRaiseIrql: raises the processor's IRQL.
     *
     * @irql at most the new level
     * @return the level before, for {@link #lowerIrql}
     */
    public Irql raiseIrql(Irql level) {
        kernel().step(KeStep.KE_RAISE_IRQL, null, level, null);
        Irql before = irql;
        setIrql(level);
        return before;
    }

    /**
     * KeLowerIrql: lowers the processor's IRQL to what {@link #raiseIrql} returned.
     *
     * @irql at least the new level
     * @bugcheck 0x0F when that is below DISPATCH_LEVEL while the thread holds a spin lock
     */
    public void lowerIrql(Irql level) {
        kernel().step(KeStep.KE_LOWER_IRQL, null, level, null);
        if (Irql.DISPATCH_LEVEL.isAbove(level) && !heldSpinLocks.isEmpty()) {
            KSpinLock held = heldSpinLocks.get(0);
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.SPIN_LOCK_ALREADY_OWNED, "IRQL lowered under a spin lock")
                    .parameters(held)
                    .what("KeLowerIrql to " + level + " while " + held.objectName() + " is held")
                    .todo("release the spin lock; KeReleaseSpinLock lowers the IRQL itself")
                    .about(held)
                    .build());
        }
        setIrql(level);
    }

    /**
     * KeDelayExecutionThread: lets virtual time pass.
     *
     * @irql at most APC_LEVEL
     * @param ticks in units of 100 ns
     * @bugcheck 0xB8 in a DPC, timer or interrupt routine
     */
    public void delay(long ticks) {
        if (ticks < 0) {
            throw new IllegalArgumentException(
                    "a delay of " + ticks + " ticks; give a relative time as a positive number");
        }
        kernel().step(KeStep.KE_DELAY, null, ticks, null);
        if (isServer) {
            throw Waits.switchFromDpc(kernel(), "calls KeDelayExecutionThread");
        }
        kernel().scheduler().block(kernel().deadlineAfter(ticks));
    }

    /** Waits for work that need not come: a wait that never ends is this thread's rest, not a deadlock. */
    public NtStatus waitForWork(DispatcherObject object) {
        thread.setIdle(true);
        try {
            return object.waitFor(DispatcherObject.FOREVER);
        } finally {
            thread.setIdle(false);
        }
    }

    /** The driver routines it is in; the kernel calls a routine through them. */
    DriverFrames driverFrames() {
        return frames;
    }

    /** Enters a driver's routine. */
    public void enter(DriverFrame frame) {
        frames.enter(frame);
    }

    /** Leaves the driver's routine entered last. */
    public void leave() {
        frames.leave();
    }

    /** The driver's routine this thread is in, or null. */
    public DriverFrame frame() {
        return frames.innermost();
    }

    /** All driver routines this thread is in, outermost first. */
    public List<DriverFrame> frames() {
        return frames.all();
    }

    @Override
    public String objectName() {
        return thread.name();
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return ended;
    }

    @Override
    protected void satisfy(KThread waiter) {
        // A thread object stays signalled.
    }
}
