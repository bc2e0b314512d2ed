package org.wdmsim.samples.broken;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters.DeviceControl;
import org.wdmsim.io.Mdl;
import org.wdmsim.samples.scale.ScaleControls;
import org.wdmsim.samples.scale.ScaleExtension;
import org.wdmsim.samples.scale.ScaleFunction;

/**
 * Puts things on the scale without the lock, while others weigh. No routine is called in between, so that only who watches
 * the driver's memory sees it; on Windows the list is torn now and then.
 */
@Broken(
        rule = "unsynchronised conflicting access",
        shows = "DRIVER_VERIFIER_DETECTED_VIOLATION",
        scenario = "scale-shared",
        seed = 1)
public final class LoadsWithoutLock extends ScaleFunction {
    /** A broken function driver. */
    public LoadsWithoutLock() {
        super(new Controls());
    }

    private static final class Controls extends ScaleControls {
        @Override
        protected NtStatus load(ScaleExtension ext, Irp irp, DeviceControl control) {
            Mdl data = irp.mdlAddress();
            if (control.inputBufferLength() != NUMBER || data == null) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            int count = numbers(irp.systemBuffer()).getInt();
            if (count < 0 || count > data.byteCount() / NUMBER) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            ByteBuffer weights = data.systemAddress(); // MmGetSystemAddressForMdlSafe
            if (weights == null) {
                return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
            }
            weights.order(ByteOrder.LITTLE_ENDIAN);
            // FAULT: another request may be weighing. Right: hold ext.lock, as weighing does.
            for (int i = 0; i < count; i++) {
                ext.things.add(weights.getInt());
            }
            return NtStatus.STATUS_SUCCESS;
        }
    }
}
