package org.wdmsim.verifier;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.ex.ExStep;
import org.wdmsim.ex.LookasideList;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.ex.PoolRequest;
import org.wdmsim.ex.PoolResident;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** Pool tracking: how drivers allocate and free, and what they leave behind when they are unloaded. */
final class PoolChecks {
    private static final Set<ExStep> OF_POOL =
            EnumSet.range(ExStep.EX_ALLOCATE_POOL2, ExStep.EX_DELETE_PAGED_LOOKASIDE_LIST);

    private final Kernel kernel;

    // Drivers in their Unload routine, and the thread that is in it.
    private final Map<KernelObject, String> unloading = new LinkedHashMap<>();

    PoolChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    static boolean looksAt(StepKind kind) {
        return OF_POOL.contains(kind) || kind == IoStep.UNLOAD || kind == IoStep.UNLOAD_RETURNS;
    }

    void before(TraceEvent event) {
        if (event.kind() == IoStep.UNLOAD) {
            unloading.put(event.subject(), event.thread());
        } else if (event.kind() == IoStep.UNLOAD_RETURNS) {
            unloading.remove(event.subject());
            mustLeaveNothing((DriverObject) event.subject());
        } else if (event.kind() instanceof ExStep step) {
            check(step, event);
        }
    }

    private void check(ExStep step, TraceEvent event) {
        switch (step) {
            case EX_ALLOCATE_POOL2, EX_ALLOCATE_POOL_WITH_TAG -> {
                if (event.first() instanceof PoolRequest request) {
                    allocate(event, request);
                }
            }
            case EX_FREE_POOL, EX_FREE_POOL_WITH_TAG -> {
                if (event.subject() instanceof PoolBlock block) {
                    free(event, block);
                }
            }
            case EX_FREE_TO_NPAGED_LOOKASIDE_LIST, EX_FREE_TO_PAGED_LOOKASIDE_LIST -> {
                if (event.first() instanceof PoolBlock block) {
                    freeToList(event, (LookasideList) event.subject(), block);
                }
            }
            default -> {
                // Not about pool.
            }
        }
    }

    private void allocate(TraceEvent event, PoolRequest request) {
        int type = request.type().value();
        if (request.type().isPaged() && event.irql().isAbove(Irql.APC_LEVEL)) {
            throw violation(
                            "paged pool allocated at a high IRQL",
                            0x20004,
                            event.irql().level(),
                            type,
                            request.bytes())
                    .what(event.kind().title() + " for " + request + " at " + event.irql()
                            + "; paged pool may be allocated at most at APC_LEVEL")
                    .todo("allocate before raising the IRQL, or take non-paged pool")
                    .stop();
        }
        if (request.bytes() == 0) {
            throw violation("allocation of no bytes", 0x00, event.irql().level(), type, 0)
                    .what(event.kind().title() + " for " + request)
                    .todo("check the length before allocating")
                    .stop();
        }
        String unloader = unloading.get(request.owner());
        if (unloader != null && !unloader.equals(event.thread())) {
            List<PoolBlock> left = left(request.owner());
            throw violation(
                            "pool allocated while the driver is unloaded",
                            0x61,
                            bytes(left, true),
                            bytes(left, false),
                            left.size())
                    .what("thread \"" + event.thread() + "\" allocates " + request + " for "
                            + request.owner().objectName() + ", which thread \"" + unloader + "\" is unloading")
                    .todo("stop the driver's threads and wait for them before Unload returns")
                    .stop();
        }
    }

    private void free(TraceEvent event, PoolBlock block) {
        String what = event.kind().title() + " on " + block.describe();
        if (block.isFreed()) {
            throw violation("pool freed twice", 0x13, 0, block)
                    .what(what + ", which was freed before")
                    .todo("free a block once, and clear the pointer")
                    .about(block)
                    .stop();
        }
        if (block.type().isPaged() && event.irql().isAbove(Irql.APC_LEVEL)) {
            throw violation(
                            "paged pool freed at a high IRQL",
                            0x11,
                            event.irql().level(),
                            block.type().value(),
                            block)
                    .what(what + " at " + event.irql())
                    .todo("free paged pool at most at APC_LEVEL")
                    .about(block)
                    .stop();
        }
        mustHoldNothing(block, what);
    }

    private void mustHoldNothing(PoolBlock block, String what) {
        PoolResident active = block.activeResident();
        if (active == null || active.kind().violation() == 0) {
            return;
        }
        String words = active.kind().words();
        throw violation(
                        "pool freed with a " + words + " in it",
                        active.kind().violation(),
                        active.object(),
                        block.type().value(),
                        block)
                .what(what + ", in which " + active.object().objectName() + " is a " + words)
                .todo(active.kind().todo())
                .about(active.object())
                .stop();
    }

    private void freeToList(TraceEvent event, LookasideList list, PoolBlock block) {
        if (block.isFreed() || list.isDeleted()) {
            return; // the routine itself says so
        }
        if (block.list() != list) {
            throw violation("block given to a wrong lookaside list", OwnRules.LOOKASIDE_WRONG_LIST, list, block)
                    .what(event.kind().title() + " gives " + block.describe() + " to " + list.objectName()
                            + (block.list() == null
                                    ? ", but it came from pool"
                                    : ", but it came from " + block.list().objectName()))
                    .todo("free a block to the list it was allocated from")
                    .about(block)
                    .stop();
        }
        mustHoldNothing(block, event.kind().title() + " on " + block.describe());
    }

    private void mustLeaveNothing(DriverObject driver) {
        List<PoolBlock> left = left(driver);
        if (left.isEmpty()) {
            return;
        }
        Violation violation = violation("driver unloaded without freeing its pool", 0x62, driver, 0, left.size())
                .what(driver.objectName() + " was unloaded and has left " + left.size()
                        + (left.size() == 1 ? " allocation, " : " allocations, ")
                        + (bytes(left, true) + bytes(left, false)) + " bytes");
        for (PoolBlock block : left) {
            violation.fact("holders", block.describe());
        }
        throw violation
                .todo("free in IRP_MN_REMOVE_DEVICE what was allocated for a device, and in Unload what is left")
                .about(driver)
                .stop();
    }

    private static List<PoolBlock> left(KernelObject owner) {
        return owner instanceof DriverObject driver ? driver.pool().tracker().blocksOf(driver) : List.of();
    }

    private static int bytes(List<PoolBlock> blocks, boolean paged) {
        return blocks.stream()
                .filter(block -> block.type().isPaged() == paged)
                .mapToInt(PoolBlock::size)
                .sum();
    }

    private Violation violation(String title, Object... parameters) {
        return Violation.of(kernel, title, parameters);
    }
}
