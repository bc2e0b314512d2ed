package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;

/** Which devices want IRP_MJ_SHUTDOWN: one list for before the file systems are flushed, and one for after. */
final class ShutdownNotifications {
    // The lists are touched under the dispatcher lock. The device that was registered last is told first.
    private final IoManager io;
    private final Kernel kernel;
    private final List<DeviceObject> beforeFlush = new ArrayList<>();
    private final List<DeviceObject> lastChance = new ArrayList<>();

    ShutdownNotifications(IoManager io) {
        this.io = io;
        this.kernel = io.kernel();
    }

    NtStatus register(DeviceObject device, boolean last) {
        String routine = last ? "IoRegisterLastChanceShutdownNotification" : "IoRegisterShutdownNotification";
        device.mustNotBeFreed(routine);
        if (!kernel.allocates(routine)) {
            return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
        }
        kernel.lock();
        try {
            (last ? lastChance : beforeFlush).add(0, device);
            device.setFlags(DeviceFlags.DO_SHUTDOWN_REGISTERED);
            return NtStatus.STATUS_SUCCESS;
        } finally {
            kernel.unlock();
        }
    }

    void unregister(DeviceObject device) {
        kernel.lockSaid(); // who registers, or asks who is registered, touches anything
        try {
            beforeFlush.removeIf(registered -> registered == device);
            lastChance.removeIf(registered -> registered == device);
            device.clearFlags(DeviceFlags.DO_SHUTDOWN_REGISTERED);
        } finally {
            kernel.unlock();
        }
    }

    void shutdown() {
        kernel.note(IoStep.SHUTDOWN_NOTIFICATIONS, null, "before the file systems are flushed", null);
        tell(beforeFlush);
        kernel.note(IoStep.SHUTDOWN_NOTIFICATIONS, null, "last chance", null);
        tell(lastChance);
    }

    private void tell(List<DeviceObject> devices) {
        for (DeviceObject device = next(devices); device != null; device = next(devices)) {
            DeviceObject top = device.attachedDeviceReference();
            Irp irp = io.newSystemIrp(top.stackSize());
            irp.nextLocation().set(IrpMajor.IRP_MJ_SHUTDOWN, IrpMinor.IRP_MN_NORMAL, null);
            io.sendAndWait(top, irp);
            top.dereference();
        }
    }

    private DeviceObject next(List<DeviceObject> devices) {
        kernel.lock();
        try {
            return devices.isEmpty() ? null : devices.remove(0);
        } finally {
            kernel.unlock();
        }
    }
}
