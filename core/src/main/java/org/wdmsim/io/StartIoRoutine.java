package org.wdmsim.io;

/** DRIVER_STARTIO: starts the device on the one packet that is current. */
@FunctionalInterface
public interface StartIoRoutine {
    /**
     * Starts the device. The packet is completed later, mostly by a DPC, which then calls
     * {@link StartIo#startNextPacket}.
     *
     * @irql DISPATCH_LEVEL
     */
    void startIo(DeviceObject device, Irp irp);
}
