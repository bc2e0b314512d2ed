package org.wdmsim.pnp.scenario;

import com.google.common.base.Suppliers;
import java.util.List;
import java.util.function.Supplier;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;

/**
 * What a story starts from.
 *
 * @param store makes the driver store; asked once, and each run gets a copy
 * @param images the code of the services
 * @param rootDevices what is plugged into the root bus when the machine starts
 */
public record Lab(Supplier<DriverStore> store, DriverImages images, List<DeviceIds> rootDevices) {
    public Lab {
        com.google.common.base.Supplier<DriverStore> read = Suppliers.memoize(store::get);
        store = () -> read.get().copy();
    }
}
