package org.wdmsim.samples.broken;

import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.samples.toaster.ToasterExtension;
import org.wdmsim.samples.toaster.ToasterFunction;

/** Pends the S0 IRP and never completes it. Ten minutes later the machine stops. */
@Broken(rule = "power watchdog", shows = "DRIVER_POWER_STATE_FAILURE", scenario = "sleep-and-wake", seed = 1)
public final class KeepsSystemIrp extends ToasterFunction {
    /** A broken function driver. */
    public KeepsSystemIrp() {}

    @Override
    protected NtStatus dispatchPower(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        if (irp.location().minor() == IrpMinor.IRP_MN_SET_POWER
                && irp.location().parameters(IrpParameters.Power.class).state()
                        == SystemPowerState.POWER_SYSTEM_WORKING) {
            // FAULT: nobody goes on with it. Right: pass it down, and ask for D0 on its way up.
            irp.markPending(); // IoMarkIrpPending
            return NtStatus.STATUS_PENDING;
        }
        return ext.power.dispatch(ext.lower, irp);
    }
}
