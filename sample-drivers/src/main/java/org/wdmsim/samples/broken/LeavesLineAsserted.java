package org.wdmsim.samples.broken;

import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoDpc;
import org.wdmsim.ke.KInterrupt;
import org.wdmsim.samples.kettle.KettleExtension;
import org.wdmsim.samples.kettle.KettleFunction;
import org.wdmsim.samples.kettle.KettleModel;
import org.wdmsim.samples.kettle.KettlePackets;

/**
 * Hears the interrupt and does not tell the kettle so. The line stays asserted, and the processor does nothing any more but
 * run the service routine.
 */
@Broken(rule = "InterruptService", shows = "HARDWARE_INTERRUPT_STORM", scenario = "kettle", seed = 1)
public final class LeavesLineAsserted extends KettleFunction {
    /** A broken function driver. */
    public LeavesLineAsserted() {
        super(new Packets());
    }

    private static final class Packets extends KettlePackets {
        @Override
        public boolean service(KInterrupt interrupt, DeviceObject device) {
            KettleExtension ext = device.extension(KettleExtension.class);
            int status = ext.registers.readRegister(KettleModel.STATUS);
            if (status == KettleModel.GONE || (status & KettleModel.BOILED) == 0) {
                return false;
            }
            // FAULT: a level-sensitive line interrupts for as long as it is asserted. Right: write BOILED to STATUS.
            ext.boiled = true;
            IoDpc.request(device, null, null); // IoRequestDpc
            return true;
        }
    }
}
