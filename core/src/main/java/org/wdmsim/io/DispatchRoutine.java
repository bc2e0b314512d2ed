package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** DRIVER_DISPATCH: one entry of a driver's dispatch table. */
@FunctionalInterface
public interface DispatchRoutine {
    /**
     * Handles an IRP: completes it, passes it on, or marks it pending and keeps it.
     *
     * @irql PASSIVE_LEVEL for most majors; at most DISPATCH_LEVEL for read, write, device control and power
     * @return the status it completed the IRP with, what the lower driver returned, or {@code STATUS_PENDING}
     */
    NtStatus dispatch(DeviceObject device, Irp irp);
}
