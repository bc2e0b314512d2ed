package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DOE_GOING;
import static org.wdmsim.io.DeviceFlags.DOE_START_PENDING;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ObjectHeader;

/** Attaching and detaching: the links between the devices of a stack. */
final class DeviceStacking {
    // Invariant: a.attachedTo == b exactly when b.attachedDevice == a, and then a holds one reference to b. Links
    // change under the dispatcher lock.
    private DeviceStacking() {}

    static DeviceObject attach(DeviceObject device, DeviceObject target, Consumer<DeviceObject> store) {
        Kernel kernel = device.kernel();
        target.mustNotBeFreed("IoAttachDeviceToDeviceStack");
        if (!kernel.allocates("IoAttachDeviceToDeviceStack")) {
            return null;
        }
        device.touch(DeviceState.LINKS, Touch.READ);
        kernel.touch(device.header(), DeviceState.BELOW, Touch.WRITE);
        kernel.touch(device.header(), DeviceState.STACK_SIZE, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (device.attachedTo != null || device.attachedDevice != null) {
                throw new IllegalStateException("device " + device.objectName() + " is already attached to "
                        + (device.attachedTo != null ? device.attachedTo : device.attachedDevice).objectName()
                        + "; detach it first");
            }
            DeviceObject lower = target.top();
            if (lower == device) {
                throw new IllegalStateException(
                        "device " + device.objectName() + " cannot be attached to itself; give the PDO");
            }
            if (lower.hasFlag(DO_DEVICE_INITIALIZING) || (lower.extensionFlags() & DOE_GOING) != 0) {
                return null;
            }
            lower.touch(DeviceState.LINKS, Touch.WRITE);
            store.accept(lower);
            device.attachedTo = lower;
            lower.header().referenceNow("IoAttachDeviceToDeviceStack", DeviceObjectType.ATTACHED);
            device.stackSize = lower.stackSize() + 1;
            device.setExtensionFlags(lower.extensionFlags() & DOE_START_PENDING);
            lower.attachedDevice = device; // last: from here on requests come to it
            return lower;
        } finally {
            kernel.unlock();
        }
    }

    static NtStatus attachByName(DeviceObject device, String name, Consumer<DeviceObject> store) {
        if (!device.kernel().allocates("IoAttachDevice")) {
            return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
        }
        NtResult<FileObject> opened = device.io().files().open("IoAttachDevice", name);
        if (!opened.isSuccess()) {
            return opened.status();
        }
        DeviceObject lower = attach(device, opened.value().device(), store);
        opened.value().release("IoAttachDevice"); // CLEANUP and CLOSE follow
        return lower == null ? NtStatus.STATUS_NO_SUCH_DEVICE : NtStatus.STATUS_SUCCESS;
    }

    static void detach(DeviceObject lower) {
        lower.mustNotBeFreed("IoDetachDevice");
        boolean wasLast;
        Kernel kernel = lower.kernel();
        lower.touch(DeviceState.LINKS, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (lower.attachedDevice == null) {
                return;
            }
            kernel.touch(lower.attachedDevice.header(), DeviceState.BELOW, Touch.WRITE);
            lower.attachedDevice.attachedTo = null;
            lower.attachedDevice = null;
            wasLast = (lower.extensionFlags() & DOE_GOING) != 0 && !lower.isOpen();
        } finally {
            kernel.unlock();
        }
        lower.header().dereferenceNow("IoDetachDevice", DeviceObjectType.ATTACHED);
        DeviceMemory.settle(lower);
        if (wasLast) {
            lower.io().openCountIsZero(lower);
        }
    }

    /** Another device of the stack, referenced before it can go. */
    static DeviceObject referenced(DeviceObject device, UnaryOperator<DeviceObject> choose, String routine) {
        Kernel kernel = device.kernel();
        device.mustNotBeFreed(routine);
        kernel.lockSaid();
        try {
            DeviceObject chosen = choose.apply(device);
            if (chosen != null) {
                chosen.header().referenceNow(routine, ObjectHeader.DEFAULT_TAG);
            }
            return chosen;
        } finally {
            kernel.unlock();
        }
    }
}
