package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.trace.TraceEvent;

/** An object that threads can wait for. */
public abstract class DispatcherObject implements KernelObject {
    /** A timeout that never comes: NULL in the WDK. */
    public static final long FOREVER = -1;

    // Invariant, under the dispatcher lock: a wait is in waiters exactly while its thread waits for this object.
    // Whoever signals the object satisfies waits in the order of their arrival and takes them out before waking
    // their threads, so that a signal of a synchronisation object cannot be taken by anybody else.
    private final Kernel kernel;
    private final int touchId;
    private boolean isSaidByUsers;

    // Parts for those who follow what is touched. What a routine does to the object is part 0. Who waits for another to
    // set him free says that he awaits it, if he has to wait, and reads it, if not: so the runs in which he passes at
    // once are known from those in which he has begun to wait before.
    static final int STATE = 0;
    static final int WAITS = 1;
    static final int SET_FREE = 2;
    private final List<Wait> waiters = new ArrayList<>(0);

    /** An object of this kernel. */
    protected DispatcherObject(Kernel kernel) {
        this.kernel = kernel;
        this.touchId = kernel.newTouchId();
    }

    @Override
    public final int touchId() {
        return touchId;
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
     *     (verifier); 0xB8 when a DPC, timer or interrupt routine would have to wait
     * @source learn.microsoft.com, nf-wdm-kewaitforsingleobject
     */
    public final NtStatus waitFor(long timeoutTicks) {
        Waits.mustBeTimeout(timeoutTicks);
        TraceEvent event =
                kernel.step(KeStep.KE_WAIT, this, timeoutTicks == FOREVER ? null : (Long) timeoutTicks, null);
        return kernel.answer(event, waitNow(timeoutTicks));
    }

    /** Waits without a step of its own: for waits that are part of another routine. */
    protected final NtStatus waitNow(long timeoutTicks) {
        saysWait(timeoutTicks);
        kernel.lockSaid();
        try {
            KThread me = kernel.currentThread();
            if (isSignalledFor(me)) {
                saysPassed();
                satisfy(me);
                return NtStatus.STATUS_SUCCESS;
            }
            if (timeoutTicks == 0) {
                return NtStatus.STATUS_TIMEOUT;
            }
            saysBlocked();
            return Waits.block(
                    kernel, new Wait(me, new DispatcherObject[] {this}, false, timeoutTicks == FOREVER), timeoutTicks);
        } finally {
            kernel.unlock();
        }
    }

    /** Says what a wait for this object alone touches, whether it passes or not. */
    void saysWait(long timeoutTicks) {
        touch(STATE, Touch.WRITE);
    }

    /** Says what a wait touches beyond that which is satisfied at once. */
    void saysPassed() {
        // It has touched the state.
    }

    /** Says what a wait touches beyond that which is not. */
    void saysBlocked() {
        // It has touched the state.
    }

    /** True when a wait touches no more than {@link #saysWait} has said. */
    boolean hasSaidWaits(Wait wait) {
        return isSaidByUsers;
    }

    final void touch(int part, Touch how) {
        if (!isSaidByUsers) {
            kernel.touch(this, part, how);
        }
    }

    /** Says that a lock was taken at once, in a step of its own. */
    final void acquires(int state, int release) {
        if (!isSaidByUsers) {
            kernel.footprint().acquires(this, state, release);
        }
    }

    /** Says that a lock was asked for that another thread holds, by one who cannot go on without it. */
    final void spins(int state) {
        if (!isSaidByUsers) {
            kernel.footprint().spins(this, state);
        }
    }

    /** Says that the object is a part of another one, whose routines say themselves what they touch. */
    protected final void isSaidByUsers() {
        isSaidByUsers = true;
    }

    /** Satisfies and wakes waiters as far as the object is signalled. Called under the dispatcher lock. */
    protected final void wakeWaiters() {
        touch(STATE, Touch.WRITE);
        wakeWaitersSaid();
    }

    /** How many of the threads that wait could be set free as things stand; the others would go on waiting. */
    protected int mostSetFree() {
        return Integer.MAX_VALUE;
    }

    /** The same for a routine that has said what it touches. */
    final void wakeWaitersSaid() {
        if (waiters.size() > 1 && kernel.questions().areWaitersOpen()) {
            wakeAnyWaiters();
            return;
        }
        for (int i = 0; i < waiters.size(); ) {
            Wait wait = waiters.get(i);
            // A waiter whose deadline has come waits no longer, though it has not run since to take itself out: a
            // signal given to it would be lost, because it will answer STATUS_TIMEOUT.
            if (wait.thread().isWaiting() && wait.trySatisfy()) {
                wait.unqueue();
                kernel.scheduler().wake(wait.thread().simThread());
            } else {
                i++;
            }
        }
    }

    /** The same where the schedule says who goes first. */
    private void wakeAnyWaiters() {
        for (List<Wait> ready = ready(); !ready.isEmpty(); ready = ready()) {
            int first = ready.size() > mostSetFree() ? kernel.questions().waiter(this, ready) : 0;
            Wait wait = ready.get(first);
            wait.trySatisfy();
            wait.unqueue();
            kernel.scheduler().wake(wait.thread().simThread());
        }
    }

    private List<Wait> ready() {
        List<Wait> ready = new ArrayList<>();
        for (Wait wait : waiters) {
            if (wait.thread().isWaiting() && wait.couldBeSatisfied()) {
                ready.add(wait);
            }
        }
        return ready;
    }

    /** True for a lock that is spun for: its waiter stays on its processor. */
    boolean keepsProcessor() {
        return false;
    }

    void addWaiter(Wait wait) {
        saysWaiter(wait);
        waiters.add(wait);
    }

    void removeWaiter(Wait wait) {
        saysWaiter(wait);
        waiters.remove(wait);
    }

    private void saysWaiter(Wait wait) {
        if (!hasSaidWaits(wait)) {
            touch(STATE, Touch.WRITE);
        }
    }

    /** True when somebody waits for the object. */
    protected final boolean isWaitedFor() {
        return !waiters.isEmpty();
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
