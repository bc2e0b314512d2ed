package org.wdmsim.pnp.scenario;

import java.util.List;
import java.util.function.Supplier;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;

/**
 * What a story starts from.
 *
 * @param store makes the driver store; called for each run
 * @param images the code of the services
 * @param rootDevices what is plugged into the root bus when the machine starts
 */
public record Lab(Supplier<DriverStore> store, DriverImages images, List<DeviceIds> rootDevices) {}
