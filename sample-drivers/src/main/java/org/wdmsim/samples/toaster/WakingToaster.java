package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.Irp;

/**
 * A toaster whose lever wakes the machine: the function driver keeps a {@link WaitWake} in the bus driver from START_DEVICE
 * until the device goes. D0 comes with the machine's own S0.
 */
public class WakingToaster extends ToasterFunction {
    /** A function driver. */
    public WakingToaster() {}

    @Override
    protected void added(DeviceObject device, ToasterExtension ext) {
        ext.waitWake = new WaitWake(device, ext.removeLock, () -> ext.pnp.is(DriverPnpState.STARTED), () -> {});
    }

    @Override
    protected void started(ToasterExtension ext) {
        ext.waitWake.arm();
    }

    @Override
    protected void stopping(ToasterExtension ext) {
        ext.waitWake.cancel();
    }

    @Override
    protected NtStatus dispatchPower(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        return irp.location().minor() == IRP_MN_WAIT_WAKE
                ? ext.waitWake.dispatch(ext.lower, irp)
                : ext.power.dispatch(ext.lower, irp);
    }
}
