package org.wdmsim.ke;

import org.wdmsim.base.KernelObject;
import org.wdmsim.trace.TraceEvent;

/**
 * KTIMER: becomes signalled at a time, once or again and again, and queues a DPC then if it has one.
 *
 * <p>Life: initialised → set (in the timer queue) → expired → may be set again. Before its memory goes: {@link #cancel},
 * then {@link KDpc#flush}, because a timer that is not in the queue any more may have its DPC still to run.
 *
 * <pre>{@code
 * KTimer timer = new KTimer(kernel, "toaster#3 timer", device, KTimer.Type.NOTIFICATION);
 * timer.set(50 * TICKS_PER_MILLISECOND, 0, dpc);
 * }</pre>
 */
public final class KTimer extends DispatcherObject {
    /** What a satisfied wait does to the timer. */
    public enum Type {
        /** Stays signalled until it is set again; every waiter goes on. */
        NOTIFICATION,
        /** Is made not signalled by the one waiter that goes on. */
        SYNCHRONIZATION
    }

    private final String name;
    private final KernelObject owner;
    private final Type type;

    // Under the dispatcher lock.
    private boolean signalled;
    private boolean armed;
    private long dueTicks;
    private long periodTicks;
    private KDpc dpc;

    /**
     * KeInitializeTimer, KeInitializeTimerEx: a timer that is not set.
     *
     * @irql at most DISPATCH_LEVEL
     * @param owner whose memory the timer is in, mostly a device: it must not go while the timer is set; may be null
     */
    public KTimer(Kernel kernel, String name, KernelObject owner, Type type) {
        super(kernel);
        this.name = name;
        this.owner = owner;
        this.type = type;
    }

    /**
     * KeSetTimer, KeSetTimerEx: sets the timer; one that is set already is set anew.
     *
     * @irql at most DISPATCH_LEVEL
     * @param inTicks how long from now, in units of 100 ns; 0 expires at once
     * @param periodMillis 0 for once; otherwise the timer expires again each so many milliseconds
     * @param queued the DPC to queue when it expires; null for none
     * @return true when it was in the timer queue before
     * @differs DueTime is relative and positive; on Windows a relative time is negative and a positive one is absolute
     */
    public boolean set(long inTicks, long periodMillis, KDpc queued) {
        if (inTicks < 0 || periodMillis < 0) {
            throw new IllegalArgumentException("timer \"" + name + "\" set to " + inTicks + " ticks with a period of "
                    + periodMillis + " ms; give times from now, 0 or more");
        }
        TraceEvent event = kernel().step(KeStep.KE_SET_TIMER, this, inTicks, periodMillis == 0 ? null : periodMillis);
        return kernel().answer(event, setWithin(inTicks, periodMillis, queued));
    }

    /** Sets as part of another routine's step. */
    public boolean setWithin(long inTicks, long periodMillis, KDpc queued) {
        kernel().lock();
        try {
            boolean wasArmed = disarm();
            signalled = false;
            dueTicks = kernel().deadlineAfter(inTicks);
            periodTicks = periodMillis * KernelOptions.TICKS_PER_MILLISECOND;
            dpc = queued;
            armed = true;
            kernel().clock().insert(this);
            return wasArmed;
        } finally {
            kernel().unlock();
        }
    }

    /**
     * KeCancelTimer: takes the timer out of the timer queue.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when it was there: one that expires once will not queue its DPC. False when it has expired: its DPC may be
     *     queued or running
     */
    public boolean cancel() {
        TraceEvent event = kernel().step(KeStep.KE_CANCEL_TIMER, this, null, null);
        return kernel().answer(event, cancelWithin());
    }

    /** Cancels as part of another routine's step. */
    public boolean cancelWithin() {
        kernel().lock();
        try {
            return disarm();
        } finally {
            kernel().unlock();
        }
    }

    /**
     * KeReadStateTimer.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when it is signalled
     */
    public boolean readState() {
        TraceEvent event = kernel().step(KeStep.KE_READ_STATE_TIMER, this, null, null);
        kernel().lock();
        try {
            return kernel().answer(event, signalled);
        } finally {
            kernel().unlock();
        }
    }

    private boolean disarm() {
        boolean wasArmed = armed;
        if (armed) {
            kernel().clock().remove(this);
            armed = false;
        }
        return wasArmed;
    }

    /** The moment has come; called by the clock, which has taken the timer out of its queue, under the dispatcher lock. */
    void expire() {
        kernel().note(KeStep.TIMER_EXPIRES, this, null, null);
        armed = periodTicks > 0;
        if (armed) {
            dueTicks += periodTicks;
            kernel().clock().insert(this);
        }
        signalled = true;
        wakeWaiters();
        if (dpc != null) {
            dpc.insertWithin(null, null);
        }
    }

    /** True while it is in the timer queue. */
    public boolean isSet() {
        return armed;
    }

    boolean isPeriodic() {
        return periodTicks > 0;
    }

    long dueTicks() {
        return dueTicks;
    }

    /** Whose memory it is in; null when nobody said. */
    public KernelObject owner() {
        return owner;
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return signalled;
    }

    @Override
    protected int mostSetFree() {
        return type == Type.SYNCHRONIZATION ? 1 : super.mostSetFree();
    }

    @Override
    protected void satisfy(KThread waiter) {
        if (type == Type.SYNCHRONIZATION) {
            signalled = false;
        }
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + (armed ? " [set" + (isPeriodic() ? ", periodic" : "") + "]" : "");
    }
}
