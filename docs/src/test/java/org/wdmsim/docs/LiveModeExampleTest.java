package org.wdmsim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.toaster.ToasterLab;

/** The example of the page about live mode, as it is run. */
class LiveModeExampleTest {
    @Test
    void a_live_machine_finds_a_bus_and_loses_it_again() {
        // snippet live-machine
        Machine machine = Machine.builder().live(true).build();
        Lab lab = ToasterLab.lab();
        PnpManager pnp = PnpManager.install(machine, lab.store().get(), lab.images());
        machine.thread("hand", () -> {
            pnp.waitUntilIdle();
            var slot = pnp.plugIn(DeviceIds.of("root\\toasterbus"));
            pnp.waitUntilIdle();
            pnp.pullOut(slot);
        });
        Outcome outcome = machine.run();
        assertThat(outcome.isClean()).isTrue();
        assertThat(machine.leftovers()).isEmpty();
        // end
    }
}
