package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.toaster.FilterExtension;
import org.wdmsim.samples.toaster.SparkleFilter;

/** A filter that detaches first and passes REMOVE_DEVICE down afterwards. A D0 IRP may still be inside it. */
@Broken(
        rule = "RemoveLockMnRemove",
        shows = "DRIVER_VERIFIER_DETECTED_VIOLATION",
        scenario = "removal-races-power-up",
        seed = 199)
public final class LeavesBeforePassingDown extends SparkleFilter {
    /** A broken filter. */
    public LeavesBeforePassingDown() {}

    @Override
    protected NtStatus removeDevice(DeviceObject device, FilterExtension ext, Irp irp) {
        ext.pnp.on(DriverPnpEvent.REMOVE);
        DeviceObject lower = ext.lower;
        // FAULT: leaves while others may be inside. Right: pass down, releaseAndWait(irp), detach, delete.
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        irp.setStatus(NtStatus.STATUS_SUCCESS);
        irp.skipLocation();
        return lower.call(irp);
    }
}
