package org.wdmsim.io;

/** DRIVER_CANCEL: called when an IRP that a driver holds is cancelled. */
@FunctionalInterface
public interface CancelRoutine {
    /**
     * Releases the cancel spin lock first, then takes the IRP out of its queue and completes it.
     *
     * @irql DISPATCH_LEVEL, with the cancel spin lock held
     */
    void cancel(DeviceObject device, Irp irp);
}
