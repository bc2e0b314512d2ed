package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.ToasterFunction;

/** Deletes its device without waiting. A request that is still inside then touches an extension that is gone. */
@Broken(
        rule = "RemoveLockCheck",
        // A request inside: its share is found at the delete, the device below at its call, or its extension freed.
        shows = {
            "DRIVER_VERIFIER_DETECTED_VIOLATION",
            "DRIVER_VERIFIER_IOMANAGER_VIOLATION",
            "DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL"
        },
        scenario = "removal-races-client",
        seed = 351)
public final class DeletesWithoutWaiting extends ToasterFunction {
    @Override
    protected NtStatus removeDevice(DeviceObject device, ToasterExtension ext, Irp irp) {
        stopForGood(ext, DriverPnpEvent.REMOVE);
        irp.setStatus(NtStatus.STATUS_SUCCESS);
        irp.skipLocation();
        NtStatus status = ext.lower.call(irp);
        // FAULT: gives up its own share and does not wait for the others. Right: releaseAndWait(irp).
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        ext.lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        return status;
    }
}
