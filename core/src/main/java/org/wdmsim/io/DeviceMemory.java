package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DOE_DELETE_PENDING;

import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** The end of a device object: deletion, references, and when the memory goes. */
final class DeviceMemory {
    // The counts change under the dispatcher lock; the PnP manager is told outside of it.
    private DeviceMemory() {}

    static void delete(DeviceObject device) {
        device.mustNotBeFreed("IoDeleteDevice");
        Kernel kernel = device.kernel();
        if (device.timer() != null) {
            device.timer().stopWithin();
        }
        kernel.lock();
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

    /** Does what waited for the last open, attachment or reference. */
    static void settle(DeviceObject device) {
        Kernel kernel = device.kernel();
        boolean unlinks;
        boolean frees;
        kernel.lock();
        try {
            unlinks =
                    device.isDeletePending() && device.linked && device.openCount == 0 && device.attachedDevice == null;
            if (unlinks) {
                device.linked = false;
                device.driver().unlink(device);
                device.pointerCount--;
            }
            frees = device.pointerCount == 0 && !device.isFreed();
        } finally {
            kernel.unlock();
        }
        if (unlinks) {
            device.io().deviceUnlinked(device);
        }
        if (frees) {
            free(device, kernel);
        }
    }

    private static void free(DeviceObject device, Kernel kernel) {
        kernel.lock();
        try {
            if (device.isFreed()) {
                return;
            }
            device.markFreed();
        } finally {
            kernel.unlock();
        }
        kernel.note(IoStep.DEVICE_FREED, device, null, null);
        List<KernelObject> pending = kernel.pendingIn(device);
        if (!pending.isEmpty()) {
            throw DeviceFaults.freedWithPending(device, pending.get(0));
        }
        device.io().deviceFreed(device);
    }

    static int reference(DeviceObject device, String routine) {
        device.mustNotBeFreed(routine);
        Kernel kernel = device.kernel();
        kernel.lock();
        try {
            return ++device.pointerCount;
        } finally {
            kernel.unlock();
        }
    }

    static void dereference(DeviceObject device, TraceEvent event) {
        Kernel kernel = device.kernel();
        kernel.lock();
        try {
            int notTheCallers = (device.linked ? 1 : 0) + (device.attachedDevice != null ? 1 : 0);
            if (device.isFreed() || device.pointerCount <= notTheCallers) {
                throw DeviceFaults.dereferencedTwice(device);
            }
            device.pointerCount--;
            kernel.answer(event, device.pointerCount);
        } finally {
            kernel.unlock();
        }
        settle(device);
    }

    /** A file object that was opened through the device is gone. */
    static void closed(DeviceObject device) {
        Kernel kernel = device.kernel();
        boolean wasLast;
        kernel.lock();
        try {
            device.openCount--;
            wasLast = device.openCount == 0;
        } finally {
            kernel.unlock();
        }
        settle(device);
        if (wasLast) {
            device.io().openCountIsZero(device);
        }
    }
}
