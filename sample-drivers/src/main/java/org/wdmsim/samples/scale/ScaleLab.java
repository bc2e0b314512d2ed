package org.wdmsim.samples.scale;

import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.lab.DriverPackages;

/** The scale's driver package. */
public final class ScaleLab {
    /** What is plugged into the root bus. */
    public static final DeviceIds SCALE = DeviceIds.of("root\\scale");

    private ScaleLab() {}

    /** A machine on which the driver is installed. */
    public static Lab lab() {
        return DriverPackages.lab(new DriverImages().add("scale", ScaleFunction::new), "scale/scale.inf");
    }
}
