package org.wdmsim.samples.toaster;

import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_BUSY;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.SystemPowerState;

/**
 * WAIT_WAKE in the bus driver. Each toaster may have one, kept until its lever is pressed, it is cancelled, or the toaster
 * goes. While any toaster has one, the bus has one of its own in its parent, because the signal comes that way.
 */
final class ToasterWake {
    // For each one that is kept two shares are held: of the PDO's remove lock until it is completed, because no PDO may
    // be
    // deleted before; and of the bus's, because the bus must not go before it was told.

    /** The deepest sleep from which a lever wakes the machine. */
    static final SystemPowerState SYSTEM_WAKE = SystemPowerState.POWER_SYSTEM_SLEEPING3;

    private ToasterWake() {}

    static NtStatus keep(DeviceObject device, ChildExtension ext, Irp irp) {
        BusExtension bus = ext.bus;
        if (bus == null || ext.pnp.is(DriverPnpState.SURPRISE_REMOVED)) {
            return irp.complete(STATUS_NO_SUCH_DEVICE);
        }
        var wanted = irp.location().parameters(IrpParameters.WaitWake.class).powerState();
        if (wanted.compareTo(SYSTEM_WAKE) > 0) {
            return irp.complete(STATUS_INVALID_DEVICE_STATE);
        }
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        status = bus.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            irp.complete(status);
            ext.removeLock.release(irp); // IoReleaseRemoveLock
            return status;
        }
        Irql old = device.io().acquireCancelSpinLock(); // IoAcquireCancelSpinLock
        NtStatus refusal = ext.waitWake != null ? STATUS_DEVICE_BUSY : irp.isCancelled() ? STATUS_CANCELLED : null;
        if (refusal == null) {
            ext.waitWake = irp;
            ext.waker = bus;
            bus.wakingChildren++;
            irp.markPending(); // IoMarkIrpPending
            irp.setCancelRoutine(ToasterWake::cancelled); // IoSetCancelRoutine
        }
        device.io().releaseCancelSpinLock(old); // IoReleaseCancelSpinLock
        if (refusal != null) {
            irp.complete(refusal);
            ext.removeLock.release(irp); // the IRP is gone; here it is only a tag
            bus.removeLock.release(irp);
            return refusal;
        }
        bus.waitWake.arm();
        return STATUS_PENDING;
    }

    private static void cancelled(DeviceObject device, Irp irp) {
        ChildExtension ext = device.extension(ChildExtension.class);
        BusExtension bus = forget(ext);
        device.io().releaseCancelSpinLock(irp.cancelIrql());
        over(ext, bus, irp, STATUS_CANCELLED);
    }

    /** Ends the WAIT_WAKE of a toaster, if it has one. */
    static void end(ChildExtension ext, NtStatus status) {
        DeviceObject device = ext.device();
        Irql old = device.io().acquireCancelSpinLock();
        Irp irp = ext.waitWake;
        BusExtension bus = null;
        if (irp != null) {
            irp.setCancelRoutine(null); // nobody cancels under this lock
            bus = forget(ext);
        }
        device.io().releaseCancelSpinLock(old);
        if (irp != null) {
            over(ext, bus, irp, status);
        }
    }

    /** Under the cancel spin lock. */
    private static BusExtension forget(ChildExtension ext) {
        ext.waitWake = null;
        ext.waker.wakingChildren--;
        return ext.waker;
    }

    private static void over(ChildExtension ext, BusExtension bus, Irp irp, NtStatus status) {
        irp.complete(status);
        ext.removeLock.release(irp); // from here on the toaster may be gone
        if (bus.wakingChildren == 0) {
            bus.waitWake.cancel();
        }
        bus.removeLock.release(irp);
    }

    /** The bus's own WAIT_WAKE has ended with success: whose lever was it? */
    static void signalled(BusExtension bus) {
        List<ChildExtension> pressed = new ArrayList<>();
        Irql old = bus.childLock.acquire(); // KeAcquireSpinLock
        for (ChildExtension child : bus.children) {
            if (child.leverPressed) {
                child.leverPressed = false;
                child.device().reference(); // ObReferenceObject: until its WAIT_WAKE has ended
                pressed.add(child);
            }
        }
        bus.childLock.release(old); // KeReleaseSpinLock
        for (ChildExtension child : pressed) {
            end(child, STATUS_SUCCESS);
            child.device().dereference(); // ObDereferenceObject
        }
    }
}
