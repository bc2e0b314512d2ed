package org.wdmsim.ex;

import java.util.ArrayDeque;
import java.util.Deque;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * NPAGED_LOOKASIDE_LIST and PAGED_LOOKASIDE_LIST: blocks of one size, some of them kept for the next use.
 *
 * <p>Life: initialised → allocated from and freed to → deleted, before Unload returns. A block that is freed to the list
 * is gone for the driver, though its memory is not: the next allocation hands it out again, with what was written in it.
 *
 * <pre>{@code
 * LookasideList requests = LookasideList.nonPaged(driver.pool(), 64, "Toas");
 * PoolBlock request = requests.allocate();
 * requests.free(request);
 * requests.delete();
 * }</pre>
 */
public final class LookasideList implements KernelObject {
    /** How many freed blocks a list keeps unless it is told otherwise. */
    public static final int USUAL_DEPTH = 4;

    private final Pool pool;
    private final PoolRequest request;
    private final int depth;
    private final String name;

    // Under the dispatcher lock.
    private final Deque<byte[]> kept = new ArrayDeque<>();
    private boolean deleted;
    private int allocations;
    private int misses;

    private LookasideList(Pool pool, PoolType type, int bytes, String tag, int depth) {
        if (bytes < 1 || depth < 0) {
            throw new IllegalArgumentException("a lookaside list of " + depth + " blocks of " + bytes
                    + " bytes; give a size of 1 or more and a depth of 0 or more");
        }
        this.pool = pool;
        this.request = new PoolRequest(pool.owner(), type, bytes, tag);
        this.depth = depth;
        this.name = pool.kernel().nextName("lookaside");
    }

    /**
     * ExInitializeNPagedLookasideList: a list of non-paged blocks.
     *
     * @irql at most DISPATCH_LEVEL
     * @differs the list keeps at most {@link #USUAL_DEPTH} blocks, where Windows adapts the depth to how the list is used;
     *     own allocate and free routines are not modelled
     * @source learn.microsoft.com, nf-wdm-exinitializenpagedlookasidelist
     */
    public static LookasideList nonPaged(Pool pool, int bytes, String tag) {
        return initialize(pool, PoolType.NON_PAGED_POOL_NX, bytes, tag, USUAL_DEPTH);
    }

    /**
     * ExInitializePagedLookasideList: a list of paged blocks.
     *
     * @irql at most APC_LEVEL
     * @differs as {@link #nonPaged}
     * @source learn.microsoft.com, nf-wdm-exinitializepagedlookasidelist
     */
    public static LookasideList paged(Pool pool, int bytes, String tag) {
        return initialize(pool, PoolType.PAGED_POOL, bytes, tag, USUAL_DEPTH);
    }

    /** As {@link #nonPaged} or {@link #paged}, keeping another number of blocks. */
    public static LookasideList initialize(Pool pool, PoolType type, int bytes, String tag, int depth) {
        LookasideList list = new LookasideList(pool, type, bytes, tag, depth);
        ExStep step =
                type.isPaged() ? ExStep.EX_INITIALIZE_PAGED_LOOKASIDE_LIST : ExStep.EX_INITIALIZE_NPAGED_LOOKASIDE_LIST;
        list.kernel().step(step, list, bytes, tag);
        pool.mustBeLoaded(step.title());
        pool.tracker().add(list);
        return list;
    }

    /**
     * ExAllocateFromNPagedLookasideList, ExAllocateFromPagedLookasideList: a kept block, else one from pool.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for a paged list
     * @return null when the list is empty and there is no memory
     * @bugcheck 0xD5 when the list was deleted
     * @source learn.microsoft.com, nf-wdm-exallocatefromnpagedlookasidelist
     */
    public PoolBlock allocate() {
        ExStep step = isPaged()
                ? ExStep.EX_ALLOCATE_FROM_PAGED_LOOKASIDE_LIST
                : ExStep.EX_ALLOCATE_FROM_NPAGED_LOOKASIDE_LIST;
        TraceEvent event = kernel().step(step, this, null, null);
        kernel().lock();
        try {
            mustNotBeDeleted(step.title());
            allocations++;
            byte[] memory = kept.poll();
            if (memory == null) {
                misses++;
                memory = kernel().allocates(step.title()) ? PoolBlock.newMemory(request.bytes(), false) : null;
            }
            return kernel().answer(
                            event,
                            memory == null ? null : pool.tracker().add(new PoolBlock(pool, request, memory, this)));
        } finally {
            kernel().unlock();
        }
    }

    /**
     * ExFreeToNPagedLookasideList, ExFreeToPagedLookasideList: gives a block back.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for a paged list
     * @bugcheck 0xD5 when the list was deleted; 0xC4 with a rule of our own when the block is of another list (verifier);
     *     else as {@link PoolBlock#free()}
     * @source learn.microsoft.com, nf-wdm-exfreetonpagedlookasidelist
     */
    public void free(PoolBlock block) {
        ExStep step = isPaged() ? ExStep.EX_FREE_TO_PAGED_LOOKASIDE_LIST : ExStep.EX_FREE_TO_NPAGED_LOOKASIDE_LIST;
        kernel().step(step, this, block, null);
        kernel().lock();
        try {
            mustNotBeDeleted(step.title());
            byte[] memory = block.freeIntoList(step.title());
            if (kept.size() < depth && memory.length >= request.bytes()) {
                kept.push(memory);
            }
        } finally {
            kernel().unlock();
        }
    }

    /**
     * ExDeleteNPagedLookasideList, ExDeletePagedLookasideList: frees what the list keeps. Blocks that are still allocated
     * stay allocated.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for a paged list
     * @bugcheck 0xD5 when it was deleted before
     * @source learn.microsoft.com, nf-wdm-exdeletenpagedlookasidelist
     */
    public void delete() {
        kernel().step(deleteStep(), this, null, null);
        kernel().lock();
        try {
            mustNotBeDeleted(deleteRoutine());
            kept.clear();
            deleted = true;
            pool.tracker().remove(this);
        } finally {
            kernel().unlock();
        }
    }

    private void mustNotBeDeleted(String routine) {
        if (deleted) {
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL,
                            "lookaside list used after its deletion")
                    .parameters(this, 1)
                    .what(routine + " on " + name + ", which was deleted before")
                    .todo("delete a lookaside list when nobody uses it any more, as one of the last acts of Unload")
                    .about(this)
                    .build());
        }
    }

    // ---- Looking.

    /** True once it was deleted. */
    public boolean isDeleted() {
        kernel().lock();
        try {
            return deleted;
        } finally {
            kernel().unlock();
        }
    }

    /** How many freed blocks it keeps now. */
    public int kept() {
        kernel().lock();
        try {
            return kept.size();
        } finally {
            kernel().unlock();
        }
    }

    /** How many allocations were made from it. */
    public int allocations() {
        return allocations;
    }

    /** How many of them found the list empty. */
    public int misses() {
        return misses;
    }

    /** Paged or not. */
    public PoolType type() {
        return request.type();
    }

    /** The tag of its blocks. */
    public String tag() {
        return request.tag();
    }

    /** The driver whose list it is. */
    public KernelObject owner() {
        return request.owner();
    }

    String deleteRoutine() {
        return deleteStep().title();
    }

    private ExStep deleteStep() {
        return isPaged() ? ExStep.EX_DELETE_PAGED_LOOKASIDE_LIST : ExStep.EX_DELETE_NPAGED_LOOKASIDE_LIST;
    }

    private boolean isPaged() {
        return request.type().isPaged();
    }

    private Kernel kernel() {
        return pool.kernel();
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " (" + request + ", " + kept.size() + " kept" + (deleted ? ", deleted" : "") + ")";
    }
}
