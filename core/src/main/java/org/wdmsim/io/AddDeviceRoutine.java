package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** DRIVER_ADD_DEVICE: makes a device object for a device that the driver is to serve, and attaches it. */
@FunctionalInterface
public interface AddDeviceRoutine {
    /**
     * Called once for each device, bottom-up along the stack.
     *
     * @irql PASSIVE_LEVEL, in a system thread
     * @param driver the driver's own driver object
     * @param pdo the bottom of the stack to attach to
     * @return {@code STATUS_SUCCESS}, also for a filter that does not want this device and attached nothing
     */
    NtStatus addDevice(DriverObject driver, DeviceObject pdo);
}
