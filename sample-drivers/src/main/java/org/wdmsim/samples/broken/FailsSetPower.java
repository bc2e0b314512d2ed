package org.wdmsim.samples.broken;

import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.ToasterFunction;

/** Does not want the machine to sleep, and says so too late: it fails SET_POWER. */
@Broken(rule = "PowerDownFail", shows = "DRIVER_VERIFIER_DETECTED_VIOLATION", scenario = "sleep-and-wake", seed = 1)
public final class FailsSetPower extends ToasterFunction {
    /** A broken function driver. */
    public FailsSetPower() {}

    @Override
    protected NtStatus dispatchPower(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        if (irp.location().minor() == IrpMinor.IRP_MN_SET_POWER
                && irp.location().parameters(IrpParameters.Power.class).state()
                        == SystemPowerState.POWER_SYSTEM_SLEEPING3) {
            // FAULT: a SET_POWER is a fact. Right: refuse QUERY_POWER, or go to sleep.
            return irp.complete(NtStatus.STATUS_DEVICE_BUSY); // IoCompleteRequest
        }
        return ext.power.dispatch(ext.lower, irp);
    }
}
