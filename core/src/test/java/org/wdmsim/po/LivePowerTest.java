package org.wdmsim.po;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;

/** The same power manager on host threads, in real time. */
class LivePowerTest {
    @Test
    void a_live_machine_sleeps_and_wakes_and_is_at_rest_afterwards() {
        for (int i = 0; i < 20; i++) {
            PowerBench bench = new PowerBench(Machine.builder().live(true), "parent", "child");
            assertOutcome(bench.run(b -> {
                        for (int night = 0; night < 5; night++) {
                            assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS);
                            assertThat(b.power().wake()).isEqualTo(STATUS_SUCCESS);
                        }
                    }))
                    .isClean();
            assertThat(bench.machine.leftovers()).isEmpty();
            assertThat(bench.power().stateOf(bench.stack(1).fdo)).isEqualTo(POWER_DEVICE_D0);
        }
    }
}
