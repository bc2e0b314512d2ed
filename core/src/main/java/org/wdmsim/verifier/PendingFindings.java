package org.wdmsim.verifier;

import java.util.Set;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.Kernel;

/** What {@link PendingChecks} says. */
final class PendingFindings {
    /** Memory that nobody has written, or that was freed, as debug builds fill it. */
    private static final Set<Integer> FILL_PATTERNS =
            Set.of(0xCCCCCCCC, 0xCDCDCDCD, 0xDDDDDDDD, 0xFEEEFEEE, 0xBAADF00D);

    private final Kernel kernel;

    PendingFindings(Kernel kernel) {
        this.kernel = kernel;
    }

    private Violation about(int number, String title, IrpVisit visit) {
        return Violation.ofIo(kernel, title, number).about(visit.irp);
    }

    Error sentAgain(IrpVisit visit) {
        return about(0x205, "IRP forwarded again while lower drivers have it", visit)
                .parameters(0, visit.irp)
                .what(visit.routine() + ", calls IoCallDriver, but it has sent the IRP down and not got it back")
                .todo("send an IRP down once; to send it again, keep it with STATUS_MORE_PROCESSING_REQUIRED in a"
                        + " completion routine first")
                .stop();
    }

    Error completedBelow(IrpVisit visit) {
        return about(0x209, "IRP completed while lower drivers have it", visit)
                .parameters(0, visit.irp)
                .what(visit.routine() + ", calls IoCompleteRequest, but it has sent the IRP down and not got it back")
                .todo(
                        "return what IoCallDriver returned; to complete it yourself, keep it with"
                                + " STATUS_MORE_PROCESSING_REQUIRED in a completion routine, and wait when STATUS_PENDING comes back")
                .stop();
    }

    Error cancelRoutineBelow(IrpVisit visit) {
        return about(0x229, "cancel routine set while lower drivers have the IRP", visit)
                .what(visit.routine() + ", calls IoSetCancelRoutine, but it has sent the IRP down and not got it back")
                .todo("set a cancel routine only while the IRP is in a queue of your own")
                .stop();
    }

    Error returnedButNotMarked(IrpVisit visit) {
        return about(0x23D, "STATUS_PENDING returned without IoMarkIrpPending", visit)
                .parameters(0, visit.irp, visit.returned)
                .what(visit.routine() + ", returned STATUS_PENDING, but its stack location was not marked pending")
                .todo(
                        "call IoMarkIrpPending before the IRP is queued or sent on, and return STATUS_PENDING exactly then;"
                                + " or return what IoCallDriver returned and let the completion routine mark the IRP when"
                                + " PendingReturned is set")
                .stop();
    }

    Error markedButNotReturned(IrpVisit visit) {
        return about(0x23E, "IRP marked pending, but STATUS_PENDING not returned", visit)
                .parameters(0, visit.irp, visit.returned)
                .what(visit.routine() + ", returned " + visit.returned + ", but its stack location was marked pending")
                .todo(
                        "return STATUS_PENDING when you have called IoMarkIrpPending, and when IoCallDriver has returned it"
                                + " and you do not wait for the IRP")
                .stop();
    }

    Error lost(IrpVisit visit) {
        String how = visit.isBelow
                ? ", although the drivers below have pended the IRP"
                : ", but the IRP was neither completed nor passed on nor pended";
        return about(0x226, "IRP neither completed, passed on nor pended", visit)
                .parameters(0, visit.irp)
                .what(visit.routine() + ", returned " + visit.returned + how)
                .todo("end every way through a dispatch routine with IoCompleteRequest, with IoCallDriver, or with"
                        + " IoMarkIrpPending, a queue and STATUS_PENDING")
                .stop();
    }

    Error otherStatus(IrpVisit visit) {
        return about(0x224, "returned status differs from IoStatus.Status", visit)
                .parameters(0, visit.irp, visit.statusWhenLeft)
                .what(visit.routine() + ", returned " + visit.returned + ", but the IRP was completed with "
                        + visit.statusWhenLeft)
                .todo("copy the status to a local variable before IoCompleteRequest and return that")
                .stop();
    }

    Error eventWasSignalled(IrpVisit visit) {
        return about(0x307, "request issued with an event that was already signalled", visit)
                .parameters(0, visit.irp)
                .what(visit.irp.objectName() + ", " + visit.request + ", was sent with an event that was signalled, and"
                        + " STATUS_PENDING came back: the wait for it would not wait")
                .todo("give each request an event that is not signalled: KeInitializeEvent or KeClearEvent before"
                        + " IoCallDriver")
                .stop();
    }

    Error notPropagated(Irp irp, KernelObject device) {
        return Violation.ofIo(kernel, "completion routine did not propagate the pending bit", 0x228, 0, irp)
                .about(irp)
                .what("the completion routine of "
                        + (device == null ? "the originator" : device.objectName()) + " for " + irp.objectName()
                        + " lets completion go on, but has not called IoMarkIrpPending although PendingReturned is set")
                .todo("begin such a routine with: if (Irp->PendingReturned) IoMarkIrpPending(Irp)")
                .stop();
    }

    void suspiciousStatus(IrpVisit visit, NtStatus status) {
        if (status != null && status.value() == -1) {
            throw about(0x225, "illegal status returned", visit)
                    .parameters(0, visit.irp, status)
                    .what(visit.routine() + ", returned 0xFFFFFFFF, which is no status")
                    .todo("return the status that the IRP was completed with, what IoCallDriver returned, or"
                            + " STATUS_PENDING")
                    .stop();
        }
        if (status == null || FILL_PATTERNS.contains(status.value())) {
            throw about(0x21B, "suspicious status returned", visit)
                    .parameters(0, visit.irp, status)
                    .what(visit.routine() + ", returned " + status + ": a variable that nobody has set")
                    .todo("set the status on every way through the dispatch routine")
                    .stop();
        }
    }

    /** Slow, not wrong: a warning. */
    void copiedForNothing(Irp irp) {
        kernel.note(
                IoStep.VERIFIER_WARNING,
                irp,
                "0x21C",
                "IoCopyCurrentIrpStackLocationToNext without a completion routine; IoSkipCurrentIrpStackLocation does it"
                        + " faster");
    }
}
