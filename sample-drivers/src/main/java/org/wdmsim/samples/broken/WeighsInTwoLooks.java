package org.wdmsim.samples.broken;

import org.wdmsim.base.Irql;
import org.wdmsim.samples.scale.ScaleControls;
import org.wdmsim.samples.scale.ScaleExtension;
import org.wdmsim.samples.scale.ScaleFunction;

/**
 * Takes the lock for the factor, and once more for the offset. Each look is locked as it should, so there is no race; but a
 * calibration may come between the two, and what is shown then belongs to neither.
 */
@Broken(
        rule = "torn protocol between two fields",
        shows = "DRIVER_VERIFIER_DETECTED_VIOLATION",
        scenario = "scale-calibrated",
        seed = 1)
public final class WeighsInTwoLooks extends ScaleFunction {
    /** A broken function driver. */
    public WeighsInTwoLooks() {
        super(new Controls());
    }

    private static final class Controls extends ScaleControls {
        @Override
        protected int shown(ScaleExtension ext) {
            Irql old = ext.lock.acquire();
            int weight = thousandths(sum(ext), ext.factor);
            ext.lock.release(old);
            // FAULT: another request may set both factor and offset here. Right: hold ext.lock over both looks.
            old = ext.lock.acquire();
            int shown = weight + ext.offset - ext.tare;
            ext.lock.release(old);
            return shown;
        }
    }
}
