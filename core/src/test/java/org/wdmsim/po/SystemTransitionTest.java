package org.wdmsim.po;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_BUSY;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SHUTDOWN;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_WORKING;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.OtherOutcomes;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** The machine falls asleep and wakes: orders, refusals, watchdogs. */
class SystemTransitionTest {
    private static NtStatus fails(Irp irp, NtStatus status) {
        return irp.complete(status);
    }

    private static boolean isQuery(Irp irp) {
        return irp.location().minor() == IrpMinor.IRP_MN_QUERY_POWER;
    }

    @Test
    void children_are_asked_and_switched_off_before_their_parents_and_on_after_them() {
        PowerBench bench = new PowerBench("parent", "child");
        assertOutcome(bench.run(b -> {
                    assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS);
                    assertThat(b.power().systemState()).isEqualTo(POWER_SYSTEM_SLEEPING3);
                    assertThat(b.power().stateOf(b.stack(1).fdo)).isEqualTo(POWER_DEVICE_D3);
                    assertThat(b.power().wake()).isEqualTo(STATUS_SUCCESS);
                    assertThat(b.power().systemState()).isEqualTo(POWER_SYSTEM_WORKING);
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
        assertThat(bench.log.stream().filter(line -> line.contains("bus")))
                .containsExactly(
                        "child-bus query S3",
                        "child-bus query D3",
                        "parent-bus query S3",
                        "parent-bus query D3",
                        "child-bus S3",
                        "child-bus D3",
                        "parent-bus S3",
                        "parent-bus D3",
                        "parent-bus S0",
                        "parent-bus D0",
                        "child-bus S0",
                        "child-bus D0");
        assertThat(bench.power().stateOf(bench.stack(1).fdo)).isEqualTo(POWER_DEVICE_D0);
    }

    @Test
    void a_device_irp_runs_the_whole_stack_top_first_and_then_its_system_irp_ends() {
        PowerBench bench = new PowerBench("toaster");
        assertOutcome(bench.run(b -> b.power().sleep(POWER_SYSTEM_SLEEPING3))).isClean();
        assertThat(bench.log)
                .endsWith(
                        "toaster-filter S3",
                        "toaster-fdo S3",
                        "toaster-bus S3",
                        "toaster-filter D3",
                        "toaster-fdo D3",
                        "toaster-bus D3");
    }

    @Test
    void nothing_is_left_over_on_any_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            PowerBench bench = new PowerBench(Machine.builder().policy(Policies.random(seed)), "parent", "child");
            assertOutcome(bench.run(b -> {
                        b.power().sleep(POWER_SYSTEM_SLEEPING3);
                        b.power().wake();
                        b.power().sleep(POWER_SYSTEM_SLEEPING3);
                        b.power().wake();
                    }))
                    .isClean();
            assertThat(bench.machine.leftovers()).as("seed %s", seed).isEmpty();
            assertThat(bench.power().requests()).isEmpty();
        }
    }

    @Test
    void a_refused_query_sends_S0_to_everybody_who_was_asked_and_to_nobody_else() {
        PowerBench bench = new PowerBench("untouched", "refuses", "agrees");
        bench.stack(1).function =
                (device, irp) -> isQuery(irp) ? fails(irp, STATUS_DEVICE_BUSY) : bench.ownPolicy(device, irp);
        assertOutcome(bench.run(b -> {
                    assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_DEVICE_BUSY);
                    assertThat(b.power().systemState()).isEqualTo(POWER_SYSTEM_WORKING);
                }))
                .isClean();
        assertThat(bench.log)
                .noneMatch(line -> line.startsWith("untouched") || line.endsWith(" S3") && !line.contains("query"));
        assertThat(bench.log.stream().filter(line -> line.endsWith("filter S0")))
                .containsExactly("refuses-filter S0", "agrees-filter S0");
    }

    @Test
    void a_refused_query_can_be_overruled() {
        OtherOutcomes other = new OtherOutcomes();
        for (MachineBuilder machine : List.of(
                Machine.builder().power(PowerOptions.defaults().withProceedsAfterRefusal(true)), other.machine())) {
            isOverruled(new PowerBench(machine, "refuses"));
        }
        assertThat(other.chosen()).contains("proceedsAfterRefusal is true");
    }

    private static void isOverruled(PowerBench bench) {
        bench.stack(0).function =
                (device, irp) -> isQuery(irp) ? fails(irp, STATUS_DEVICE_BUSY) : bench.ownPolicy(device, irp);
        assertOutcome(bench.run(
                        b -> assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS)))
                .isClean();
        assertThat(bench.log).contains("refuses-bus S3", "refuses-bus D3");
    }

    @Test
    void a_machine_that_does_not_sleep_cannot_be_woken_and_one_that_sleeps_cannot_fall_asleep() {
        PowerBench bench = new PowerBench("toaster");
        assertOutcome(bench.run(b -> {
                    assertThat(b.power().wake()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
                    b.power().sleep(POWER_SYSTEM_SLEEPING3);
                    assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
                    b.power().wake();
                    b.power().sleep(POWER_SYSTEM_SHUTDOWN);
                    assertThat(b.power().wake()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
                    assertThatThrownBy(() -> b.power().sleep(POWER_SYSTEM_WORKING))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("give S1 to S5");
                }))
                .isClean();
    }

    @Test
    void before_s5_devices_that_asked_for_it_are_told_of_the_shutdown() {
        PowerBench bench = new PowerBench("toaster");
        assertOutcome(bench.run(b -> {
                    b.stack(0).filter.registerShutdownNotification();
                    assertThat(b.power().sleep(POWER_SYSTEM_SHUTDOWN)).isEqualTo(STATUS_SUCCESS);
                }))
                .isClean();
        assertThat(bench.log.indexOf("toaster-filter SHUTDOWN"))
                .isGreaterThan(bench.log.indexOf("toaster-bus query D3"))
                .isLessThan(bench.log.indexOf("toaster-filter S5"));
        assertThat(bench.log).doesNotContain("toaster-fdo SHUTDOWN");
    }

    @Test
    void a_system_irp_is_sent_once_while_a_device_irp_of_its_stack_is_under_way_and_does_not_wait_for_it() {
        for (int seed = 0; seed < 50; seed++) {
            PowerBench bench = new PowerBench(Machine.builder().policy(Policies.random(seed)), "toaster");
            KEvent slept = KEvent.notification(bench.kernel(), "asleep");
            bench.stack(0).function = bench::pass;
            bench.stack(0).bus = (device, irp) -> {
                if (irp.location().parameters(IrpParameters.Power.class).state() != POWER_DEVICE_D3) {
                    assertThat(bench.power().requests())
                            .filteredOn(request -> request.state().isSystem())
                            .singleElement()
                            .satisfies(request -> assertThat(request.holder()).isSameAs(device));
                    return bench.complete(device, irp);
                }
                irp.markPending();
                bench.hardware(() -> {
                    slept.waitFor(KEvent.FOREVER);
                    irp.complete(STATUS_SUCCESS);
                });
                return NtStatus.STATUS_PENDING;
            };
            assertOutcome(bench.run(b -> {
                        Po.requestPowerIrp(b.stack(0).pdo, IrpMinor.IRP_MN_SET_POWER, POWER_DEVICE_D3, null, null);
                        assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS);
                        assertThat(b.power().requests()).hasSize(1);
                        slept.set();
                    }))
                    .isClean();
            assertThat(bench.log.stream().filter(line -> line.startsWith("toaster-bus")))
                    .containsExactly("toaster-bus query S3", "toaster-bus S3");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void the_thread_that_puts_the_machine_to_sleep_waits_for_each_system_irp_by_name() {
        PowerBench bench = new PowerBench("toaster");
        KThread[] sleeper = new KThread[1];
        List<String> seen = new ArrayList<>();
        bench.stack(0).bus = (device, irp) -> {
            irp.markPending();
            bench.hardware(() -> {
                seen.add(sleeper[0].waitsFor());
                irp.complete(STATUS_SUCCESS);
            });
            return NtStatus.STATUS_PENDING;
        };
        bench.stack(0).function = bench::pass;
        assertOutcome(bench.run(b -> {
                    sleeper[0] = b.kernel().currentThread();
                    b.power().sleep(POWER_SYSTEM_SLEEPING3);
                }))
                .isClean();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).startsWith("IRP_MN_QUERY_POWER S3 for toaster-bus#");
        assertThat(seen.get(1)).startsWith("IRP_MN_SET_POWER S3 for toaster-bus#");
    }

    @Test
    void a_driver_that_keeps_a_system_irp_is_named_after_ten_minutes() {
        PowerBench bench = new PowerBench("toaster");
        bench.stack(0).function = (device, irp) -> {
            irp.markPending();
            return NtStatus.STATUS_PENDING;
        };
        Outcome outcome = bench.run(b -> b.power().sleep(POWER_SYSTEM_SLEEPING3));
        assertOutcome(outcome).isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x3);
        var check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(1)).startsWith("toaster-bus#");
        assertThat(check.facts("what")).singleElement().asString().contains("toaster-fdo has kept", "QUERY_POWER S3");
        assertThat(bench.kernel().now()).isEqualTo(600 * PowerOptions.TICKS_PER_SECOND);
    }

    @Test
    void the_time_a_driver_has_is_an_option() {
        PowerBench bench =
                new PowerBench(Machine.builder().power(PowerOptions.defaults().withTimeouts(1_000, 1_000)), "toaster");
        bench.stack(0).bus = (device, irp) -> {
            irp.markPending();
            return NtStatus.STATUS_PENDING;
        };
        assertOutcome(bench.run(b -> b.power().sleep(POWER_SYSTEM_SLEEPING3)))
                .isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x3);
        assertThat(bench.kernel().now()).isEqualTo(1_000);
    }

    @Test
    void a_driver_that_is_slow_but_in_time_is_left_alone() {
        PowerBench bench = new PowerBench("toaster");
        bench.stack(0).bus = (device, irp) -> {
            irp.markPending();
            bench.hardware(() -> {
                // Twice in each system IRP: once for itself, once for the device IRP that it waits for.
                bench.kernel().currentThread().delay(299 * PowerOptions.TICKS_PER_SECOND);
                irp.complete(STATUS_SUCCESS);
            });
            return NtStatus.STATUS_PENDING;
        };
        assertOutcome(bench.run(
                        b -> assertThat(b.power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS)))
                .isClean();
    }

    @Test
    void a_pnp_manager_that_is_not_done_in_time_is_told_with_the_thread_that_holds_it() {
        PowerBench bench = new PowerBench("toaster");
        KThread[] stuck = new KThread[1];
        bench.power().setTree(new PowerTree() {
            @Override
            public boolean lock(long timeoutTicks) {
                return bench.event().waitFor(timeoutTicks) == STATUS_SUCCESS;
            }

            @Override
            public void unlock() {}

            @Override
            public List<DeviceObject> childrenFirst() {
                return List.of();
            }

            @Override
            public KThread lockHolder() {
                return stuck[0];
            }
        });
        stuck[0] = bench.machine.thread(
                "pnp", () -> KEvent.notification(bench.kernel(), "a share").waitFor(-1));
        Outcome outcome = bench.run(b -> b.power().sleep(POWER_SYSTEM_SLEEPING3));
        assertOutcome(outcome).isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x4);
        var check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(1)).isEqualTo("0x258");
        assertThat(check.parameter(2)).isEqualTo("pnp");
        assertThat(check.facts("waits for")).contains("a share");
    }
}
