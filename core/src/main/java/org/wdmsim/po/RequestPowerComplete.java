package org.wdmsim.po;

import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.PowerState;

/** REQUEST_POWER_COMPLETE: called when an IRP that PoRequestPowerIrp sent is done. */
@FunctionalInterface
public interface RequestPowerComplete {
    /**
     * Runs after every completion routine of the stack; the power manager frees the IRP.
     *
     * @irql at most DISPATCH_LEVEL, in any thread
     * @param device the device that PoRequestPowerIrp was given
     * @param minor what was sent
     * @param state the state it was sent with
     * @param context what PoRequestPowerIrp was given
     * @param status how the IRP ended
     * @differs the WDK's routine gets an IO_STATUS_BLOCK; its Information is not used
     */
    void completed(DeviceObject device, IrpMinor minor, PowerState state, Object context, NtStatus status);
}
