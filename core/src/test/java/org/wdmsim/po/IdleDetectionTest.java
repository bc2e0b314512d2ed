package org.wdmsim.po;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.OtherOutcomes;
import org.wdmsim.sched.Policies;

/** Devices that nobody uses are switched off, in the machine's own time. */
class IdleDetectionTest {
    private static final long SECOND = PowerOptions.TICKS_PER_SECOND;

    private final List<Long> switchedOff = new ArrayList<>();

    private PowerBench bench(PowerOptions options) {
        return bench(Machine.builder().power(options));
    }

    private PowerBench bench(MachineBuilder machine) {
        PowerBench bench = new PowerBench(machine, "toaster");
        bench.stack(0).bus = (device, irp) -> {
            if (irp.location().parameters(IrpParameters.Power.class).state() == POWER_DEVICE_D3) {
                switchedOff.add(bench.kernel().now() / SECOND);
            }
            return bench.complete(device, irp);
        };
        return bench;
    }

    private static IdleCounter register(PowerBench bench) {
        Po.setPowerState(bench.stack(0).fdo, POWER_DEVICE_D0);
        return Po.registerForIdleDetection(bench.stack(0).fdo, 10, 60, POWER_DEVICE_D3);
    }

    @Test
    void a_device_that_is_never_busy_is_switched_off_when_its_time_is_over() {
        assertOutcome(bench(PowerOptions.defaults()).run(IdleDetectionTest::register))
                .isClean();
        assertThat(switchedOff).containsExactly(60L);
    }

    @Test
    void on_battery_the_conservation_time_counts() {
        assertOutcome(bench(PowerOptions.defaults().withConservesPower(true)).run(IdleDetectionTest::register))
                .isClean();
        assertThat(switchedOff).containsExactly(10L);
    }

    @Test
    void whether_the_machine_is_on_battery_may_be_left_open() {
        OtherOutcomes other = new OtherOutcomes();
        assertOutcome(bench(other.machine()).run(IdleDetectionTest::register)).isClean();
        assertThat(switchedOff).containsExactly(10L);
        assertThat(other.chosen()).contains("conservesPower is true");
    }

    @Test
    void a_busy_device_stays_on() {
        assertOutcome(bench(PowerOptions.defaults()).run(b -> {
                    IdleCounter counter = register(b);
                    for (int i = 0; i < 4; i++) {
                        b.kernel().currentThread().delay(50 * SECOND);
                        Po.setDeviceBusy(counter);
                    }
                }))
                .isClean();
        assertThat(switchedOff).containsExactly(260L);
    }

    @Test
    void a_device_that_was_switched_on_again_is_counted_anew() {
        PowerBench bench = bench(PowerOptions.defaults());
        assertOutcome(bench.run(b -> {
                    register(b);
                    b.kernel().currentThread().delay(100 * SECOND);
                    Po.requestPowerIrp(b.stack(0).pdo, IrpMinor.IRP_MN_SET_POWER, POWER_DEVICE_D0, null, null);
                }))
                .isClean();
        assertThat(switchedOff).containsExactly(60L, 160L);
    }

    @Test
    void a_registration_that_was_taken_back_counts_no_more() {
        assertOutcome(bench(PowerOptions.defaults()).run(b -> {
                    register(b);
                    assertThat(b.power().detectsIdle(b.stack(0).fdo)).isTrue();
                    assertThat(Po.registerForIdleDetection(b.stack(0).fdo, 0, 0, POWER_DEVICE_D3))
                            .isNull();
                    assertThat(b.power().detectsIdle(b.stack(0).fdo)).isFalse();
                }))
                .isClean();
        assertThat(switchedOff).isEmpty();
    }

    @Test
    void a_registration_that_is_taken_back_when_its_time_is_over_is_not_acted_on_any_more() {
        List<Integer> wasIdle = new ArrayList<>();
        for (int seed = 0; seed < 300; seed++) {
            int run = seed;
            PowerBench bench = new PowerBench(Machine.builder().policy(Policies.random(seed)));
            Boolean[] takenBack = {false};
            bench.kernel().listen(event -> {
                if (event.kind() == PoStep.DEVICE_IDLE) {
                    assertThat(takenBack[0]).as("seed %s", run).isFalse();
                    wasIdle.add(run);
                }
            });
            assertOutcome(bench.run(b -> {
                        DeviceObject device = device(b);
                        Po.setPowerState(device, POWER_DEVICE_D0);
                        Po.registerForIdleDetection(device, 1, 1, POWER_DEVICE_D3);
                        b.kernel().currentThread().delay(SECOND);
                        Po.registerForIdleDetection(device, 0, 0, POWER_DEVICE_D3);
                        takenBack[0] = true;
                        device.delete();
                    }))
                    .isClean();
        }
        assertThat(wasIdle).isNotEmpty().hasSizeLessThan(300);
    }

    @Test
    void a_registration_needs_memory_and_apc_level() {
        assertOutcome(bench(PowerOptions.defaults()).run(b -> {
                    b.kernel().setAllocations(routine -> !routine.equals("PoRegisterDeviceForIdleDetection"));
                    assertThat(register(b)).isNull();
                    assertThat(b.power().detectsIdle(b.stack(0).fdo)).isFalse();
                    b.kernel().setAllocations(routine -> true);
                    Irql before = b.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
                    assertThat(register(b)).isNotNull();
                    b.kernel().currentThread().lowerIrql(before);
                }))
                .isClean();
        assertThat(switchedOff).containsExactly(60L);
    }

    /** A stack of one device, which can be deleted without more ado. */
    private static DeviceObject device(PowerBench bench) {
        DeviceObject device = bench.machine
                .io()
                .loadDriver("alone", (driver, path) -> {
                    driver.majorFunction(IrpMajor.IRP_MJ_POWER, (same, irp) -> irp.complete(NtStatus.STATUS_SUCCESS));
                    return NtStatus.STATUS_SUCCESS;
                })
                .value()
                .createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        return device;
    }
}
