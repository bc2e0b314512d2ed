package org.wdmsim.po;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_POWER;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;
import static org.wdmsim.po.PowerBench.askAndWait;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** PoStartNextPowerIrp, without which a driver gets no next power IRP before Vista; power.md 4. */
class StartNextPowerIrpTest {
    private static PowerBench beforeVista() {
        return new PowerBench(Machine.builder().power(PowerOptions.defaults().withStartNextRequired(true)), "toaster");
    }

    private static NtStatus passWithoutStartingTheNext(DeviceObject device, Irp irp) {
        irp.skipLocation();
        return Po.callDriver(PowerBench.lower(device), irp);
    }

    @Test
    void before_vista_a_driver_that_starts_the_next_gets_the_next() {
        PowerBench bench = beforeVista();
        assertOutcome(bench.run(b -> {
                    askAndWait(b, POWER_DEVICE_D3);
                    askAndWait(b, POWER_DEVICE_D0);
                    b.power().sleep(POWER_SYSTEM_SLEEPING3);
                    b.power().wake();
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void before_vista_a_driver_that_does_not_start_the_next_never_gets_one() {
        PowerBench bench = beforeVista();
        bench.stack(0).upper = StartNextPowerIrpTest::passWithoutStartingTheNext;
        Outcome outcome = bench.run(b -> {
            askAndWait(b, POWER_DEVICE_D3);
            askAndWait(b, POWER_DEVICE_D0);
        });
        assertOutcome(outcome).isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x3);
        assertThat(bench.log).doesNotContain("toaster-bus D0");
        assertThat(((Outcome.BugChecked) outcome).bugCheck().facts("behind"))
                .anyMatch(line -> line.contains("toaster-filter has not called PoStartNextPowerIrp"));
    }

    @Test
    void before_vista_a_system_irp_whose_next_is_not_started_stops_the_machine() {
        PowerBench bench = beforeVista();
        bench.stack(0).upper = StartNextPowerIrpTest::passWithoutStartingTheNext;
        bench.stack(0).function = bench::pass;
        Outcome outcome = bench.run(b -> b.power().sleep(POWER_SYSTEM_SLEEPING3));
        assertOutcome(outcome).isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x2);
        assertThat(((Outcome.BugChecked) outcome).bugCheck().parameter(3)).isEqualTo("toaster-filter");
    }

    @Test
    void before_vista_a_query_whose_next_is_not_started_does_not_stop_the_machine() {
        PowerBench bench = beforeVista();
        bench.stack(0).upper = (device, irp) -> irp.location().minor() == IRP_MN_QUERY_POWER
                ? passWithoutStartingTheNext(device, irp)
                : bench.pass(device, irp);
        bench.stack(0).function = bench::pass;
        assertOutcome(bench.run(
                        b -> assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS)))
                .isClean();
        assertThat(bench.log).endsWith("toaster-filter S3", "toaster-fdo S3", "toaster-bus S3");
    }

    @Test
    void before_vista_a_filter_that_is_gone_keeps_nothing_back() {
        PowerBench bench = beforeVista();
        bench.stack(0).upper = StartNextPowerIrpTest::passWithoutStartingTheNext;
        assertOutcome(bench.run(b -> {
                    askAndWait(b, POWER_DEVICE_D3);
                    b.stack(0).fdo.detach();
                    b.stack(0).filter.delete();
                    askAndWait(b, POWER_DEVICE_D0);
                }))
                .isClean();
        assertThat(bench.log).contains("toaster-bus D0");
    }

    @Test
    void since_vista_nobody_need_start_the_next() {
        PowerBench bench = new PowerBench("toaster");
        bench.stack(0).upper = StartNextPowerIrpTest::passWithoutStartingTheNext;
        assertOutcome(bench.run(b -> {
                    askAndWait(b, POWER_DEVICE_D3);
                    askAndWait(b, POWER_DEVICE_D0);
                    b.power().sleep(POWER_SYSTEM_SLEEPING3);
                }))
                .isClean();
        assertThat(bench.machine.trace().where(entry -> entry.event().kind() == IoStep.IO_CALL_DRIVER))
                .isNotEmpty();
    }
}
