package org.wdmsim.samples.broken;

import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.eggtimer.Egg;
import org.wdmsim.samples.eggtimer.EggTimerExtension;
import org.wdmsim.samples.eggtimer.EggTimerFilter;

/** Marks the request pending when the timer has it already. In between the device may leave, and the request be gone. */
@Broken(
        rule = "MarkIrpPending",
        shows = "DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL",
        scenario = "egg-timer-pulled-out",
        seed = 15)
public final class MarksPendingLate extends EggTimerFilter {
    /** A broken filter. */
    public MarksPendingLate() {}

    @Override
    protected NtStatus dispatchReadWrite(DeviceObject device, Irp irp) {
        EggTimerExtension ext = device.extension(EggTimerExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        IoWorkItem item = IoWorkItem.allocate(device); // IoAllocateWorkItem
        if (item == null) {
            irp.complete(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
            ext.removeLock.release(irp); // IoReleaseRemoveLock
            return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
        }
        Egg egg = newEgg(device, irp, item);
        Irql old = ext.lock.acquire(); // KeAcquireSpinLock
        if (ext.leaving) {
            ext.lock.release(old); // KeReleaseSpinLock
            item.free(); // IoFreeWorkItem
            irp.complete(NtStatus.STATUS_DELETE_PENDING);
            ext.removeLock.release(irp);
            return NtStatus.STATUS_DELETE_PENDING;
        }
        ext.eggs.add(egg);
        egg.timer.set(BOILING_TICKS, 0, egg.dpc); // KeSetTimer
        ext.lock.release(old);
        // FAULT: from the lock's release on the request is somebody else's. Right: mark it before it is handed over.
        irp.markPending(); // IoMarkIrpPending
        return NtStatus.STATUS_PENDING;
    }
}
