package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** A driver's image: what the I/O manager calls when it loads it. */
@FunctionalInterface
public interface Driver {
    /**
     * DriverEntry: fills the driver object's dispatch table, AddDevice and Unload.
     *
     * @irql PASSIVE_LEVEL, in a system thread
     * @param driver the driver object to fill
     * @param registryPath the service's key, {@code \Registry\Machine\System\CurrentControlSet\Services\name}
     * @return {@code STATUS_SUCCESS}; anything else unloads the image without calling Unload
     */
    NtStatus driverEntry(DriverObject driver, String registryPath);
}
