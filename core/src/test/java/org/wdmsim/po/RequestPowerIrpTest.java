package org.wdmsim.po;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.IrpMinor.IRP_MN_POWER_SEQUENCE;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_POWER;
import static org.wdmsim.base.IrpMinor.IRP_MN_SET_POWER;
import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER_2;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D1;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_UNSPECIFIED;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;
import static org.wdmsim.po.PowerBench.ask;
import static org.wdmsim.po.PowerBench.askAndWait;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.PowerState;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.OtherOutcomes;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** PoRequestPowerIrp and PoSetPowerState, power.md 4. */
class RequestPowerIrpTest {
    @Test
    void only_set_query_and_wait_wake_may_be_asked_for() {
        assertOutcome(new PowerBench("toaster").run(b -> {
                    for (PowerState state : List.of(POWER_DEVICE_D0, POWER_SYSTEM_SLEEPING3)) {
                        assertThat(Po.requestPowerIrp(b.stack(0).pdo, IRP_MN_POWER_SEQUENCE, state, null, null))
                                .isEqualTo(STATUS_INVALID_PARAMETER_2);
                    }
                }))
                .isClean();
    }

    @Test
    void without_memory_nothing_is_sent_and_nobody_is_called_back() {
        PowerBench bench = new PowerBench("toaster");
        assertOutcome(bench.run(b -> {
                    b.kernel().setAllocations(routine -> !routine.equals("PoRequestPowerIrp"));
                    assertThat(ask(b.stack(0).pdo, POWER_DEVICE_D3, (d, m, to, c, status) -> b.log.add("called back")))
                            .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                }))
                .isClean();
        assertThat(bench.log).isEmpty();
    }

    @Test
    void a_device_irp_takes_a_device_state_and_a_wait_wake_a_system_state() {
        PowerBench bench = new PowerBench("toaster");
        assertOutcome(bench.run(b -> {
                    for (IrpMinor minor : List.of(IRP_MN_SET_POWER, IRP_MN_QUERY_POWER)) {
                        assertThatThrownBy(() ->
                                        Po.requestPowerIrp(b.stack(0).pdo, minor, POWER_SYSTEM_SLEEPING3, null, null))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage(minor + " with the system state S3; give a device state");
                    }
                    assertThatThrownBy(() ->
                                    Po.requestPowerIrp(b.stack(0).pdo, IRP_MN_WAIT_WAKE, POWER_DEVICE_D3, null, null))
                            .hasMessageContaining("give a system state");
                }))
                .isClean();
        assertThat(bench.log)
                .as("system power IRPs are the power manager's alone")
                .isEmpty();
    }

    @Test
    void the_callback_runs_after_every_completion_routine_and_the_irp_is_freed_afterwards() {
        PowerBench bench = new PowerBench("toaster");
        Irp[] seen = new Irp[1];
        bench.stack(0).upper = (device, irp) -> {
            seen[0] = irp;
            irp.copyLocationToNext();
            irp.setCompletionRoutine(
                    (same, done, context) -> {
                        bench.log.add("filter's routine");
                        return STATUS_SUCCESS;
                    },
                    null,
                    true,
                    true,
                    true);
            return Po.callDriver(PowerBench.lower(device), irp);
        };
        assertOutcome(bench.run(b -> {
                    // From any device of the stack it goes to the top.
                    assertThat(ask(b.stack(0).pdo, POWER_DEVICE_D3, (device, minor, to, context, status) -> {
                                assertThat(device).isSameAs(b.stack(0).pdo);
                                assertThat(minor).isEqualTo(IRP_MN_SET_POWER);
                                assertThat(to).isEqualTo(POWER_DEVICE_D3);
                                assertThat(status).isEqualTo(STATUS_SUCCESS);
                                assertThat(seen[0].isFreed()).isFalse();
                                b.log.add("callback");
                            }))
                            .isEqualTo(STATUS_PENDING);
                }))
                .isClean();
        assertThat(bench.log).endsWith("filter's routine", "callback");
        assertThat(seen[0].isFreed()).isTrue();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void it_starts_with_not_supported_and_a_stack_that_does_not_handle_it_leaves_that() {
        PowerBench bench = new PowerBench("toaster");
        bench.stack(0).bus = (device, irp) -> {
            NtStatus status = irp.status();
            irp.complete();
            return status;
        };
        assertOutcome(bench.run(b -> assertThat(askAndWait(b, POWER_DEVICE_D3)).isEqualTo(STATUS_NOT_SUPPORTED)))
                .isClean();
    }

    @Test
    void one_device_irp_at_a_time_is_sent_to_a_stack_on_every_schedule() {
        for (int seed = 0; seed < 100; seed++) {
            PowerBench bench = new PowerBench(Machine.builder().policy(Policies.random(seed)), "toaster");
            int[] inside = new int[1];
            List<DevicePowerState> order = new ArrayList<>();
            bench.stack(0).bus = (device, irp) -> {
                assertThat(++inside[0]).isEqualTo(1);
                irp.markPending();
                bench.hardware(() -> {
                    inside[0]--;
                    irp.complete(STATUS_SUCCESS);
                });
                return STATUS_PENDING;
            };
            assertOutcome(bench.run(b -> {
                        for (DevicePowerState state : List.of(POWER_DEVICE_D3, POWER_DEVICE_D0, POWER_DEVICE_D1)) {
                            ask(b.stack(0).pdo, state, (d, m, to, c, status) -> order.add((DevicePowerState) to));
                        }
                    }))
                    .isClean();
            assertThat(order).containsExactly(POWER_DEVICE_D3, POWER_DEVICE_D0, POWER_DEVICE_D1);
        }
    }

    @Test
    void two_stacks_power_up_together_unless_both_draw_inrush_current() {
        assertThat(mostAtATime(DeviceFlags.DO_POWER_PAGABLE)).isEqualTo(2);
        assertThat(mostAtATime(DeviceFlags.DO_POWER_INRUSH)).isEqualTo(1);
    }

    private static int mostAtATime(int flags) {
        int most = 0;
        for (int seed = 0; seed < 50; seed++) {
            PowerBench bench = new PowerBench(Machine.builder().policy(Policies.random(seed)), "left", "right");
            int[] inside = new int[2];
            for (PowerBench.Stack stack : bench.stacks) {
                stack.flags = flags;
                stack.bus = (device, irp) -> {
                    inside[1] = Math.max(inside[1], ++inside[0]);
                    irp.markPending();
                    bench.hardware(() -> {
                        bench.kernel().currentThread().delay(100);
                        inside[0]--;
                        irp.complete(STATUS_SUCCESS);
                    });
                    return STATUS_PENDING;
                };
            }
            assertOutcome(bench.run(b -> b.stacks.forEach(stack -> ask(stack.pdo, POWER_DEVICE_D0, null))))
                    .isClean();
            most = Math.max(most, inside[1]);
        }
        return most;
    }

    @Test
    void a_pagable_stack_is_called_at_passive_level_whoever_asks() {
        List<Irql> levels = new ArrayList<>();
        for (boolean worker : new boolean[] {true, false}) {
            PowerBench inner = new PowerBench(
                    Machine.builder().power(PowerOptions.defaults().withRequestsFromWorker(worker)), "toaster");
            inner.stack(0).bus = (device, irp) -> {
                levels.add(inner.kernel().currentIrql());
                return inner.complete(device, irp);
            };
            assertOutcome(inner.run(b -> {
                        Irql old = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                        ask(b.stack(0).pdo, POWER_DEVICE_D3, null);
                        b.kernel().currentThread().lowerIrql(old);
                    }))
                    .isClean();
        }
        assertThat(levels).containsExactly(Irql.PASSIVE_LEVEL, Irql.PASSIVE_LEVEL);
    }

    @Test
    void a_stack_that_is_not_pagable_may_be_powered_up_at_dispatch_level() {
        assertThat(levelsOf(Machine.builder().power(PowerOptions.defaults().withPowersUpAtDispatch(true))))
                .containsExactly("PASSIVE_LEVEL", "DISPATCH_LEVEL");
        OtherOutcomes other = new OtherOutcomes();
        assertThat(levelsOf(other.machine())).containsExactly("PASSIVE_LEVEL", "DISPATCH_LEVEL");
        assertThat(other.chosen()).contains("powersUpAtDispatch is true");
    }

    private static List<String> levelsOf(MachineBuilder machine) {
        PowerBench bench = new PowerBench(machine, "toaster");
        List<String> levels = new ArrayList<>();
        bench.stack(0).flags = 0;
        bench.stack(0).bus = (device, irp) -> {
            levels.add(bench.kernel().currentIrql().name());
            return bench.complete(device, irp);
        };
        assertOutcome(bench.run(b -> {
                    askAndWait(b, POWER_DEVICE_D3);
                    askAndWait(b, POWER_DEVICE_D0);
                }))
                .isClean();
        return levels;
    }

    @Test
    void without_the_worker_the_caller_sends_the_irp_itself() {
        OtherOutcomes other = new OtherOutcomes();
        for (MachineBuilder machine : List.of(
                Machine.builder().power(PowerOptions.defaults().withRequestsFromWorker(false)), other.machine())) {
            assertOutcome(new PowerBench(machine, "toaster").run(b -> {
                        ask(b.stack(0).pdo, POWER_DEVICE_D3, null);
                        assertThat(b.log).contains("toaster-bus D3");
                    }))
                    .isClean();
        }
        assertThat(other.chosen()).containsExactly("requestsFromWorker is false");
    }

    @Test
    void a_wait_wake_comes_with_its_irp_before_it_is_sent_and_waits_as_long_as_it_likes() {
        PowerBench bench = new PowerBench("toaster");
        Irp[] waitWake = new Irp[1];
        bench.stack(0).bus = (device, irp) -> {
            assertThat(waitWake[0]).isSameAs(irp);
            irp.markPending();
            irp.setCancelRoutine((same, cancelled) -> {
                same.io().releaseCancelSpinLock(cancelled.cancelIrql());
                cancelled.complete(STATUS_CANCELLED);
            });
            return STATUS_PENDING;
        };
        assertOutcome(bench.run(b -> {
                    Po.requestPowerIrp(
                            b.stack(0).pdo,
                            IRP_MN_WAIT_WAKE,
                            POWER_SYSTEM_SLEEPING3,
                            (device, minor, state, context, status) -> b.log.add(status.name()),
                            null,
                            irp -> waitWake[0] = irp);
                    b.kernel().currentThread().delay(3_600 * PowerOptions.TICKS_PER_SECOND);
                    waitWake[0].cancel();
                }))
                .isClean();
        assertThat(bench.log).endsWith("STATUS_CANCELLED");
    }

    @Test
    void an_irp_pointer_for_anything_but_a_wait_wake_breaks_a_rule() {
        assertOutcome(new PowerBench("toaster")
                        .run(b -> Po.requestPowerIrp(
                                b.stack(0).pdo, IRP_MN_QUERY_POWER, POWER_DEVICE_D3, null, null, irp -> {})))
                .isViolation(0x4100B);
    }

    @Test
    void a_device_that_is_freed_with_a_wait_wake_in_it_stops_the_machine() {
        PowerBench bench = new PowerBench(Machine.builder().verifier(false), "toaster");
        bench.stack(0).bus = (device, irp) -> {
            irp.markPending();
            return STATUS_PENDING;
        };
        assertOutcome(bench.run(b -> {
                    PowerBench.Stack stack = b.stack(0);
                    Po.requestPowerIrp(stack.pdo, IRP_MN_WAIT_WAKE, POWER_SYSTEM_SLEEPING3, null, null);
                    stack.fdo.detach();
                    stack.filter.delete();
                    stack.pdo.detach();
                    stack.fdo.delete();
                    b.log.add("the drivers above have nothing to run");
                    stack.pdo.delete();
                }))
                .isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x1);
        assertThat(bench.log).endsWith("the drivers above have nothing to run");
    }

    @Test
    void a_filter_that_is_freed_with_its_completion_routine_to_come_stops_the_machine() {
        PowerBench bench = new PowerBench(Machine.builder().verifier(false), "toaster");
        bench.stack(0).bus = (device, irp) -> {
            irp.markPending();
            return STATUS_PENDING;
        };
        bench.stack(0).upper = (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine((same, done, context) -> STATUS_SUCCESS, null, true, true, true);
            return Po.callDriver(PowerBench.lower(device), irp);
        };
        Outcome outcome = bench.run(b -> {
            Po.requestPowerIrp(b.stack(0).pdo, IRP_MN_WAIT_WAKE, POWER_SYSTEM_SLEEPING3, null, null);
            b.stack(0).fdo.detach();
            b.stack(0).filter.delete();
        });
        assertOutcome(outcome).isBugCheck(BugCheckCode.DRIVER_POWER_STATE_FAILURE, 0x1);
        assertThat(((Outcome.BugChecked) outcome).bugCheck().parameter(1)).startsWith("toaster-filter#");
    }

    @Test
    void a_reported_state_answers_the_one_before() {
        assertOutcome(new PowerBench("toaster").run(b -> {
                    DeviceObject device = b.stack(0).fdo;
                    assertThat(Po.setPowerState(device, POWER_DEVICE_D0)).isEqualTo(POWER_DEVICE_UNSPECIFIED);
                    assertThat(Po.setPowerState(device, POWER_DEVICE_D3)).isEqualTo(POWER_DEVICE_D0);
                    assertThat(b.power().stateOf(device)).isEqualTo(POWER_DEVICE_D3);
                }))
                .isClean();
    }

    @Test
    void d0_may_be_reported_at_dispatch_level_and_d3_may_not() {
        assertOutcome(new PowerBench("toaster").run(b -> reportAtDispatch(b, POWER_DEVICE_D0)))
                .isClean();
        assertOutcome(new PowerBench("toaster").run(b -> reportAtDispatch(b, POWER_DEVICE_D3)))
                .isViolation(0xE5);
    }

    private static void reportAtDispatch(PowerBench bench, DevicePowerState state) {
        Irql old = bench.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
        Po.setPowerState(bench.stack(0).fdo, state);
        bench.kernel().currentThread().lowerIrql(old);
    }
}
