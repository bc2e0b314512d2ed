package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.kettle.KettleExtension;
import org.wdmsim.samples.kettle.KettleFunction;
import org.wdmsim.samples.kettle.KettlePackets;

/** Cancels the current packet and starts no other. What waits behind it waits for ever. */
@Broken(rule = "IoStartNextPacket", shows = Broken.DEADLOCK, scenario = "kettle", seed = 1)
public final class ForgetsNextPacket extends KettleFunction {
    /** A broken function driver. */
    public ForgetsNextPacket() {
        super(new Packets());
    }

    private static final class Packets extends KettlePackets {
        @Override
        public void cancel(DeviceObject device, Irp irp) {
            KettleExtension ext = device.extension(KettleExtension.class);
            if (device.startIo().currentIrp() == irp) {
                switchOff(ext);
                // FAULT: the queue stays busy with a packet that is gone.
                // Right: startNextPacket(true), at DISPATCH_LEVEL.
            } else {
                device.startIo().queue().removeEntry(irp); // KeRemoveEntryDeviceQueue
            }
            device.io().releaseCancelSpinLock(irp.cancelIrql()); // IoReleaseCancelSpinLock
            complete(ext, irp, NtStatus.STATUS_CANCELLED);
        }
    }
}
