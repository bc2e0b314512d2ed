package org.wdmsim.ex;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/** The books of a machine's pool: every live block and every lookaside list, and whose they are. */
public final class PoolTracker {
    private final Kernel kernel;

    // Under the dispatcher lock.
    private final Set<PoolBlock> blocks = new LinkedHashSet<>();
    private final Set<LookasideList> lookasides = new LinkedHashSet<>();
    private final Set<KernelObject> gone = new LinkedHashSet<>();

    /** Books without entries. */
    public PoolTracker(Kernel kernel) {
        this.kernel = kernel;
    }

    Kernel kernel() {
        return kernel;
    }

    PoolBlock add(PoolBlock block) {
        kernel.touchArea(TransitionListener.POOL, Touch.ADD);
        kernel.lockSaid();
        try {
            blocks.add(block);
            return block;
        } finally {
            kernel.unlock();
        }
    }

    void remove(PoolBlock block) {
        kernel.touchArea(TransitionListener.POOL, Touch.ADD);
        kernel.lockSaid();
        try {
            blocks.remove(block);
        } finally {
            kernel.unlock();
        }
    }

    void add(LookasideList list) {
        kernel.touchArea(TransitionListener.POOL, Touch.ADD);
        kernel.lockSaid();
        try {
            lookasides.add(list);
        } finally {
            kernel.unlock();
        }
    }

    void remove(LookasideList list) {
        kernel.touchArea(TransitionListener.POOL, Touch.ADD);
        kernel.lockSaid();
        try {
            lookasides.remove(list);
        } finally {
            kernel.unlock();
        }
    }

    /** Blocks that are not freed, in the order of their allocation. */
    public List<PoolBlock> blocks() {
        kernel.touchArea(TransitionListener.POOL, Touch.READ);
        kernel.lockSaid();
        try {
            return List.copyOf(blocks);
        } finally {
            kernel.unlock();
        }
    }

    /** What one driver has allocated and not freed, in the order of allocation. */
    public List<PoolBlock> blocksOf(KernelObject owner) {
        List<PoolBlock> own = new ArrayList<>(blocks());
        own.removeIf(block -> block.owner() != owner);
        return own;
    }

    /** What is left of drivers that are gone: nobody can free it any more. */
    public List<PoolBlock> leaked() {
        List<PoolBlock> left = new ArrayList<>(blocks());
        left.removeIf(block -> !isGone(block.owner()));
        return left;
    }

    /** True once the driver's image has left memory. */
    public boolean isGone(KernelObject owner) {
        kernel.touchArea(TransitionListener.POOL, Touch.READ);
        kernel.lockSaid();
        try {
            return gone.contains(owner);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * Says that a driver's image leaves memory: Unload has returned.
     *
     * @bugcheck 0xCE when the driver leaves a lookaside list behind
     */
    public void driverIsGone(KernelObject owner) {
        LookasideList left;
        kernel.touchArea(TransitionListener.POOL, Touch.WRITE);
        kernel.lockSaid();
        try {
            gone.add(owner);
            left = lookasides.stream()
                    .filter(list -> list.owner() == owner)
                    .findFirst()
                    .orElse(null);
        } finally {
            kernel.unlock();
        }
        if (left != null) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
                            "driver unloaded with a lookaside list")
                    .parameters(left)
                    .what(owner.objectName() + " was unloaded, but " + left.objectName() + " ("
                            + left.type().wdkName() + ", tag " + left.tag()
                            + ") was not deleted; the system still walks it")
                    .todo("call " + left.deleteRoutine() + " before Unload returns")
                    .about(left)
                    .build());
        }
    }
}
