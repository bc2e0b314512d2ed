package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.WakingToaster;

/**
 * Does not cancel its WAIT_WAKE, and waits for it before it passes REMOVE_DEVICE down. The bus driver would end the
 * WAIT_WAKE in REMOVE_DEVICE, which never comes there.
 */
@Broken(rule = "WAIT_WAKE", shows = Broken.DEADLOCK, scenario = "toaster-wakes-machine", seed = 1)
public final class ForgetsWaitWake extends WakingToaster {
    /** A broken function driver. */
    public ForgetsWaitWake() {}

    @Override
    protected void stopping(ToasterExtension ext) {
        // FAULT: the WAIT_WAKE stays in the bus driver, with its share. Right: ext.waitWake.cancel().
    }

    @Override
    protected NtStatus removeDevice(DeviceObject device, ToasterExtension ext, Irp irp) {
        stopForGood(ext, DriverPnpEvent.REMOVE);
        // In this order nobody helps. Passed down first, the bus driver would have ended what was left behind.
        ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
        irp.setStatus(NtStatus.STATUS_SUCCESS);
        irp.skipLocation();
        NtStatus status = ext.lower.call(irp);
        ext.lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        return status;
    }
}
