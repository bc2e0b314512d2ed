package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.ToasterFunction;

/** Asks for a share and goes on without one. A request that comes late is then sent to a device that is gone. */
@Broken(
        rule = "RemoveLockForward",
        // The late request: at a lower device that is gone, inside one that goes, or back again
        // with no share to release.
        shows = {
            "DRIVER_VERIFIER_IOMANAGER_VIOLATION",
            "DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL",
            "DRIVER_VERIFIER_DETECTED_VIOLATION"
        },
        scenario = "removal-races-client",
        seed = 351)
public final class IgnoresAcquire extends ToasterFunction {
    @Override
    protected NtStatus passThrough(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        // FAULT: nobody looks at the answer. Right: when it is no success, complete the IRP with it and stop.
        ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        NtStatus status = ext.lower.call(irp); // IoCallDriver
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }
}
