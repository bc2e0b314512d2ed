package org.wdmsim.io;

/**
 * What the I/O manager tells a power manager. The I/O manager does not know who listens; the package {@code po} does the
 * listening.
 */
public interface PowerManagement {
    /** The last reference to a device is gone. */
    void deviceFreed(DeviceObject device);
}
