package org.wdmsim.pnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.tree.PnpOptions;

/** The slots of the root bus and the instance ids that they give. */
class RootBusTest {
    private static final DeviceIds WIDGET = DeviceIds.of("ROOT\\WIDGET");

    @Test
    void a_device_that_is_plugged_in_gets_the_lowest_instance_id_that_no_other_has() {
        Machine machine = Machine.builder().build();
        PnpManager pnp = PnpManager.install(machine, new DriverStore(), new DriverImages(), PnpOptions.defaults());
        List<String> paths = new ArrayList<>();
        machine.thread("user", () -> {
            pnp.waitUntilIdle();
            RootBus.Slot first = pnp.plugIn(WIDGET);
            paths.add(first.instancePath());
            paths.add(pnp.plugIn(WIDGET).instancePath());
            pnp.waitUntilIdle();
            pnp.pullOut(first);
            pnp.waitUntilIdle();
            paths.add(pnp.plugIn(WIDGET).instancePath());
            paths.add(pnp.plugIn(DeviceIds.of("ROOT\\GADGET")).instancePath());
            paths.add(pnp.plugIn(WIDGET).instancePath());
        });
        assertThat(machine.run()).isInstanceOf(Outcome.Completed.class);
        assertThat(paths)
                .containsExactly(
                        "ROOT\\WIDGET\\0000",
                        "ROOT\\WIDGET\\0001",
                        "ROOT\\WIDGET\\0000",
                        "ROOT\\GADGET\\0000",
                        "ROOT\\WIDGET\\0002");
    }
}
