package org.wdmsim.verifier;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.trace.TraceEvent;

/** A cancelled IRP is completed in time: within the five minutes for which the I/O manager waits at thread exit. */
final class CancelChecks {
    private static final int MINUTES = 5;

    private static final Set<StepKind> LOOKED_AT =
            Set.of(IoStep.IO_CANCEL_IRP, IoStep.COMPLETION_ENTER, IoStep.IRP_FINISHED, IoStep.IO_FREE_IRP);

    // In the order of cancelling, so that the first one is the oldest.
    private final Kernel kernel;
    private final Map<Irp, Long> cancelled = new LinkedHashMap<>();

    CancelChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Steps that begin or end the wait; while {@link #isWaiting} each step is looked at, because time passes. */
    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind);
    }

    /** True while an IRP is cancelled and not completed. */
    boolean isWaiting() {
        return !cancelled.isEmpty();
    }

    void before(TraceEvent event) {
        if (event.kind() instanceof IoStep step) {
            switch (step) {
                case IO_CANCEL_IRP -> {
                    Irp irp = (Irp) event.subject();
                    if (irp != null && !irp.isFreed() && irp.currentLocation() <= irp.stackCount()) {
                        cancelled.putIfAbsent(irp, event.ticks());
                    }
                }
                case COMPLETION_ENTER -> {
                    Irp irp = (Irp) event.first();
                    if (irp.currentLocation() > irp.stackCount()) {
                        cancelled.remove(irp); // back at its creator
                    }
                }
                case IRP_FINISHED, IO_FREE_IRP -> cancelled.remove((Irp) event.subject());
                default -> {
                    // Nothing that ends or begins the wait.
                }
            }
        }
        if (!cancelled.isEmpty()) {
            judge(event.ticks());
        }
    }

    private void judge(long now) {
        Iterator<Map.Entry<Irp, Long>> oldest = cancelled.entrySet().iterator();
        Map.Entry<Irp, Long> entry = oldest.next();
        long allowed = MINUTES * kernel.options().ticksPerMinute();
        if (now - entry.getValue() < allowed) {
            return;
        }
        Irp irp = entry.getKey();
        oldest.remove();
        throw kernel.bugCheck(
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "cancelled IRP not completed in time")
                        .parameters(0x135, irp, (int) (allowed / KernelOptions.TICKS_PER_MILLISECOND))
                        .what("IoCancelIrp was called on " + irp.objectName() + ", " + irp.request() + ", " + MINUTES
                                + " minutes ago, and it is not completed")
                        .todo(
                                "give each IRP that may stay long in a queue a cancel routine, or use a cancel-safe queue (IO_CSQ)")
                        .about(irp)
                        .build());
    }
}
