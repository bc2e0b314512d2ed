package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** IoReuseIrp and IoInitializeIrp: an IRP as new. */
final class IrpMemory {
    private IrpMemory() {}

    static void reuse(Irp irp, NtStatus status) {
        irp.mustBeAlive("IoReuseIrp");
        mustBeTheDrivers(irp, "IoReuseIrp");
        zero(irp, status);
    }

    static void initialize(Irp irp) {
        irp.mustBeAlive("IoInitializeIrp");
        if (irp.kind() == IrpKind.ALLOCATED) {
            throw IrpFaults.badInitialize(
                    irp,
                    "IoInitializeIrp",
                    0x20D,
                    "which IoAllocateIrp has made: what it holds would be lost",
                    "use IoReuseIrp for such an IRP");
        }
        mustBeTheDrivers(irp, "IoInitializeIrp");
        zero(irp, NtStatus.STATUS_SUCCESS);
    }

    private static void mustBeTheDrivers(Irp irp, String routine) {
        if (irp.kind() != IrpKind.ALLOCATED && irp.kind() != IrpKind.INITIALIZED) {
            throw IrpFaults.badInitialize(
                    irp,
                    routine,
                    0x311,
                    "which the I/O manager has made with buffers or for a thread",
                    "allocate a new IRP for each such request");
        }
        if (irp.currentLocation <= irp.locations.length || irp.stage == IrpCompletion.WALKING) {
            throw IrpFaults.badInitialize(
                    irp,
                    routine,
                    0x310,
                    "which drivers below still have",
                    "wait until your completion routine has kept it with STATUS_MORE_PROCESSING_REQUIRED");
        }
    }

    private static void zero(Irp irp, NtStatus status) {
        for (IoStackLocation location : irp.locations) {
            location.zero();
        }
        irp.currentLocation = irp.locations.length + 1;
        irp.stage = IrpCompletion.OWNED;
        irp.status = status;
        irp.information = 0;
        irp.result = null;
        irp.pendingReturned = false;
        irp.zeroDriverContext();
        if (irp.cancel || irp.cancelRoutine != null) {
            irp.cancel = false;
            irp.cancelRoutine = null;
        }
        irp.systemBuffer = null;
        irp.mdlAddress = null;
        irp.userBuffer = null;
        irp.userIosb = null;
        irp.userEvent = null;
        irp.associatedIrpCount = 0;
    }
}
