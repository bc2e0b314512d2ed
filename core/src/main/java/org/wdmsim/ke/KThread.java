package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.sched.SimThread;

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

    // Touched only by the thread itself.
    private Irql irql = Irql.PASSIVE_LEVEL;
    private final List<Frame> frames = new ArrayList<>();
    private final List<KSpinLock> heldSpinLocks = new ArrayList<>(2);

    // Set by the thread before it waits, read by reports.
    private DispatcherObject waitsFor;
    private long waitsSince;
    private boolean ended;

    KThread(Kernel kernel, String name, Kind kind, Runnable body) {
        super(kernel);
        this.kind = kind;
        this.thread = kernel.scheduler().spawn(name, () -> run(body));
        this.thread.attach(this);
    }

    /**
     * PsCreateSystemThread, and the way a machine makes its user threads.
     *
     * @irql PASSIVE_LEVEL
     */
    public static KThread create(Kernel kernel, String name, Kind kind, Runnable body) {
        kernel.step(KeStep.PS_CREATE_SYSTEM_THREAD, null, name, null);
        return new KThread(kernel, name, kind, body);
    }

    /** A thread of the kernel's own, made at any IRQL as part of another routine: no step. */
    public static KThread systemWorker(Kernel kernel, String name, Runnable body) {
        return new KThread(kernel, name, Kind.SYSTEM, body);
    }

    private void run(Runnable body) {
        kernel().note(KeStep.THREAD_BEGINS, null, null, null);
        try {
            body.run();
        } catch (Throwable thrown) {
            throw kernel().driverThrew(thrown);
        }
        kernel().note(KeStep.THREAD_ENDS, null, null, null);
        ended = true;
        wakeWaiters();
    }

    /** Whom the thread runs for. */
    public Kind kind() {
        return kind;
    }

    /** The simulated processor it last ran on. */
    public int processor() {
        return thread.processor();
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

    /** What it waits for; null while it does not wait. */
    public DispatcherObject waitsFor() {
        return waitsFor;
    }

    /** Since when it waits, in ticks. */
    public long waitsSince() {
        return waitsSince;
    }

    void beginsToWait(DispatcherObject object) {
        waitsFor = object;
        waitsSince = kernel().scheduler().now();
    }

    void endsToWait() {
        waitsFor = null;
    }

    SimThread simThread() {
        return thread;
    }

    /** The IRQL of the processor while this thread runs on it. */
    public Irql irql() {
        return irql;
    }

    void spinLockTaken(KSpinLock lock) {
        heldSpinLocks.add(lock);
    }

    void spinLockReleased(KSpinLock lock) {
        heldSpinLocks.remove(lock);
    }

    void setIrql(Irql level) {
        irql = level;
        thread.setPinned(level.level() >= Irql.DISPATCH_LEVEL.level());
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
     */
    public void delay(long ticks) {
        if (ticks < 0) {
            throw new IllegalArgumentException(
                    "a delay of " + ticks + " ticks; give a relative time as a positive number");
        }
        kernel().step(KeStep.KE_DELAY, null, ticks, null);
        kernel().scheduler().block(kernel().deadlineAfter(ticks));
    }

    /** Waits for work that need not come: a wait that never ends is this thread's rest, not a deadlock. */
    public NtStatus waitForWork(DispatcherObject object) {
        thread.setIdle(true);
        NtStatus status = object.waitFor(DispatcherObject.FOREVER);
        thread.setIdle(false);
        return status;
    }

    /** A routine of a driver that this thread is in. */
    public record Frame(KernelObject driver, KernelObject device, String routine, Object request) {
        /** The frame in words. */
        public String describe() {
            StringBuilder text = new StringBuilder(driver == null ? "kernel" : driver.objectName());
            if (device != null) {
                text.append(" on ").append(device.objectName());
            }
            text.append(", ").append(routine);
            if (request != null) {
                text.append(", ").append(request);
            }
            return text.toString();
        }
    }

    /** Enters a driver's routine. */
    public void enter(Frame frame) {
        frames.add(frame);
    }

    /** Leaves the driver's routine entered last. */
    public void leave() {
        frames.remove(frames.size() - 1);
    }

    /** The driver's routine this thread is in, or null. */
    public Frame frame() {
        return frames.isEmpty() ? null : frames.get(frames.size() - 1);
    }

    /** All driver routines this thread is in, outermost first. */
    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** The place in words: routine, step, thread. */
    public String where() {
        Frame frame = frame();
        return (frame == null ? "" : frame.describe() + ", ") + "step " + kernel().steps() + ", thread \""
                + objectName() + "\"";
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
