package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMinor.IRP_MN_SET_POWER;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.PnpDeviceState.PNP_DEVICE_FAILED;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_WORKING;

import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.PowerState;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.po.Po;

/**
 * DispatchPower of a function driver: it is the power policy owner, and turns the state of the machine into the state of its
 * device. The machine works: D0; it sleeps: D3. The toaster and its bus have the same policy.
 *
 * <pre>
 *   SET_POWER S3 ↓   kept on the way up → PoRequestPowerIrp(D3) → completed in the callback
 *   SET_POWER S0 ↓   let go on the way up; PoRequestPowerIrp(D0), and the machine does not wait for it
 *   SET_POWER D3 ↓   sleeps, then passed down
 *   SET_POWER D0 ↑   passed down; wakes on the way up
 * </pre>
 *
 * <p>A device that is off when not even the IRP for D0 can be had would stay off, and what is held for D0 would wait for
 * ever. What to do then is not documented; here the driver says that its device has failed. The PnP manager takes it away,
 * and what was held fails in SURPRISE_REMOVAL. An IRP for D0 that was sent and fails is the bus driver's to report.
 *
 * @source learn.microsoft.com, "Handling System Power State Requests", "IRP_MN_QUERY_PNP_DEVICE_STATE"
 */
public final class PowerPolicy {
    // A share of the remove lock is held for a system IRP until the device IRP that it leads to has called back:
    // until then there is code of this driver to come. Its tag is the system IRP.
    private final DeviceObject device;
    private final DeviceObject pdo;
    private final RemoveLock removeLock;
    private final Runnable falls;
    private final Runnable wakes;

    // Written by power IRPs and by START_DEVICE, which do not overlap; QUERY_PNP_DEVICE_STATE looks.
    private volatile DevicePowerState deviceState = POWER_DEVICE_D3;
    private volatile boolean failed;

    /**
     * A policy for one device.
     *
     * @param pdo what AddDevice was given; IoInvalidateDeviceState takes no other
     * @param falls what the driver does before its device leaves D0
     * @param wakes what it does when its device is in D0 again, at most at DISPATCH_LEVEL
     */
    PowerPolicy(DeviceObject device, DeviceObject pdo, RemoveLock removeLock, Runnable falls, Runnable wakes) {
        this.device = device;
        this.pdo = pdo;
        this.removeLock = removeLock;
        this.falls = falls;
        this.wakes = wakes;
    }

    /** START_DEVICE has switched the device on; no power IRP comes for that. */
    void started() {
        failed = false;
        setState(POWER_DEVICE_D0);
    }

    /** IRP_MN_QUERY_PNP_DEVICE_STATE, on its way down: says so if the device has failed. */
    void addDeviceState(Irp irp) {
        if (failed) {
            irp.setInformation(irp.information() | PNP_DEVICE_FAILED);
            irp.setStatus(STATUS_SUCCESS);
        }
    }

    /** DispatchPower; never waits. */
    public NtStatus dispatch(DeviceObject lower, Irp irp) {
        NtStatus status = removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        if (irp.location().parameters() instanceof IrpParameters.Power power) {
            if (power.state().isSystem()) {
                irp.markPending(); // IoMarkIrpPending
                irp.copyLocationToNext(); // IoCopyCurrentIrpStackLocationToNext
                irp.setCompletionRoutine(this::systemDone, power.state(), true, true, true); // IoSetCompletionRoutine
                lower.call(irp); // IoCallDriver
                return STATUS_PENDING;
            }
            if (irp.location().minor() == IRP_MN_SET_POWER) {
                if (power.state() == POWER_DEVICE_D0) {
                    irp.copyLocationToNext();
                    irp.setCompletionRoutine(this::poweredUp, null, true, true, true);
                    return lower.call(irp);
                }
                falls.run();
                setState((DevicePowerState) power.state());
            }
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = lower.call(irp);
        removeLock.release(irp); // the IRP is gone; here it is only a tag
        return status;
    }

    /** The drivers below have done their part of a system IRP. */
    private NtStatus systemDone(DeviceObject same, Irp irp, Object context) {
        boolean up = context == POWER_SYSTEM_WORKING;
        if (!irp.status().isSuccess()) {
            removeLock.release(irp); // a driver below has refused
            return STATUS_CONTINUE_COMPLETION;
        }
        NtStatus asked = Po.requestPowerIrp( // PoRequestPowerIrp
                device,
                irp.location().minor(),
                up ? POWER_DEVICE_D0 : POWER_DEVICE_D3,
                up ? this::upDone : this::downDone,
                irp);
        if (asked == STATUS_PENDING) {
            return up ? STATUS_CONTINUE_COMPLETION : STATUS_MORE_PROCESSING_REQUIRED;
        }
        if (up && deviceState != POWER_DEVICE_D0) {
            failed = true; // first, or the question comes before the answer
            pdo.invalidateState(); // IoInvalidateDeviceState
        }
        removeLock.release(irp); // there will be no callback; a system set-power does not fail for that
        return STATUS_CONTINUE_COMPLETION;
    }

    /** The device sleeps: so may the machine. */
    private void downDone(DeviceObject same, IrpMinor minor, PowerState state, Object systemIrp, NtStatus status) {
        ((Irp) systemIrp).complete(status);
        removeLock.release(systemIrp);
    }

    /** The device is on; the system IRP was completed long ago and is only a tag. */
    private void upDone(DeviceObject same, IrpMinor minor, PowerState state, Object systemIrp, NtStatus status) {
        removeLock.release(systemIrp);
    }

    /** D0 has reached the bus driver and comes back. */
    private NtStatus poweredUp(DeviceObject same, Irp irp, Object context) {
        if (irp.pendingReturned()) {
            irp.markPending();
        }
        if (irp.status().isSuccess()) {
            setState(POWER_DEVICE_D0);
            wakes.run();
        }
        removeLock.release(irp);
        return STATUS_CONTINUE_COMPLETION;
    }

    private void setState(DevicePowerState state) {
        deviceState = state;
        Po.setPowerState(device, state); // PoSetPowerState
    }
}
