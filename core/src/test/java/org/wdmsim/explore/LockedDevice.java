package org.wdmsim.explore;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;

/** A driver with a device that has nothing but a remove lock in its extension. */
final class LockedDevice {
    private static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
    }

    private LockedDevice() {}

    /** Its lock, ready to be used; called on a thread of the machine. */
    static RemoveLock make(Machine machine) {
        DriverObject driver = machine.io()
                .loadDriver("d", (object, path) -> NtStatus.STATUS_SUCCESS)
                .value();
        Extension extension = new Extension();
        driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0);
        extension.lock.initialize("Test", 0, 0);
        return extension.lock;
    }
}
