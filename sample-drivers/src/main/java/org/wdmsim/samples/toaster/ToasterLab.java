package org.wdmsim.samples.toaster;

import java.util.List;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.lab.DriverPackages;

/** The toaster's driver package: its INF files and its four images, with a toaster bus on the root bus. */
public final class ToasterLab {
    /** The instance path of the toaster bus. */
    public static final String BUS = "ROOT\\TOASTERBUS\\0000";

    private ToasterLab() {}

    /** A machine on which the drivers are installed and a bus without toasters is plugged in. */
    public static Lab lab() {
        return new Lab(ToasterLab::store, images(), List.of(DeviceIds.of("root\\toasterbus")));
    }

    /** The same with a function driver whose toasters wake the machine. */
    public static Lab wakingLab() {
        return new Lab(
                ToasterLab::store,
                images().add("toaster", WakingToaster::new),
                List.of(DeviceIds.of("root\\toasterbus")));
    }

    /** The instance path of the toaster with this serial number. */
    public static String toaster(int serial) {
        return "TOASTER\\MSTOASTER\\" + (serial < 10 ? "0" : "") + serial;
    }

    private static DriverImages images() {
        return new DriverImages()
                .add("toasterbus", ToasterBus::new)
                .add("crumbtray", CrumbTrayFilter::new)
                .add("toaster", ToasterFunction::new)
                .add("sparkle", SparkleFilter::new);
    }

    private static DriverStore store() {
        return DriverPackages.store("toaster/toasterbus.inf", "toaster/toaster.inf");
    }
}
