package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_BUFFER_OVERFLOW;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_EXISTS;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_TIMEOUT;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** The way up: which completion routines run, with what, and where the walk stops. */
class IrpCompletionTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    private static DispatchRoutine completes(NtStatus status) {
        return (device, irp) -> irp.complete(status);
    }

    // The status is given by value; a condition is s, e or c.
    @ParameterizedTest
    @CsvSource({
        "0x00000000, s, true",
        "0x00000000, e, false",
        "0x00000102, s, true",
        "0x40000000, s, true",
        "0x7FFFFFFF, s, true",
        "0x80000005, s, false",
        "0x80000005, e, true",
        "0xC0000001, s, false",
        "0xC0000001, e, true",
        "0xC0000001, c, false",
        "0x00000000, c, false"
    })
    void success_is_nt_success_and_a_warning_counts_as_error(String value, String condition, boolean runs) {
        NtStatus status = NtStatus.of(Long.decode(value).intValue());
        StackBench bench = stack(2).layer(0, completes(status));
        bench.layer(1, (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine(
                    (d, i, c) -> {
                        bench.note("ran");
                        return STATUS_SUCCESS;
                    },
                    null,
                    condition.equals("s"),
                    condition.equals("e"),
                    condition.equals("c"));
            return StackBench.lower(device).call(irp);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).hasSize(runs ? 1 : 0);
    }

    @Test
    void a_cancelled_irp_runs_the_routine_for_cancel_whatever_its_status() {
        for (NtStatus status : List.of(STATUS_SUCCESS, NtStatus.STATUS_CANCELLED)) {
            StackBench bench = stack(2).layer(0, (device, irp) -> {
                irp.cancel();
                return irp.complete(status);
            });
            bench.layer(1, (device, irp) -> {
                irp.copyLocationToNext();
                irp.setCompletionRoutine(
                        (d, i, c) -> {
                            bench.note("ran");
                            return STATUS_SUCCESS;
                        },
                        null,
                        false,
                        false,
                        true);
                return StackBench.lower(device).call(irp);
            });
            assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
            assertThat(bench.log).containsExactly("ran");
        }
    }

    @Test
    void routines_run_from_the_lowest_to_the_highest_each_with_its_own_device_and_context() {
        StackBench bench = stack(4);
        CompletionRoutine noting = (device, irp, context) -> {
            bench.note(device.objectName() + " " + context + " at " + irp.currentLocation());
            return STATUS_SUCCESS;
        };
        for (int i = 1; i < 4; i++) {
            String context = "context" + i;
            bench.layer(i, (device, irp) -> StackBench.copyWith(device, irp, noting, context));
        }
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log)
                .containsExactly("layer1#2 context1 at 2", "layer2#3 context2 at 3", "layer3#4 context3 at 4");
    }

    @Test
    void inside_a_routine_the_current_location_is_its_own_driver_s() {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            IoStackLocation mine = irp.location();
            return StackBench.copyWith(
                    device,
                    irp,
                    (same, up, context) -> {
                        assertThat(up.location()).isSameAs(mine);
                        assertThat(same).isSameAs(device);
                        return STATUS_SUCCESS;
                    },
                    null);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void the_originator_s_routine_gets_no_device_when_it_has_no_location() {
        List<DeviceObject> devices = new ArrayList<>();
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.setCompletionRoutine(
                            (device, done, context) -> {
                                devices.add(device);
                                assertThat(done.currentLocation()).isEqualTo(done.stackCount() + 1);
                                done.free();
                                return STATUS_MORE_PROCESSING_REQUIRED;
                            },
                            null,
                            true,
                            true,
                            true);
                    b.top().call(irp);
                }))
                .isClean();
        assertThat(devices).hasSize(1).containsOnlyNulls();
    }

    @Test
    void a_used_location_is_cleared_so_that_no_routine_runs_twice() {
        StackBench bench = stack(2);
        bench.layer(
                1,
                (device, irp) -> StackBench.copyWith(
                        device,
                        irp,
                        (d, done, context) -> {
                            assertThat(done.location(1).completionRoutine()).isNull();
                            assertThat(done.location(1).control()).isZero();
                            bench.note("ran");
                            return STATUS_SUCCESS;
                        },
                        null));
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).containsExactly("ran");
    }

    @Test
    void more_processing_required_halts_the_walk_and_completing_again_goes_on_above() {
        StackBench bench = stack(3);
        bench.layer(2, (device, irp) -> StackBench.copyWith(device, irp, noting(bench, "upper"), null))
                .layer(1, (device, irp) -> {
                    NtStatus status = StackBench.copyWith(
                            device,
                            irp,
                            (d, i, c) -> {
                                bench.note("middle keeps it");
                                return STATUS_MORE_PROCESSING_REQUIRED;
                            },
                            null);
                    bench.note("back in dispatch at " + irp.currentLocation());
                    irp.complete();
                    return status;
                });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).containsExactly("middle keeps it", "back in dispatch at 2", "upper");
    }

    private static CompletionRoutine noting(StackBench bench, String line) {
        return (device, irp, context) -> {
            bench.note(line);
            return STATUS_SUCCESS;
        };
    }

    @Test
    void any_other_answer_of_a_routine_goes_on_and_does_not_change_the_status() {
        for (NtStatus answer : List.of(STATUS_UNSUCCESSFUL, STATUS_PENDING, STATUS_TIMEOUT)) {
            StackBench bench = stack(2).layer(0, completes(STATUS_OBJECT_NAME_EXISTS));
            bench.layer(1, (device, irp) -> StackBench.copyWith(device, irp, (d, i, c) -> answer, null));
            assertOutcome(bench.run(
                            b -> assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_OBJECT_NAME_EXISTS)))
                    .isClean();
        }
    }

    @Test
    void a_routine_may_change_the_status_for_those_above() {
        StackBench bench = stack(2).layer(0, completes(STATUS_SUCCESS));
        bench.layer(
                1,
                (device, irp) -> StackBench.copyWith(
                        device,
                        irp,
                        (d, done, c) -> {
                            done.setStatus(STATUS_BUFFER_OVERFLOW);
                            done.setInformation(4);
                            return STATUS_SUCCESS;
                        },
                        null));
        assertOutcome(bench.run(b -> {
                    IoStatusBlock block = b.send(IRP_MJ_READ);
                    assertThat(block.status()).isEqualTo(STATUS_BUFFER_OVERFLOW);
                    assertThat(block.information()).isEqualTo(4);
                }))
                .isClean();
    }

    @Test
    void a_finished_irp_is_past_its_creator_and_gone() {
        assertOutcome(stack(2).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    b.io().sendAndWait(b.top(), irp);
                    assertThat(irp.currentLocation()).isEqualTo(irp.stackCount() + 2);
                    assertThat(irp.isFreed()).isTrue();
                    assertThat(b.io().liveIrps()).isEmpty();
                }))
                .isClean();
    }

    @Test
    void completing_twice_is_0x44() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.complete(STATUS_SUCCESS);
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isBugCheck(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS);
    }

    @Test
    void completing_what_the_driver_below_has_completed_is_0x44() {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            StackBench.skip(device, irp);
            return irp.complete(STATUS_SUCCESS);
        });
        Outcome outcome = bench.run(b -> b.send(IRP_MJ_READ));
        assertOutcome(outcome).isBugCheck(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS);
        assertThat(((Outcome.BugChecked) outcome).where()).contains("layer1");
    }

    @Test
    void completing_again_without_keeping_it_first_is_0x44_also_for_the_creator() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    b.top().call(irp);
                    irp.complete(STATUS_SUCCESS);
                }))
                .isBugCheck(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS);
    }

    @Test
    void an_inline_error_that_was_never_pended_leaves_status_block_and_event_alone() {
        assertOutcome(stack(1).layer(0, completes(STATUS_UNSUCCESSFUL)).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    IoStatusBlock block = new IoStatusBlock();
                    irp.userIosb = block;
                    irp.userEvent = b.event("done");
                    assertThat(b.top().call(irp)).isEqualTo(STATUS_UNSUCCESSFUL);
                    assertThat(block.status()).isEqualTo(STATUS_PENDING);
                    assertThat(irp.userEvent.isSignalled()).isFalse();
                }))
                .isClean();
    }

    @Test
    void a_warning_writes_status_block_and_event() {
        assertOutcome(stack(1).layer(0, completes(STATUS_BUFFER_OVERFLOW)).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    IoStatusBlock block = new IoStatusBlock();
                    irp.userIosb = block;
                    irp.userEvent = b.event("done");
                    b.top().call(irp);
                    assertThat(block.status()).isEqualTo(STATUS_BUFFER_OVERFLOW);
                    assertThat(irp.userEvent.isSignalled()).isTrue();
                }))
                .isClean();
    }
}
