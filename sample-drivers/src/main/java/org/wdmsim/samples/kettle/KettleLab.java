package org.wdmsim.samples.kettle;

import org.wdmsim.base.Irql;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.ke.Hardware;
import org.wdmsim.ke.InterruptLine;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.lab.DriverPackages;

/** The kettle's driver package, and kettles. */
public final class KettleLab {
    /** What is plugged into the root bus. */
    public static final DeviceIds KETTLE = DeviceIds.of("root\\kettle");

    private static final long PORTS = 0x300;
    private static final int LENGTH = 12;

    private KettleLab() {}

    /** A machine on which the driver is installed. */
    public static Lab lab() {
        return DriverPackages.lab(new DriverImages().add("kettle", KettleFunction::new), "kettle/kettle.inf");
    }

    /** A wire for kettles. Several may share it. */
    public static InterruptLine line(Kernel kernel) {
        return new InterruptLine(kernel, "line 5", Irql.DIRQL_5, InterruptLine.Mode.LEVEL_SENSITIVE, 0);
    }

    /**
     * A kettle on this wire, behind ports of its own.
     *
     * @param number counted from 0
     */
    public static Hardware kettle(Kernel kernel, int number, InterruptLine line) {
        Hardware kettle = new Hardware(kernel, "kettle " + (number + 1), new KettleModel(), line);
        kernel.ports().install(ports(number).start(), LENGTH, kettle);
        return kettle;
    }

    /** The resources of the kettle with this number. */
    public static Resource ports(int number) {
        return new Resource(KettleFunction.CM_RESOURCE_TYPE_PORT, PORTS + number * 0x10L, LENGTH);
    }
}
