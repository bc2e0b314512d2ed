package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters.DeviceControl;
import org.wdmsim.io.Mdl;
import org.wdmsim.samples.scale.ScaleControls;
import org.wdmsim.samples.scale.ScaleExtension;
import org.wdmsim.samples.scale.ScaleFunction;

/** Believes a program that says how many things there are, and reads behind the end of its buffer. */
@Broken(rule = "buffer lengths", shows = Broken.EXCEPTION, scenario = "scale", seed = 1)
public final class TrustsLength extends ScaleFunction {
    /** A broken function driver. */
    public TrustsLength() {
        super(new Controls());
    }

    private static final class Controls extends ScaleControls {
        @Override
        protected NtStatus load(ScaleExtension ext, Irp irp, DeviceControl control) {
            Mdl data = irp.mdlAddress();
            if (control.inputBufferLength() != NUMBER || data == null) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            // FAULT: the count is whatever the program says. Right: compare it with data.byteCount().
            return put(ext, data, numbers(irp.systemBuffer()).getInt());
        }
    }
}
