package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.trace.TraceEvent;

/** An object that threads can wait for. */
public abstract class DispatcherObject implements KernelObject {
    /** A timeout that never comes: NULL in the WDK. */
    public static final long FOREVER = -1;

    // Invariant: a thread is in waiters exactly while it waits for this object. Whoever signals the object satisfies
    // waiters in the order of their arrival and takes them out before waking them, so that a signal of a
    // synchronisation
    // object cannot be taken by anybody else.
    private final Kernel kernel;
    private final List<KThread> waiters = new ArrayList<>(2);

    /** An object of this kernel. */
    protected DispatcherObject(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel it belongs to. */
    protected final Kernel kernel() {
        return kernel;
    }

    /** True when a wait of this thread would be satisfied now. */
    protected abstract boolean isSignalledFor(KThread waiter);

    /** Makes the change that a satisfied wait makes. */
    protected abstract void satisfy(KThread waiter);

    /**
     * KeWaitForSingleObject, Executive, KernelMode, not alertable.
     *
     * @irql at most APC_LEVEL; DISPATCH_LEVEL with a timeout of 0
     * @param timeoutTicks relative, in units of 100 ns; 0 only tests; {@link #FOREVER} for no timeout
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_TIMEOUT}, which is a success code too
     * @bugcheck 0xC4 with 0x120 above DISPATCH_LEVEL, 0x121 at DISPATCH_LEVEL for ever, 0x122 with another timeout than 0
     * @source learn.microsoft.com, nf-wdm-kewaitforsingleobject
     */
    public final NtStatus waitFor(long timeoutTicks) {
        if (timeoutTicks < 0 && timeoutTicks != FOREVER) {
            throw new IllegalArgumentException("a timeout of " + timeoutTicks
                    + " ticks; give a relative time as a positive" + " number, 0 to test, or FOREVER");
        }
        TraceEvent event =
                kernel.step(KeStep.KE_WAIT, this, timeoutTicks == FOREVER ? null : (Long) timeoutTicks, null);
        return kernel.answer(event, waitNow(timeoutTicks));
    }

    /** Waits without a step of its own: for waits that are part of another routine. */
    protected final NtStatus waitNow(long timeoutTicks) {
        KThread me = kernel.currentThread();
        if (isSignalledFor(me)) {
            satisfy(me);
            return NtStatus.STATUS_SUCCESS;
        }
        if (timeoutTicks == 0) {
            return NtStatus.STATUS_TIMEOUT;
        }
        waiters.add(me);
        me.beginsToWait(this);
        boolean woken = kernel.scheduler().block(kernel.deadlineAfter(timeoutTicks));
        me.endsToWait();
        if (!woken) {
            waiters.remove(me);
            return NtStatus.STATUS_TIMEOUT;
        }
        return NtStatus.STATUS_SUCCESS;
    }

    /** Satisfies and wakes waiters for as long as the object is signalled. */
    protected final void wakeWaiters() {
        // A waiter whose deadline has come waits no longer, though it has not run since to take itself out: a signal
        // given to
        // it would be lost, because it will answer STATUS_TIMEOUT.
        waiters.removeIf(waiter -> !waiter.isWaiting());
        while (!waiters.isEmpty() && isSignalledFor(waiters.get(0))) {
            KThread waiter = waiters.remove(0);
            satisfy(waiter);
            kernel.scheduler().wake(waiter.simThread());
        }
    }

    /** Who keeps the object from being signalled, one to a line, for reports; empty when it cannot be told. */
    public List<String> whoHolds() {
        return List.of();
    }

    @Override
    public String toString() {
        return objectName();
    }
}
