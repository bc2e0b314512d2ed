package org.wdmsim.samples.broken;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;
import org.wdmsim.io.Mdl;
import org.wdmsim.samples.scale.ScaleControls;
import org.wdmsim.samples.scale.ScaleExtension;
import org.wdmsim.samples.scale.ScaleFunction;

/** Says in Information how much there is, not how much it has put into the buffer. */
@Broken(rule = "0xC9, 0x312", shows = "DRIVER_VERIFIER_IOMANAGER_VIOLATION", scenario = "scale", seed = 1)
public final class AnswersMoreThanFits extends ScaleFunction {
    /** A broken function driver. */
    public AnswersMoreThanFits() {
        super(new Controls());
    }

    private static final class Controls extends ScaleControls {
        @Override
        protected NtStatus list(ScaleExtension ext, Irp irp) {
            Mdl data = irp.mdlAddress();
            if (data == null) {
                return NtStatus.STATUS_BUFFER_TOO_SMALL;
            }
            ByteBuffer weights = data.systemAddress(); // MmGetSystemAddressForMdlSafe
            if (weights == null) {
                return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
            }
            weights.order(ByteOrder.LITTLE_ENDIAN);
            Irql old = ext.lock.acquire(); // KeAcquireSpinLock
            for (int thing : ext.things) {
                if (weights.remaining() >= NUMBER) {
                    weights.putInt(thing);
                }
            }
            int all = ext.things.size() * NUMBER;
            ext.lock.release(old); // KeReleaseSpinLock
            // FAULT: the program is told of bytes that its buffer does not have. Right: weights.position().
            irp.setInformation(all);
            return NtStatus.STATUS_SUCCESS;
        }
    }
}
