package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.ToasterFunction;

/** Refuses a read of no bytes and keeps its share. REMOVE_DEVICE then waits for ever. */
@Broken(rule = "RemoveLockReleaseCleanup", shows = Broken.DEADLOCK, scenario = "surprise-removal", seed = 1)
public final class LeaksOnErrorPath extends ToasterFunction {
    @Override
    protected NtStatus dispatchRead(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        if (irp.location().parameters(IrpParameters.ReadWrite.class).length() == 0) {
            // FAULT: the share stays behind. Right: release(irp) before the return.
            return irp.complete(NtStatus.STATUS_INVALID_PARAMETER); // IoCompleteRequest
        }
        status = ext.pnp.is(DriverPnpState.NOT_STARTED)
                ? NtStatus.STATUS_DEVICE_NOT_READY
                : ext.reads.insert(irp); // IoCsqInsertIrpEx
        if (status.isSuccess()) {
            return NtStatus.STATUS_PENDING;
        }
        irp.complete(status);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }
}
