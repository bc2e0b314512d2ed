package org.wdmsim.ex;

import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.DispatcherObject;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * FAST_MUTEX: one thread at a time, at APC_LEVEL. It cannot be taken twice by the same thread.
 *
 * <pre>{@code
 * mutex.acquire();
 * ... may wait, may touch paged memory ...
 * mutex.release();
 * }</pre>
 *
 * @source learn.microsoft.com, "Fast Mutexes and Guarded Mutexes"
 */
public final class FastMutex extends DispatcherObject {
    private final String name;

    // Under the dispatcher lock. count is 1 while nobody holds the mutex; a release too many makes it 2, and then two
    // threads are let in, as on Windows.
    private int count = 1;
    private KThread owner;
    private String since = "";
    private Irql oldIrql = Irql.PASSIVE_LEVEL;

    /** ExInitializeFastMutex: a mutex that nobody holds. */
    public FastMutex(Kernel kernel, String name) {
        super(kernel);
        this.name = name;
    }

    /**
     * ExAcquireFastMutex: raises to APC_LEVEL and takes the mutex, waiting for it if need be.
     *
     * @irql at most APC_LEVEL; APC_LEVEL afterwards
     * @bugcheck 0xC4, 0x1000 when this thread holds it already (verifier); without the verifier the thread waits for itself
     * @source learn.microsoft.com, nf-wdm-exacquirefastmutex
     */
    public void acquire() {
        kernel().step(ExStep.EX_ACQUIRE_FAST_MUTEX, this, null, null);
        Irql before = raise();
        take(before);
    }

    /**
     * ExTryToAcquireFastMutex: takes the mutex if nobody holds it.
     *
     * @irql at most APC_LEVEL; APC_LEVEL afterwards if it was taken
     * @return true when the mutex is the caller's
     * @source learn.microsoft.com, nf-wdm-extrytoacquirefastmutex
     */
    public boolean tryToAcquire() {
        TraceEvent event = kernel().step(ExStep.EX_TRY_TO_ACQUIRE_FAST_MUTEX, this, null, null);
        kernel().lock();
        try {
            if (count <= 0) {
                return kernel().answer(event, false);
            }
            take(raise());
            return kernel().answer(event, true);
        } finally {
            kernel().unlock();
        }
    }

    /**
     * ExReleaseFastMutex: gives the mutex up and lowers the IRQL to what it was.
     *
     * @irql APC_LEVEL
     * @bugcheck 0xC4, 0x34 at another IRQL, 0xC4, 0x1004 when another thread holds it, 0xC4, 0x1007 when nobody does
     *     (verifier)
     * @source learn.microsoft.com, nf-wdm-exreleasefastmutex
     */
    public void release() {
        kernel().step(ExStep.EX_RELEASE_FAST_MUTEX, this, null, null);
        Irql before = giveUp();
        kernel().currentThread().lowerIrql(before);
    }

    /**
     * ExAcquireFastMutexUnsafe: takes the mutex and leaves the IRQL as it is.
     *
     * @irql APC_LEVEL, or PASSIVE_LEVEL in a critical region
     * @bugcheck 0xC4, 0x39 with APCs enabled, 0xC4, 0x1000 when this thread holds it already (verifier)
     * @source learn.microsoft.com, nf-wdm-exacquirefastmutexunsafe
     */
    public void acquireUnsafe() {
        kernel().step(ExStep.EX_ACQUIRE_FAST_MUTEX_UNSAFE, this, null, null);
        take(kernel().currentIrql());
    }

    /**
     * ExReleaseFastMutexUnsafe: gives up a mutex that {@link #acquireUnsafe} took.
     *
     * @irql APC_LEVEL, or PASSIVE_LEVEL in a critical region
     * @bugcheck 0xC4, 0x3A with APCs enabled; 0xC4, 0x1004 and 0x1007 as {@link #release} (verifier)
     * @source learn.microsoft.com, nf-wdm-exreleasefastmutexunsafe
     */
    public void releaseUnsafe() {
        kernel().step(ExStep.EX_RELEASE_FAST_MUTEX_UNSAFE, this, null, null);
        giveUp();
    }

    private Irql raise() {
        return kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
    }

    private void take(Irql before) {
        kernel().lock();
        try {
            waitNow(FOREVER);
            oldIrql = before;
            since = kernel().isQuiet() ? "" : "since step " + kernel().steps() + callSite();
        } finally {
            kernel().unlock();
        }
    }

    private String callSite() {
        String site = kernel().callSite();
        return site.isEmpty() ? "" : ", " + site;
    }

    private Irql giveUp() {
        kernel().lock();
        try {
            Irql before = oldIrql;
            owner = null;
            since = "";
            count++;
            wakeWaiters();
            return before;
        } finally {
            kernel().unlock();
        }
    }

    /** Who holds the mutex; null when nobody does. */
    public KThread owner() {
        kernel().touch(this, Touch.READ);
        return owner;
    }

    @Override
    public List<String> whoHolds() {
        return owner == null
                ? List.of()
                : List.of("fast mutex " + name + ": thread \"" + owner.objectName() + "\""
                        + (since.isEmpty() ? "" : ", " + since));
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return count > 0;
    }

    @Override
    protected int mostSetFree() {
        return count;
    }

    @Override
    protected void satisfy(KThread waiter) {
        count--;
        owner = waiter;
    }

    @Override
    public String objectName() {
        return name;
    }
}
