package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.SystemWorkers.Type;
import org.wdmsim.samples.eggtimer.Egg;
import org.wdmsim.samples.eggtimer.EggTimerExtension;
import org.wdmsim.samples.eggtimer.EggTimerFilter;

/**
 * Releases the share when the work item is queued. The work item keeps the device object in memory, but not the driver in
 * the stack: REMOVE_DEVICE detaches it, and the request is then sent to nobody.
 */
@Broken(
        rule = "RemoveLockForwardDeviceControl",
        shows = "DRIVER_VERIFIER_IOMANAGER_VIOLATION",
        scenario = "egg-timer-races-client",
        seed = 1)
public final class ReleasesBeforeWork extends EggTimerFilter {
    /** A broken filter. */
    public ReleasesBeforeWork() {}

    @Override
    protected void ring(KDpc dpc, Egg egg) {
        EggTimerExtension ext = egg.device.extension(EggTimerExtension.class);
        egg.item.queue(Type.DELAYED, this::passOn, egg); // IoQueueWorkItem
        // FAULT: the work is still to be done. Right: release in the completion routine, when nothing of ours is left.
        ext.removeLock.release(egg.irp); // IoReleaseRemoveLock
    }

    @Override
    protected NtStatus eaten(DeviceObject device, Irp irp, Object context) {
        if (irp.pendingReturned()) {
            irp.markPending(); // IoMarkIrpPending
        }
        return NtStatus.STATUS_CONTINUE_COMPLETION;
    }
}
