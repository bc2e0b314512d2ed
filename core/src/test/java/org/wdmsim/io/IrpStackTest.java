package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** The way down: IoCallDriver, skip, copy, and where a completion routine is kept. */
class IrpStackTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    @Test
    void a_new_irp_is_above_all_its_locations() {
        assertOutcome(stack(3).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    assertThat(irp.stackCount()).isEqualTo(3);
                    assertThat(irp.currentLocation()).isEqualTo(4);
                }))
                .isClean();
    }

    @Test
    void call_moves_down_one_location_gives_it_the_device_and_answers_what_dispatch_answers() {
        NtStatus unusual = NtStatus.of(0x00000042);
        StackBench bench = new StackBench(Machine.builder().verifier(false), 2).layer(1, (device, irp) -> {
            assertThat(irp.currentLocation()).isEqualTo(2);
            assertThat(irp.location().device()).isSameAs(device);
            irp.complete(STATUS_SUCCESS);
            return unusual;
        });
        assertOutcome(bench.run(
                        b -> assertThat(b.top().call(b.irp(IRP_MJ_READ))).isSameAs(unusual)))
                .isClean();
    }

    @Test
    void the_major_function_of_the_location_chooses_the_routine() {
        List<IrpMajor> seen = new ArrayList<>();
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            seen.add(irp.location().major());
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    for (IrpMajor major : IrpMajor.values()) {
                        b.send(major);
                    }
                }))
                .isClean();
        assertThat(seen).containsExactly(IrpMajor.values());
    }

    @Test
    void an_entry_that_driver_entry_left_alone_fails_the_request() {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            DriverObject driver = machine.io()
                    .loadDriver("empty", (object, path) -> STATUS_SUCCESS)
                    .value();
            DeviceObject device =
                    driver.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
            for (IrpMajor major : IrpMajor.values()) {
                Irp irp = machine.io().newSystemIrp(1);
                irp.setStatus(NtStatus.STATUS_NOT_SUPPORTED);
                irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null);
                assertThat(machine.io().sendAndWait(device, irp).status())
                        .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
            }
        });
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void skip_gives_the_next_driver_the_same_location() {
        List<IoStackLocation> locations = new ArrayList<>();
        StackBench bench = stack(2).layer(1, (device, irp) -> {
                    locations.add(irp.location());
                    return StackBench.skip(device, irp);
                })
                .layer(0, (device, irp) -> {
                    locations.add(irp.location());
                    assertThat(irp.location().device()).isSameAs(device);
                    return irp.complete(STATUS_SUCCESS);
                });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(locations.get(0)).isSameAs(locations.get(1));
    }

    @Test
    void copy_gives_the_request_but_neither_the_routine_nor_the_control_bits() {
        StackBench bench = stack(3).layer(
                        2, (device, irp) -> StackBench.copyWith(device, irp, (d, i, c) -> STATUS_SUCCESS, null))
                .layer(1, (device, irp) -> {
                    assertThat(irp.location().completionRoutine()).isNotNull();
                    assertThat(irp.location().control()).isNotZero();
                    irp.nextLocation().control = 0xE1;
                    return StackBench.copy(device, irp);
                })
                .layer(0, (device, irp) -> {
                    IoStackLocation mine = irp.location();
                    assertThat(mine.major()).isEqualTo(IRP_MJ_READ);
                    assertThat(mine.parameters()).isEqualTo(new IrpParameters.ReadWrite(7, 0, 0));
                    assertThat(mine.completionRoutine()).isNull();
                    assertThat(mine.control()).isZero();
                    return irp.complete(STATUS_SUCCESS);
                });
        assertOutcome(bench.run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    irp.nextLocation().set(IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, new IrpParameters.ReadWrite(7, 0, 0));
                    b.io().sendAndWait(b.top(), irp);
                }))
                .isClean();
    }

    @Test
    void a_completion_routine_is_kept_in_the_next_lower_location() {
        CompletionRoutine routine = (device, irp, context) -> STATUS_SUCCESS;
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine(routine, "context", true, false, true);
            assertThat(irp.location().completionRoutine()).isNull();
            assertThat(irp.location(1).completionRoutine()).isSameAs(routine);
            assertThat(irp.location(1).control())
                    .isEqualTo(IoStackLocation.SL_INVOKE_ON_SUCCESS | IoStackLocation.SL_INVOKE_ON_CANCEL);
            return StackBench.lower(device).call(irp);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void setting_a_routine_again_replaces_the_routine_and_the_conditions() {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine((d, i, c) -> STATUS_SUCCESS, null, true, true, true);
            irp.setCompletionRoutine((d, i, c) -> STATUS_SUCCESS, null, false, true, false);
            assertThat(irp.location(1).control()).isEqualTo(IoStackLocation.SL_INVOKE_ON_ERROR);
            return StackBench.lower(device).call(irp);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void a_routine_set_after_skip_overwrites_the_one_of_the_driver_above() {
        StackBench bench = stack(3);
        bench.layer(2, (device, irp) -> StackBench.copyWith(device, irp, noting(bench, "upper"), null))
                .layer(1, (device, irp) -> {
                    irp.skipLocation();
                    irp.setCompletionRoutine(noting(bench, "middle"), null, true, true, true);
                    return StackBench.lower(device).call(irp);
                });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).containsExactly("middle for layer2#3");
    }

    private static CompletionRoutine noting(StackBench bench, String name) {
        return (device, irp, context) -> {
            bench.note(name + " for " + device.objectName());
            return STATUS_SUCCESS;
        };
    }

    @Test
    void a_skip_leaves_room_for_a_driver_that_copies_without_need() {
        StackBench bench = stack(3).layer(2, StackBench::copy).layer(1, StackBench::copy);
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void sending_an_irp_with_too_few_locations_is_0x35() {
        Outcome outcome = stack(3).layer(2, StackBench::copy)
                .layer(1, StackBench::copy)
                .run(b -> b.top().call(b.allocate(IRP_MJ_READ, 2)));
        assertOutcome(outcome).isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
    }

    @Test
    void calling_with_every_location_in_use_is_0x35() {
        StackBench bench =
                new StackBench(Machine.builder().verifier(false), 1).layer(0, (device, irp) -> device.call(irp));
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
    }

    @Test
    void the_lowest_driver_cannot_set_a_completion_routine() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.setCompletionRoutine((d, i, c) -> STATUS_SUCCESS, null, true, true, true);
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
    }

    @Test
    void a_creator_without_a_location_has_nothing_to_skip() {
        Outcome outcome = stack(1).run(b -> b.irp(IRP_MJ_READ).skipLocation());
        assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(((Outcome.DriverThrew) outcome).thrown())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no current stack location");
    }

    @Test
    void calling_no_device_is_0x204() {
        assertOutcome(stack(1).run(b -> b.io().callDriver(null, b.irp(IRP_MJ_READ))))
                .isIoViolation(0x204);
    }

    @Test
    void calling_a_device_that_is_gone_is_0x04() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    DeviceObject gone = b.device(0);
                    gone.delete();
                    assertThat(gone.isFreed()).isTrue();
                    gone.call(irp);
                }))
                .isIoViolation(0x04);
    }

    @Test
    void a_device_whose_deletion_waits_still_gets_irps() {
        assertOutcome(stack(1).run(b -> {
                    b.device(0).reference();
                    b.device(0).delete();
                    assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_SUCCESS);
                    b.device(0).dereference();
                }))
                .isClean();
    }
}
