package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;

import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.PowerState;
import org.wdmsim.po.Po;

/**
 * A toaster whose lever wakes the machine: the function driver keeps a WAIT_WAKE in the bus driver from START_DEVICE until
 * the device goes.
 *
 * <p>The WAIT_WAKE holds a share of the remove lock until its callback has run. So it must be cancelled before REMOVE_DEVICE
 * waits.
 *
 * @source learn.microsoft.com, "Canceling a Wait/Wake IRP"
 */
public class WakingToaster extends ToasterFunction {
    // The IRP is freed when its callback has run, and the canceller must not touch it then. Who of the two comes second
    // goes on: a completion routine that finds CANCELLING keeps the IRP for the canceller, who completes it.
    /** Who may touch the WAIT_WAKE. */
    public enum Wake {
        /** There is none. */
        NONE,
        /** It is on its way or waits in the bus driver. */
        ARMED,
        /** The canceller is about to call IoCancelIrp, or inside. */
        CANCELLING,
        /** It has come back. */
        COMPLETED
    }

    private static final String SHARE = "WAIT_WAKE";

    /** A function driver. */
    public WakingToaster() {}

    @Override
    protected void started(DeviceObject device, ToasterExtension ext) {
        arm(device, ext);
    }

    @Override
    protected void stopping(ToasterExtension ext) {
        cancelWake(ext);
    }

    private void arm(DeviceObject device, ToasterExtension ext) {
        if (!ext.wake.compareAndSet(Wake.NONE, Wake.ARMED)) {
            return; // a cancel that follows no query
        }
        if (!ext.removeLock.acquire(SHARE).isSuccess()) { // IoAcquireRemoveLock
            ext.wake.set(Wake.NONE);
            return;
        }
        NtStatus status = Po.requestPowerIrp( // PoRequestPowerIrp
                device, IRP_MN_WAIT_WAKE, POWER_SYSTEM_SLEEPING3, this::woken, ext, irp -> ext.waitWake = irp);
        if (status != STATUS_PENDING) {
            ext.wake.set(Wake.NONE);
            ext.removeLock.release(SHARE);
        } else if (!ext.pnp.is(DriverPnpState.STARTED)) {
            cancelWake(ext); // the device went meanwhile, and whoever stopped it found nothing to cancel
        }
    }

    /** DispatchPower: a WAIT_WAKE is the driver's own; a completion routine tells when it comes back. */
    @Override
    protected NtStatus dispatchPower(DeviceObject device, Irp irp) {
        if (irp.location().minor() != IRP_MN_WAIT_WAKE) {
            return super.dispatchPower(device, irp);
        }
        ToasterExtension ext = device.extension(ToasterExtension.class);
        irp.markPending(); // IoMarkIrpPending
        irp.copyLocationToNext(); // IoCopyCurrentIrpStackLocationToNext
        irp.setCompletionRoutine(this::waitWakeBack, ext, true, true, true); // IoSetCompletionRoutine
        ext.lower.call(irp); // IoCallDriver
        return STATUS_PENDING;
    }

    private NtStatus waitWakeBack(DeviceObject device, Irp irp, Object context) {
        ToasterExtension ext = (ToasterExtension) context;
        return ext.wake.getAndSet(Wake.COMPLETED) == Wake.CANCELLING
                ? STATUS_MORE_PROCESSING_REQUIRED
                : STATUS_CONTINUE_COMPLETION;
    }

    /** Cancels the WAIT_WAKE, if there is one. */
    protected final void cancelWake(ToasterExtension ext) {
        Irp irp = ext.waitWake;
        if (irp == null || !ext.wake.compareAndSet(Wake.ARMED, Wake.CANCELLING)) {
            return;
        }
        irp.cancel(); // IoCancelIrp
        if (!ext.wake.compareAndSet(Wake.CANCELLING, Wake.ARMED)) {
            irp.complete(); // it came back meanwhile, and was kept for us
        }
    }

    /** The WAIT_WAKE is over: by the lever, by us, or because the device went. */
    private void woken(DeviceObject device, IrpMinor minor, PowerState state, Object context, NtStatus status) {
        ToasterExtension ext = (ToasterExtension) context;
        ext.waitWake = null;
        ext.wake.set(Wake.NONE);
        if (status.isSuccess() && ext.pnp.is(DriverPnpState.STARTED)) {
            arm(device, ext); // once more; D0 comes with the machine's own S0
        }
        ext.removeLock.release(SHARE); // IoReleaseRemoveLock
    }
}
