package org.wdmsim.ex;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * ERESOURCE: many readers or one writer. A thread that holds it may take it again, and gives it up as often.
 *
 * <p>Life: initialised → acquired and released → deleted, before its memory is freed.
 *
 * <pre>{@code
 * kernel.currentThread().apcs().enterCriticalRegion();
 * resource.acquireShared(true);
 * ... read ...
 * resource.release();
 * kernel.currentThread().apcs().leaveCriticalRegion();
 * }</pre>
 *
 * <p>A reader that comes while a writer waits is not let in before it, except by {@link #acquireSharedStarveExclusive}.
 * When a writer is done, all readers that wait go first, then the next writer.
 *
 * @differs boosts of owners and the timeout after which Windows looks for a deadlock are not modelled; who holds the
 *     resource since when is kept for reports
 * @source learn.microsoft.com, "Introduction to ERESOURCE Routines"; the order of grants as in an open implementation
 */
public final class EResource implements KernelObject {
    // Under the dispatcher lock. Invariant: whoever gives the resource up grants it at once to those who are next, so
    // while somebody waits there is an owner. exclusive says of the owners that there is one and that it writes. Each
    // batch of readers waits for an event of its own, so that readers of the next batch are not let in with it.
    private final Kernel kernel;
    private final String name;
    private final List<ResourceOwner> owners = new ArrayList<>(2);
    private boolean exclusive;
    private final List<ResourceOwner> exclusiveWaiters = new ArrayList<>(0);
    private final List<ResourceOwner> sharedWaiters = new ArrayList<>(0);
    private final KEvent exclusiveGate;
    private KEvent sharedGate;
    private boolean deleted;

    private enum Shared {
        USUAL,
        STARVE_EXCLUSIVE,
        WAIT_FOR_EXCLUSIVE
    }

    /** ExInitializeResourceLite: a resource that nobody holds. */
    public EResource(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
        this.exclusiveGate = KEvent.synchronization(kernel, name + " (exclusive)");
        exclusiveGate.explainedBy(this::holders);
        openSharedGate();
    }

    private void openSharedGate() {
        sharedGate = KEvent.notification(kernel, name + " (shared)");
        sharedGate.explainedBy(this::holdersAndWriters);
    }

    // ---- Acquiring.

    /**
     * ExAcquireResourceExclusiveLite: takes the resource for this thread alone.
     *
     * @irql at most APC_LEVEL, with normal kernel APCs disabled
     * @param wait false to answer at once
     * @return true when the caller has it; false only when {@code wait} is false
     * @bugcheck 0xC4, 0x37 with APCs enabled; 0xC4, 0x1000 when the caller has shared access and wants to wait (verifier);
     *     without the verifier it waits for itself
     * @source learn.microsoft.com, nf-wdm-exacquireresourceexclusivelite; rules IrqlExApcLte3, WithinCriticalRegion
     */
    public boolean acquireExclusive(boolean wait) {
        TraceEvent event = kernel.step(ExStep.EX_ACQUIRE_RESOURCE_EXCLUSIVE_LITE, this, wait, null);
        kernel.lock();
        try {
            ResourceOwner me = ResourceOwner.now(kernel);
            ResourceOwner mine = ownerEntry(me.thread());
            if (owners.isEmpty()) {
                exclusive = true;
                owners.add(me);
            } else if (exclusive && mine != null) {
                mine.again();
            } else if (!wait) {
                return kernel.answer(event, false);
            } else {
                exclusiveWaiters.add(me);
                exclusiveGate.waitWithin();
            }
            return kernel.answer(event, true);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExAcquireResourceSharedLite: takes the resource together with other readers; who has it already, has it once more.
     *
     * @irql at most APC_LEVEL, with normal kernel APCs disabled
     * @param wait false to answer at once
     * @return true when the caller has it; false only when {@code wait} is false
     * @bugcheck 0xC4, 0x37 with APCs enabled (verifier)
     * @source learn.microsoft.com, nf-wdm-exacquireresourcesharedlite
     */
    public boolean acquireShared(boolean wait) {
        return acquireShared(ExStep.EX_ACQUIRE_RESOURCE_SHARED_LITE, Shared.USUAL, wait);
    }

    /**
     * ExAcquireSharedStarveExclusive: as {@link #acquireShared}, and goes before writers that wait.
     *
     * @irql at most APC_LEVEL, with normal kernel APCs disabled
     * @source learn.microsoft.com, nf-wdm-exacquiresharedstarveexclusive
     */
    public boolean acquireSharedStarveExclusive(boolean wait) {
        return acquireShared(ExStep.EX_ACQUIRE_SHARED_STARVE_EXCLUSIVE, Shared.STARVE_EXCLUSIVE, wait);
    }

    /**
     * ExAcquireSharedWaitForExclusive: as {@link #acquireShared}, and lets writers that wait go first even when the caller
     * has shared access already. Such a caller waits for a writer that waits for it.
     *
     * @irql at most APC_LEVEL, with normal kernel APCs disabled
     * @source learn.microsoft.com, nf-wdm-exacquiresharedwaitforexclusive
     */
    public boolean acquireSharedWaitForExclusive(boolean wait) {
        return acquireShared(ExStep.EX_ACQUIRE_SHARED_WAIT_FOR_EXCLUSIVE, Shared.WAIT_FOR_EXCLUSIVE, wait);
    }

    private boolean acquireShared(ExStep step, Shared manner, boolean wait) {
        TraceEvent event = kernel.step(step, this, wait, null);
        kernel.lock();
        try {
            ResourceOwner me = ResourceOwner.now(kernel);
            ResourceOwner mine = ownerEntry(me.thread());
            boolean writersFirst = !exclusiveWaiters.isEmpty() && manner != Shared.STARVE_EXCLUSIVE;
            if (mine != null && (exclusive || !writersFirst || manner == Shared.USUAL)) {
                mine.again();
            } else if (owners.isEmpty() || (!exclusive && !writersFirst)) {
                owners.add(me);
            } else if (!wait) {
                return kernel.answer(event, false);
            } else {
                sharedWaiters.add(me);
                sharedGate.waitWithin();
            }
            return kernel.answer(event, true);
        } finally {
            kernel.unlock();
        }
    }

    // ---- Giving up.

    /**
     * ExReleaseResourceLite: gives the resource up once; the last time lets the next ones in.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xE3 when the calling thread does not have it; 0xC4, 0x38 with APCs enabled (verifier)
     * @source learn.microsoft.com, nf-wdm-exreleaseresourcelite
     */
    public void release() {
        kernel.step(ExStep.EX_RELEASE_RESOURCE_LITE, this, null, null);
        kernel.lock();
        try {
            ResourceOwner mine = ownerEntry(kernel.currentThread());
            if (mine == null) {
                throw notOwned("ExReleaseResourceLite");
            }
            if (mine.once()) {
                owners.remove(mine);
                if (owners.isEmpty()) {
                    grantNext();
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    private void grantNext() {
        boolean readersFirst = exclusive || exclusiveWaiters.isEmpty();
        exclusive = false;
        if (readersFirst && !sharedWaiters.isEmpty()) {
            grantShared();
        } else if (!exclusiveWaiters.isEmpty()) {
            exclusive = true;
            owners.add(exclusiveWaiters.remove(0).granted(kernel));
            exclusiveGate.setNow();
        }
    }

    private void grantShared() {
        for (ResourceOwner waiter : sharedWaiters) {
            ResourceOwner mine = ownerEntry(waiter.thread());
            if (mine == null) {
                owners.add(waiter.granted(kernel));
            } else {
                mine.again();
            }
        }
        sharedWaiters.clear();
        KEvent gate = sharedGate;
        openSharedGate();
        gate.setNow();
    }

    /**
     * ExConvertExclusiveToSharedLite: keeps the resource as a reader and lets other readers in.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when the caller has no exclusive access (verifier)
     * @source learn.microsoft.com, nf-wdm-exconvertexclusivetosharedlite
     */
    public void convertExclusiveToShared() {
        kernel.step(ExStep.EX_CONVERT_EXCLUSIVE_TO_SHARED_LITE, this, null, null);
        kernel.lock();
        try {
            exclusive = false;
            if (!sharedWaiters.isEmpty()) {
                grantShared();
            }
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExReinitializeResourceLite: makes the resource as new. Nobody may hold it or wait for it.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when somebody does (verifier)
     * @source learn.microsoft.com, nf-wdm-exreinitializeresourcelite
     */
    public void reinitialize() {
        kernel.step(ExStep.EX_REINITIALIZE_RESOURCE_LITE, this, null, null);
        kernel.lock();
        try {
            owners.clear();
            exclusive = false;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExDeleteResourceLite: takes the resource out of the system's list; afterwards its memory may be freed.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when somebody holds it, or when it is used afterwards (verifier); 0xC4, 0x17
     *     when its memory is freed before
     * @source learn.microsoft.com, nf-wdm-exdeleteresourcelite
     */
    public void delete() {
        kernel.step(ExStep.EX_DELETE_RESOURCE_LITE, this, null, null);
        kernel.lock();
        try {
            deleted = true;
        } finally {
            kernel.unlock();
        }
    }

    private Error notOwned(String routine) {
        KThread me = kernel.currentThread();
        return kernel.bugCheck(BugCheck.of(BugCheckCode.RESOURCE_NOT_OWNED, "resource released by a stranger")
                .parameters(this, me)
                .what(routine + " on " + name + " by thread \"" + me.objectName() + "\", which does not have it; "
                        + (owners.isEmpty() ? "nobody has" : String.join("; ", holders())))
                .todo("release a resource in the thread that acquired it, once for each acquire that answered TRUE")
                .about(this)
                .build());
    }

    // ---- Asking.

    /**
     * ExIsResourceAcquiredExclusiveLite: whether the calling thread has exclusive access.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public boolean isAcquiredExclusive() {
        TraceEvent event = kernel.step(ExStep.EX_IS_RESOURCE_ACQUIRED_EXCLUSIVE_LITE, this, null, null);
        kernel.lock();
        try {
            return kernel.answer(event, exclusive && ownerEntry(kernel.currentThread()) != null);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExIsResourceAcquiredSharedLite: how often the calling thread has the resource, shared or exclusive.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public int isAcquiredShared() {
        TraceEvent event = kernel.step(ExStep.EX_IS_RESOURCE_ACQUIRED_SHARED_LITE, this, null, null);
        kernel.lock();
        try {
            ResourceOwner mine = ownerEntry(kernel.currentThread());
            return kernel.answer(event, mine == null ? 0 : mine.count());
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExGetExclusiveWaiterCount.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public int exclusiveWaiterCount() {
        TraceEvent event = kernel.step(ExStep.EX_GET_EXCLUSIVE_WAITER_COUNT, this, null, null);
        return kernel.answer(event, exclusiveWaiters.size());
    }

    /**
     * ExGetSharedWaiterCount.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public int sharedWaiterCount() {
        TraceEvent event = kernel.step(ExStep.EX_GET_SHARED_WAITER_COUNT, this, null, null);
        return kernel.answer(event, sharedWaiters.size());
    }

    private ResourceOwner ownerEntry(KThread thread) {
        for (ResourceOwner owner : owners) {
            if (owner.thread() == thread) {
                return owner;
            }
        }
        return null;
    }

    // ---- Looking: no steps.

    /** True when this thread has it, shared or exclusive. */
    public boolean isHeldBy(KThread thread) {
        return ownerEntry(thread) != null;
    }

    /** True while one thread has it for itself. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** True while nobody has it. */
    public boolean isFree() {
        return owners.isEmpty();
    }

    /** True once it was deleted. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Who has it, one to a line. */
    public List<String> holders() {
        List<String> lines = new ArrayList<>();
        for (ResourceOwner owner : owners) {
            lines.add("resource " + name + (exclusive ? ": exclusive, " : ": shared, ") + owner.describe());
        }
        return lines;
    }

    private List<String> holdersAndWriters() {
        List<String> lines = holders();
        for (ResourceOwner writer : exclusiveWaiters) {
            lines.add("resource " + name + ": waits for exclusive access, " + writer.describe());
        }
        return lines;
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " " + holders() + (deleted ? " deleted" : "");
    }
}
