package org.wdmsim.samples.toaster;

import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_BUSY;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;

import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.SystemPowerState;

/** WAIT_WAKE in the bus driver: one for each toaster, kept until its lever is pressed, it is cancelled, or the toaster goes. */
final class ToasterWake {
    /** The deepest sleep from which a lever wakes the machine. */
    static final SystemPowerState SYSTEM_WAKE = SystemPowerState.POWER_SYSTEM_SLEEPING3;

    private ToasterWake() {}

    static NtStatus keep(DeviceObject device, ChildExtension ext, Irp irp) {
        var wanted = irp.location().parameters(IrpParameters.WaitWake.class).powerState();
        if (wanted.compareTo(SYSTEM_WAKE) > 0) {
            return irp.complete(STATUS_INVALID_DEVICE_STATE);
        }
        Irql old = device.io().acquireCancelSpinLock(); // IoAcquireCancelSpinLock
        NtStatus refusal = ext.waitWake != null ? STATUS_DEVICE_BUSY : irp.isCancelled() ? STATUS_CANCELLED : null;
        if (refusal == null) {
            ext.waitWake = irp;
            irp.markPending(); // IoMarkIrpPending
            irp.setCancelRoutine(ToasterWake::cancelled); // IoSetCancelRoutine
        }
        device.io().releaseCancelSpinLock(old); // IoReleaseCancelSpinLock
        return refusal == null ? STATUS_PENDING : irp.complete(refusal);
    }

    private static void cancelled(DeviceObject device, Irp irp) {
        device.extension(ChildExtension.class).waitWake = null;
        device.io().releaseCancelSpinLock(irp.cancelIrql());
        irp.complete(STATUS_CANCELLED);
    }

    /** Ends the WAIT_WAKE of a toaster, if it has one. */
    static void end(ChildExtension ext, NtStatus status) {
        DeviceObject device = ext.device();
        Irql old = device.io().acquireCancelSpinLock();
        Irp irp = ext.waitWake;
        if (irp != null) {
            irp.setCancelRoutine(null); // nobody cancels under this lock
            ext.waitWake = null;
        }
        device.io().releaseCancelSpinLock(old);
        if (irp != null) {
            irp.complete(status);
        }
    }
}
