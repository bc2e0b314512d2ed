package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.SimThread;
import org.wdmsim.trace.TraceEvent;

/**
 * KSPIN_LOCK: keeps processors apart. Whoever holds it runs at DISPATCH_LEVEL and may not wait.
 *
 * <pre>{@code
 * Irql old = lock.acquire();
 * ... a few plain statements ...
 * lock.release(old);
 * }</pre>
 */
public final class KSpinLock extends DispatcherObject {
    // A processor that spins does nothing a driver could see, so spinning is modelled as a wait that keeps the
    // processor: the thread stays at the lock's level. A release lets all who spin go on; the first who does has the
    // lock, and the others wait again. Those in the queue of a queued lock get it in their order, from who releases it.
    private static final Set<StepKind> ACQUIRE =
            Set.of(KeStep.KE_ACQUIRE_SPIN_LOCK, KeStep.KE_ACQUIRE_SPIN_LOCK_AT_DPC_LEVEL);

    private final String name;
    private final Irql level;
    private final List<SimThread> spinners = new ArrayList<>(0);
    private KThread owner;

    /** KeInitializeSpinLock: a lock that nobody holds. */
    public KSpinLock(Kernel kernel, String name) {
        this(kernel, name, Irql.DISPATCH_LEVEL);
    }

    /** A lock whose holder runs at another level: an interrupt's. */
    KSpinLock(Kernel kernel, String name, Irql level) {
        super(kernel);
        this.name = name;
        this.level = level;
    }

    /**
     * KeAcquireSpinLock: raises to DISPATCH_LEVEL and takes the lock.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the IRQL before, for {@link #release}
     * @bugcheck 0x0F when this processor holds the lock already; 0x09 above DISPATCH_LEVEL
     */
    public Irql acquire() {
        return acquire(KeStep.KE_ACQUIRE_SPIN_LOCK, true, false);
    }

    /**
     * KeReleaseSpinLock: releases the lock and lowers the IRQL to what {@link #acquire} returned.
     *
     * @irql DISPATCH_LEVEL
     * @bugcheck 0x10 when this thread does not hold the lock
     */
    public void release(Irql irql) {
        release(KeStep.KE_RELEASE_SPIN_LOCK, irql);
    }

    /**
     * KeAcquireSpinLockAtDpcLevel: takes the lock for a caller that is at DISPATCH_LEVEL, such as a DPC routine.
     *
     * @irql at least DISPATCH_LEVEL
     * @bugcheck 0x0F when this processor holds the lock already; 0xC4, 0x40 below DISPATCH_LEVEL (verifier)
     */
    public void acquireAtDpcLevel() {
        acquire(KeStep.KE_ACQUIRE_SPIN_LOCK_AT_DPC_LEVEL, false, false);
    }

    /**
     * KeReleaseSpinLockFromDpcLevel: releases the lock and leaves the IRQL as it is.
     *
     * @irql at least DISPATCH_LEVEL
     * @bugcheck 0x10 when this thread does not hold the lock
     */
    public void releaseFromDpcLevel() {
        release(KeStep.KE_RELEASE_SPIN_LOCK_FROM_DPC_LEVEL, null);
    }

    /**
     * KeTryToAcquireSpinLockAtDpcLevel: takes the lock if nobody holds it.
     *
     * @irql at least DISPATCH_LEVEL
     * @return true when the caller holds it now
     */
    public boolean tryToAcquireAtDpcLevel() {
        TraceEvent event = kernel().step(KeStep.KE_TRY_TO_ACQUIRE_SPIN_LOCK_AT_DPC_LEVEL, this, null, null);
        touch(SET_FREE, Touch.READ);
        return kernel().answer(event, waitNow(0) == NtStatus.STATUS_SUCCESS);
    }

    /**
     * KeTestSpinLock: tells whether the lock is free, which may be over before the caller looks at the answer.
     *
     * @irql at least DISPATCH_LEVEL
     * @return true when nobody holds it
     */
    public boolean test() {
        TraceEvent event = kernel().step(KeStep.KE_TEST_SPIN_LOCK, this, null, null);
        touch(SET_FREE, Touch.READ);
        kernel().lockSaid();
        try {
            return kernel().answer(event, owner == null);
        } finally {
            kernel().unlock();
        }
    }

    Irql acquire(KeStep step, boolean raises, boolean inOrder) {
        TraceEvent event = kernel().step(step, this, null, null);
        Irql before = raise(raises);
        waitForLock(inOrder);
        return raises ? kernel().answer(event, before) : before;
    }

    void release(KeStep step, Irql irql) {
        kernel().step(step, this, irql, null);
        drop(irql);
    }

    /** Takes the lock without a step of its own. */
    Irql take(boolean raises) {
        Irql before = raise(raises);
        waitForLock(false);
        return before;
    }

    /** In a live machine every lock is handed over in order: a host thread that spins would only heat its core. */
    private void waitForLock(boolean inOrder) {
        if (inOrder || kernel().isLive()) {
            waitNow(FOREVER);
        } else {
            spin();
        }
    }

    private Irql raise(boolean raises) {
        KThread me = kernel().currentThread();
        if (owner == me) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.SPIN_LOCK_ALREADY_OWNED, "spin lock acquired twice")
                    .parameters(this)
                    .what("KeAcquireSpinLock on " + name + ", which this processor holds already")
                    .todo("release the lock before calling a routine that takes it again")
                    .about(this)
                    .build());
        }
        Irql before = me.irql();
        if (raises && before.isAbove(level)) {
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.IRQL_NOT_GREATER_OR_EQUAL, "a lock's level below the processor's")
                    .parameters(this, before.level())
                    .what("a lock whose holder runs at " + level + " is taken at " + before + ": " + name)
                    .todo("take a lock at or below its level; above it use one of a higher level")
                    .about(this)
                    .build());
        }
        if (raises) {
            me.setIrql(level);
        }
        return before;
    }

    private void spin() {
        KThread me = kernel().currentThread();
        kernel().lockSaid();
        try {
            if (owner != null) {
                touch(STATE, Touch.READ);
                touch(SET_FREE, Touch.AWAIT);
                spins(STATE);
                spinners.add(me.simThread());
                me.beginsToWait(new Wait(me, new DispatcherObject[] {this}, false, true));
                kernel().scheduler().block(SimThread.NEVER); // until nobody holds it
                me.endsToWait();
                spinners.remove(me.simThread());
            }
            touch(STATE, Touch.WRITE);
            acquires(STATE, SET_FREE);
            satisfy(me);
        } finally {
            kernel().unlock();
        }
    }

    /** Releases the lock without a step of its own; lowers the IRQL unless {@code irql} is null. */
    void drop(Irql irql) {
        touch(SET_FREE, Touch.ADD);
        kernel().lockSaid();
        try {
            KThread me = kernel().currentThread();
            if (owner != me) {
                throw kernel().bugCheck(BugCheck.of(
                                BugCheckCode.SPIN_LOCK_NOT_OWNED, "spin lock released by a stranger")
                        .parameters(this)
                        .what("KeReleaseSpinLock on " + name + ", which "
                                + (owner == null ? "nobody holds" : owner.objectName() + " holds"))
                        .todo("release a spin lock once for each time it was acquired, in the same thread")
                        .about(this)
                        .build());
            }
            owner = null;
            me.spinLockReleased(this);
            wakeWaitersSaid();
            for (int i = 0; i < spinners.size() && owner == null; i++) {
                kernel().scheduler().wake(spinners.get(i));
            }
            if (irql != null) {
                me.setIrql(irql);
            }
        } finally {
            kernel().unlock();
        }
    }

    /** Who holds the lock; null when nobody does. */
    public KThread owner() {
        touch(STATE, Touch.READ);
        touch(SET_FREE, Touch.READ);
        return owner;
    }

    /** True when the running thread holds it, which nobody else can change. */
    public boolean isMine() {
        return owner == kernel().currentThread();
    }

    @Override
    boolean keepsProcessor() {
        return true;
    }

    @Override
    public List<String> whoHolds() {
        KThread holder = owner();
        return holder == null ? List.of() : List.of("spin lock " + name + ": thread \"" + holder.objectName() + "\"");
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return owner == null;
    }

    /**
     * True when a thread that could run would only spin: its next step acquires a lock that another thread holds. No step: for
     * those who choose who runs.
     */
    public static boolean wouldSpin(SimThread thread) {
        return thread.pendingSubject() instanceof KSpinLock lock
                && lock.owner != null
                && lock.owner != thread.attachment()
                && ACQUIRE.contains(thread.pendingKind());
    }

    // Those who acquire do not commute. Who waits in a queue awaits the release, and needs a processor of his own for
    // that.

    @Override
    void saysWait(long timeoutTicks) {
        touch(STATE, Touch.READ); // who tries in vain changes nothing
    }

    @Override
    void saysPassed() {
        touch(STATE, Touch.WRITE);
        touch(SET_FREE, Touch.READ);
    }

    @Override
    void saysBlocked() {
        touch(STATE, Touch.WRITE);
        touch(SET_FREE, Touch.AWAIT);
    }

    @Override
    boolean hasSaidWaits(Wait wait) {
        return true; // who acquires has said that he changes the state
    }

    @Override
    protected void satisfy(KThread waiter) {
        owner = waiter;
        waiter.spinLockTaken(this);
        for (int i = 0; i < spinners.size(); i++) {
            kernel().scheduler().waitsOn(spinners.get(i));
        }
    }

    @Override
    public String objectName() {
        return name;
    }
}
