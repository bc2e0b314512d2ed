package org.wdmsim.samples.broken;

import org.wdmsim.base.Irql;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoDpc;
import org.wdmsim.samples.kettle.KettleExtension;
import org.wdmsim.samples.kettle.KettleFunction;
import org.wdmsim.samples.kettle.KettlePackets;

/**
 * Switches the kettle off, and leaves the interrupt connected. The line is shared: when the other kettle interrupts, the
 * service routine of the one that is gone is asked, and looks into its extension.
 */
@Broken(
        rule = "IoDisconnectInterrupt",
        shows = "DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL",
        scenario = "kettles-share-a-line",
        seed = 1)
public final class DeletesConnected extends KettleFunction {
    /** A broken function driver. */
    public DeletesConnected() {
        super(new Packets());
    }

    private static final class Packets extends KettlePackets {
        @Override
        public void disconnect(DeviceObject device) {
            KettleExtension ext = device.extension(KettleExtension.class);
            Irql before = device.io().acquireCancelSpinLock(); // IoAcquireCancelSpinLock
            switchOff(ext);
            ext.connected = false;
            device.io().releaseCancelSpinLock(before); // IoReleaseCancelSpinLock
            // FAULT: a kettle that is off does not interrupt, but others on its line do. Right: interrupt.disconnect().
            IoDpc.request(device, null, null); // IoRequestDpc
        }
    }
}
