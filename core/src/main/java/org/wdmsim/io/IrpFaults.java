package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;

/** What the I/O manager says when an IRP is used wrongly; each stops the machine: {@code throw IrpFaults....} */
final class IrpFaults {
    private IrpFaults() {}

    static Error noMoreLocations(Irp irp, String routine) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS, "out of stack locations")
                        .parameters(irp)
                        .what(routine + " needs a stack location, but " + irp.objectName() + " was made with "
                                + irp.stackCount() + " and all are in use")
                        .todo(
                                "allocate the IRP with the StackSize of the device it is sent to; skip where no completion"
                                        + " routine is set"));
    }

    static Error completedTwice(Irp irp) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS, "IRP completed twice")
                        .parameters(irp)
                        .what("IoCompleteRequest on " + irp.objectName() + ", which has been completed before")
                        .todo("find the two drivers that both believe they own the IRP; after IoCallDriver or"
                                + " IoCompleteRequest a driver owns it no longer"));
    }

    static Error usedAfterFree(Irp irp, String routine) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, "IRP used after it was completed")
                        .parameters(irp, 0)
                        .what(routine + " on " + irp.objectName() + ", which was completed and freed")
                        .todo("copy what you need from an IRP before you pass it down or complete it"));
    }

    static Error badFree(Irp irp) {
        int sub = irp.isFreed() ? 0x01 : irp.kind().isFreedByDriver() ? 0x20A : 0x20C;
        return stop(
                irp,
                BugCheck.of(
                                BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION,
                                "IoFreeIrp on an IRP that is not the caller's")
                        .parameters(sub, irp)
                        .what("IoFreeIrp on " + irp.objectName()
                                + (sub == 0x01
                                        ? ", which was freed before"
                                        : sub == 0x20A
                                                ? ", which drivers below still have"
                                                : ", which the I/O manager made and frees itself"))
                        .todo("free an IRP once, in its completion routine, and return STATUS_MORE_PROCESSING_REQUIRED"
                                + " there"));
    }

    static Error badInitialize(Irp irp, String routine, int sub, String why, String todo) {
        return stop(
                irp,
                BugCheck.of(
                                BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION,
                                routine + " on an IRP that must not be initialised")
                        .parameters(sub, irp)
                        .what(routine + " on " + irp.objectName() + ", " + why)
                        .todo(todo));
    }

    static Error sentAfterItsEnd(Irp irp, DeviceObject target) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "IoCallDriver with an IRP that is gone")
                        .parameters(0x03, irp)
                        .what("IoCallDriver sends " + irp.objectName() + " to " + target.objectName()
                                + ", but the IRP was completed or freed before")
                        .todo("send an IRP on or complete it, never one after the other"));
    }

    static Error sentToNobody(Irp irp) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "IoCallDriver on a null device object")
                        .parameters(0x204, 0, irp)
                        .what("IoCallDriver with " + irp.objectName()
                                + " and no device: the driver never attached, or has" + " cleared its pointer")
                        .todo("keep what IoAttachDeviceToDeviceStack returned, and send nothing after IoDetachDevice"));
    }

    static Error sentToTheDead(Irp irp, DeviceObject target) {
        return irp.kernel()
                .bugCheck(BugCheck.of(
                                BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION,
                                "IoCallDriver on a device that is gone")
                        .parameters(0x04, target)
                        .what("IoCallDriver sends " + irp.objectName() + " to " + target.objectName()
                                + ", whose memory was freed when its last reference went")
                        .todo(
                                "hold a share of your own remove lock from dispatch entry until the IRP has been passed on;"
                                        + " detach only after IoReleaseRemoveLockAndWait")
                        .about(target)
                        .build());
    }

    static Error cancelRoutineInCompleted(Irp irp) {
        return stop(
                irp,
                BugCheck.of(BugCheckCode.CANCEL_STATE_IN_COMPLETED_IRP, "IRP completed with its cancel routine set")
                        .parameters(irp)
                        .what("IoCancelIrp on " + irp.objectName()
                                + ", which was completed while its cancel routine was set")
                        .todo("take the cancel routine back with IoSetCancelRoutine(NULL) before completing"));
    }

    private static Error stop(Irp irp, BugCheck.Builder check) {
        return irp.kernel().bugCheck(check.about(irp).build());
    }

    /** A cancel routine released the cancel spin lock with another IRQL than the IRP's CancelIrql. */
    static Error cancelledAtAnotherIrql(Irp irp, DeviceObject device, Irql wanted, Irql found) {
        return irp.kernel()
                .bugCheck(BugCheck.of(BugCheckCode.IRQL_UNEXPECTED_VALUE, "cancel routine returned at another IRQL")
                        .parameters((found.level() << 16) | (wanted.level() << 8), device, irp)
                        .what("the cancel routine of " + irp.objectName() + " returned at " + found
                                + "; IoCancelIrp was called at " + wanted)
                        .todo("give Irp->CancelIrql to IoReleaseCancelSpinLock, in the cancel routine")
                        .about(irp)
                        .build());
    }
}
