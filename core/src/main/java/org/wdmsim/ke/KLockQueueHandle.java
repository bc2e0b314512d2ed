package org.wdmsim.ke;

import org.wdmsim.base.Irql;

/**
 * KLOCK_QUEUE_HANDLE: the caller's place in the queue of an in-stack queued spin lock. Those who spin get the lock in the
 * order in which they came.
 *
 * <pre>{@code
 * KLockQueueHandle handle = new KLockQueueHandle();   // on the stack, one for each acquisition
 * handle.acquire(lock);
 * ... a few plain statements ...
 * handle.release();
 * }</pre>
 *
 * @differs every spin lock here is fair, unless the machine leaves open which waiter is set free; on Windows only the queued
 *     ones are, and one lock must be used in one way only
 */
public final class KLockQueueHandle {
    private KSpinLock lock;
    private Irql before;

    /** A handle that is in no queue. */
    public KLockQueueHandle() {}

    /**
     * KeAcquireInStackQueuedSpinLock: raises to DISPATCH_LEVEL and takes the lock.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x0F when this processor holds the lock already
     */
    public void acquire(KSpinLock wanted) {
        mustBeFree();
        wanted.keepsOrder();
        before = wanted.acquire(KeStep.KE_ACQUIRE_IN_STACK_QUEUED_SPIN_LOCK, true);
        lock = wanted;
    }

    /**
     * KeAcquireInStackQueuedSpinLockAtDpcLevel: takes the lock for a caller that is at DISPATCH_LEVEL.
     *
     * @irql at least DISPATCH_LEVEL
     */
    public void acquireAtDpcLevel(KSpinLock wanted) {
        mustBeFree();
        wanted.keepsOrder();
        before = wanted.acquire(KeStep.KE_ACQUIRE_IN_STACK_QUEUED_SPIN_LOCK_AT_DPC_LEVEL, false);
        lock = wanted;
    }

    /**
     * KeReleaseInStackQueuedSpinLock: releases the lock and lowers the IRQL to what it was.
     *
     * @irql DISPATCH_LEVEL
     */
    public void release() {
        KSpinLock held = mustBeHeld();
        held.release(KeStep.KE_RELEASE_IN_STACK_QUEUED_SPIN_LOCK, before);
    }

    /**
     * KeReleaseInStackQueuedSpinLockFromDpcLevel: releases the lock and stays at DISPATCH_LEVEL.
     *
     * @irql DISPATCH_LEVEL
     */
    public void releaseFromDpcLevel() {
        KSpinLock held = mustBeHeld();
        held.release(KeStep.KE_RELEASE_IN_STACK_QUEUED_SPIN_LOCK_FROM_DPC_LEVEL, null);
    }

    private void mustBeFree() {
        if (lock != null) {
            throw new IllegalStateException("this queue handle is in the queue of spin lock \"" + lock.objectName()
                    + "\" already; make one for each acquisition");
        }
    }

    private KSpinLock mustBeHeld() {
        if (lock == null) {
            throw new IllegalStateException("this queue handle holds no spin lock; acquire one with it first");
        }
        KSpinLock held = lock;
        lock = null;
        return held;
    }
}
