package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DOE_DELETE_PENDING;

import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;

/** The end of a device object: deletion, and when the memory goes. */
final class DeviceMemory {
    // The open count changes under the dispatcher lock; the PnP manager is told outside of it.
    private DeviceMemory() {}

    static void delete(DeviceObject device) {
        device.mustNotBeFreed("IoDeleteDevice");
        Kernel kernel = device.kernel();
        if (device.timer() != null) {
            device.timer().stopWithin();
        }
        kernel.lockSaid();
        try {
            if (device.isDeletePending()) {
                throw DeviceFaults.deletedTwice(device);
            }
            device.io().shutdownNotifications().unregister(device);
            if (device.deviceName() != null) {
                device.io().names().remove(device.deviceName());
            }
            device.setExtensionFlags(DOE_DELETE_PENDING);
        } finally {
            kernel.unlock();
        }
        settle(device);
    }

    /** Does what waited for the last open or attachment. */
    static void settle(DeviceObject device) {
        Kernel kernel = device.kernel();
        boolean unlinks;
        kernel.lockSaid();
        try {
            unlinks = device.isDeletePending() && device.linked && !device.isOpen() && device.attachedDevice() == null;
            if (unlinks) {
                device.touch(DeviceState.EXTENSION_FLAGS, Touch.WRITE); // nobody else may unlink it
                device.linked = false;
                device.driver().unlink(device);
            }
        } finally {
            kernel.unlock();
        }
        if (unlinks) {
            device.io().deviceUnlinked(device);
            device.header().dereferenceNow("IoDeleteDevice", DeviceObjectType.CREATED);
        }
    }

    /** DeleteProcedure: the last reference is gone. */
    static void free(DeviceObject device) {
        Kernel kernel = device.kernel();
        device.markFreed();
        device.freedAt = kernel.options().callSites() ? kernel.placeNow() : "";
        kernel.note(IoStep.DEVICE_FREED, device, null, null);
        List<KernelObject> pending = kernel.pendingIn(device);
        if (!pending.isEmpty()) {
            throw DeviceFaults.freedWithPending(device, pending.get(0));
        }
        device.io().deviceFreed(device);
    }

    /** A file object that was opened through the device is gone. */
    static void closed(DeviceObject device) {
        Kernel kernel = device.kernel();
        boolean wasLast;
        kernel.lockSaid();
        try {
            device.countOpen(-1);
            wasLast = device.openCount == 0;
        } finally {
            kernel.unlock();
        }
        if (wasLast) {
            settle(device);
            device.io().openCountIsZero(device);
        }
    }
}
