package org.wdmsim.ex;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * A driver's way to pool memory: what it allocates here is its own, and what it leaves behind is found when it is
 * unloaded.
 *
 * <pre>{@code
 * PoolBlock block = driver.pool().allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
 * if (block == null) {
 *     return STATUS_INSUFFICIENT_RESOURCES;
 * }
 * block.write(0, (byte) 1);
 * block.free("Toas");
 * }</pre>
 */
public final class Pool {
    private final PoolTracker tracker;
    private final KernelObject owner;

    /** The pool as one driver sees it. */
    public Pool(PoolTracker tracker, KernelObject owner) {
        this.tracker = tracker;
        this.owner = owner;
    }

    /**
     * ExAllocatePool2: allocates zeroed memory.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for POOL_FLAG_PAGED
     * @param flags of {@link PoolFlags}
     * @param bytes how many
     * @param tag one to four characters that name the allocation in reports
     * @return null when there is no memory
     * @bugcheck 0xC4, 0x20004 at too high an IRQL and 0xC4, 0x00 for no bytes (verifier); else 0xC2 with 0x08 or 0x00; 0xCE
     *     when the driver is unloaded already
     * @differs POOL_FLAG_RAISE_ON_FAILURE and POOL_FLAG_USE_QUOTA are not modelled; with pool tracking alone Windows
     *     reports the IRQL as 0xC4, 0x01 or 0x02
     * @source learn.microsoft.com, nf-wdm-exallocatepool2; rule IrqlExAllocatePool
     */
    public PoolBlock allocate2(int flags, int bytes, String tag) {
        PoolRequest request = new PoolRequest(owner, PoolFlags.typeOf(flags), bytes, tag);
        return allocate(ExStep.EX_ALLOCATE_POOL2, request, (flags & PoolFlags.POOL_FLAG_UNINITIALIZED) == 0);
    }

    /**
     * ExAllocatePoolWithTag: allocates memory that holds whatever was in it.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for paged pool
     * @return null when there is no memory
     * @bugcheck as {@link #allocate2}
     * @differs deprecated in Windows, and kept here because drivers have it
     * @source learn.microsoft.com, nf-wdm-exallocatepoolwithtag
     */
    public PoolBlock allocateWithTag(PoolType type, int bytes, String tag) {
        return allocate(ExStep.EX_ALLOCATE_POOL_WITH_TAG, new PoolRequest(owner, type, bytes, tag), false);
    }

    private PoolBlock allocate(ExStep step, PoolRequest request, boolean zeroed) {
        TraceEvent event = kernel().step(step, null, request, null);
        mustBeAllowed(step, request);
        PoolBlock block = kernel().allocates(step.title()) ? newBlock(request, zeroed) : null;
        return kernel().answer(event, block);
    }

    private void mustBeAllowed(ExStep step, PoolRequest request) {
        mustBeLoaded(step.title());
        Irql irql = kernel().currentIrql();
        Irql highest = request.type().isPaged() ? Irql.APC_LEVEL : Irql.DISPATCH_LEVEL;
        if (irql.isAbove(highest)) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.BAD_POOL_CALLER, "pool allocated at a wrong IRQL")
                    .parameters(0x08, irql.level(), request.type().value(), request.bytes())
                    .what(step.title() + " for " + request + " at " + irql + "; it may be called at most at " + highest)
                    .todo("allocate before raising the IRQL, or take non-paged pool")
                    .build());
        }
        if (request.bytes() == 0) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.BAD_POOL_CALLER, "allocation of no bytes")
                    .parameters(0x00, 0, request.type().value(), request.tag())
                    .what(step.title() + " for " + request)
                    .todo("check the length before allocating")
                    .build());
        }
    }

    /** A driver whose image is gone cannot run; if it does, some of its work was left behind. */
    void mustBeLoaded(String routine) {
        if (tracker.isGone(owner)) {
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
                            "driver runs after it was unloaded")
                    .parameters(owner, 0, routine)
                    .what(routine + " called by " + owner.objectName() + ", which was unloaded before")
                    .todo("stop threads, timers, DPCs and work items, and wait for them, before Unload returns")
                    .about(owner)
                    .build());
        }
    }

    PoolBlock newBlock(PoolRequest request, boolean zeroed) {
        return tracker.add(new PoolBlock(this, request, PoolBlock.newMemory(request.bytes(), zeroed), null));
    }

    /** Whose pool it is. */
    public KernelObject owner() {
        return owner;
    }

    /** Who keeps the books of all pools. */
    public PoolTracker tracker() {
        return tracker;
    }

    Kernel kernel() {
        return tracker.kernel();
    }
}
