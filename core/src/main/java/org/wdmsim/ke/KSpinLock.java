package org.wdmsim.ke;

import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
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
    // processor:
    // the thread is pinned at DISPATCH_LEVEL and is woken by the release.
    private final String name;
    private KThread owner;

    /** KeInitializeSpinLock: a lock that nobody holds. */
    public KSpinLock(Kernel kernel, String name) {
        super(kernel);
        this.name = name;
    }

    /**
     * KeAcquireSpinLock: raises to DISPATCH_LEVEL and takes the lock.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the IRQL before, for {@link #release}
     * @bugcheck 0x0F when this processor holds the lock already
     */
    public Irql acquire() {
        KThread me = kernel().currentThread();
        TraceEvent event = kernel().step(KeStep.KE_ACQUIRE_SPIN_LOCK, this, null, null);
        if (owner == me) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.SPIN_LOCK_ALREADY_OWNED, "spin lock acquired twice")
                    .parameters(this)
                    .what("KeAcquireSpinLock on " + name + ", which this processor holds already")
                    .todo("release the lock before calling a routine that takes it again")
                    .about(this)
                    .build());
        }
        Irql before = me.irql();
        me.setIrql(Irql.DISPATCH_LEVEL);
        waitNow(FOREVER);
        return kernel().answer(event, before);
    }

    /**
     * KeReleaseSpinLock: releases the lock and lowers the IRQL to what {@link #acquire} returned.
     *
     * @irql DISPATCH_LEVEL
     * @bugcheck 0x10 when this thread does not hold the lock
     */
    public void release(Irql irql) {
        kernel().step(KeStep.KE_RELEASE_SPIN_LOCK, this, irql, null);
        KThread me = kernel().currentThread();
        if (owner != me) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.SPIN_LOCK_NOT_OWNED, "spin lock released by a stranger")
                    .parameters(this)
                    .what("KeReleaseSpinLock on " + name + ", which "
                            + (owner == null ? "nobody holds" : owner.objectName() + " holds"))
                    .todo("release a spin lock once for each time it was acquired, in the same thread")
                    .about(this)
                    .build());
        }
        owner = null;
        me.spinLockReleased(this);
        wakeWaiters();
        me.setIrql(irql);
    }

    /** Who holds the lock; null when nobody does. */
    public KThread owner() {
        return owner;
    }

    @Override
    public List<String> whoHolds() {
        return owner == null ? List.of() : List.of("spin lock " + name + ": thread \"" + owner.objectName() + "\"");
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return owner == null;
    }

    @Override
    protected void satisfy(KThread waiter) {
        owner = waiter;
        waiter.spinLockTaken(this);
    }

    @Override
    public String objectName() {
        return name;
    }
}
