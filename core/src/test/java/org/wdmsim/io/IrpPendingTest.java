package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** The pending contract, io.md 6.3. */
class IrpPendingTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    /** What the routines do by themselves, without the verifier's word on it. */
    private static StackBench unverified(int depth) {
        return new StackBench(Machine.builder().verifier(false), depth);
    }

    /** Marks pending and lets another thread complete. */
    private static DispatchRoutine pends(StackBench bench, NtStatus status) {
        return (device, irp) -> {
            irp.markPending();
            bench.thread("completer", () -> irp.complete(status));
            return STATUS_PENDING;
        };
    }

    private static boolean isMarked(Irp irp, int location) {
        return (irp.location(location).control() & IoStackLocation.SL_PENDING_RETURNED) != 0;
    }

    @Test
    void marking_sets_the_bit_in_the_current_location_only() {
        StackBench bench = stack(2);
        bench.layer(1, StackBench::copy).layer(0, (device, irp) -> {
            irp.markPending();
            assertThat(isMarked(irp, 1)).isTrue();
            assertThat(isMarked(irp, 2)).isFalse();
            irp.complete(STATUS_SUCCESS);
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void an_irp_that_is_pended_here_may_be_completed_before_dispatch_returns_on_every_schedule() {
        for (int seed = 0; seed < 100; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 2);
            bench.layer(0, pends(bench, STATUS_SUCCESS));
            assertOutcome(bench.run(
                            b -> assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_SUCCESS)))
                    .isClean();
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void without_a_completion_routine_the_bit_moves_up_by_itself() {
        StackBench bench = stack(3);
        bench.layer(
                        2,
                        (device, irp) -> StackBench.copyWith(
                                device,
                                irp,
                                (d, done, context) -> {
                                    assertThat(done.pendingReturned()).isTrue();
                                    bench.note("pended");
                                    done.markPending();
                                    return STATUS_SUCCESS;
                                },
                                null))
                .layer(1, StackBench::copy)
                .layer(0, pends(bench, STATUS_SUCCESS));
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).containsExactly("pended");
    }

    @Test
    void a_routine_that_runs_must_move_the_bit_up_itself() {
        StackBench bench = unverified(3);
        bench.layer(
                        2,
                        (device, irp) -> StackBench.copyWith(
                                device,
                                irp,
                                (d, done, context) -> {
                                    bench.note("top sees " + done.pendingReturned());
                                    return STATUS_SUCCESS;
                                },
                                null))
                .layer(
                        1,
                        (device, irp) -> StackBench.copyWith(
                                device,
                                irp,
                                (d, done, context) -> {
                                    bench.note("middle sees " + done.pendingReturned());
                                    return STATUS_SUCCESS;
                                },
                                null))
                .layer(0, pends(bench, STATUS_SUCCESS));
        bench.run(b -> b.top().call(b.irp(IRP_MJ_READ)));
        assertThat(bench.log).containsExactly("middle sees true", "top sees false");
    }

    @Test
    void a_program_never_hears_of_a_request_whose_pending_bit_was_not_moved_up() {
        Outcome outcome = readOf(unverified(2), done -> {});
        assertOutcome(outcome).isDeadlockOf("main");
    }

    @Test
    void a_program_hears_of_a_request_whose_pending_bit_was_moved_up() {
        assertOutcome(readOf(stack(2), done -> {
                    if (done.pendingReturned()) {
                        done.markPending();
                    }
                }))
                .isClean();
    }

    private static Outcome readOf(StackBench bench, java.util.function.Consumer<Irp> inRoutine) {
        bench.layer(1, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return StackBench.skip(device, irp);
            }
            return StackBench.copyWith(
                    device,
                    irp,
                    (d, done, context) -> {
                        inRoutine.accept(done);
                        return STATUS_SUCCESS;
                    },
                    null);
        });
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            irp.setInformation(3);
            return pends(bench, STATUS_SUCCESS).dispatch(device, irp);
        });
        return bench.run(b -> {
            UserProcess program = new UserProcess(b.io());
            UserProcess.Handle handle = program.createFile(StackBench.NAME).value();
            IoStatusBlock block = program.readFile(handle, new byte[8]);
            assertThat(block.status()).isEqualTo(STATUS_SUCCESS);
            assertThat(block.information()).isEqualTo(3);
            program.closeHandle(handle);
        });
    }

    @Test
    void dispatch_that_marks_and_returns_pending_itself_need_not_move_the_bit() {
        StackBench bench = stack(2);
        bench.layer(1, (device, irp) -> {
                    irp.markPending();
                    StackBench.copyWith(device, irp, (d, done, context) -> STATUS_SUCCESS, null);
                    return STATUS_PENDING;
                })
                .layer(0, pends(bench, STATUS_SUCCESS));
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    assertThat(program.readFile(handle, new byte[1]).status()).isEqualTo(STATUS_SUCCESS);
                    program.closeHandle(handle);
                }))
                .isClean();
    }

    @Test
    void a_dispatch_that_keeps_and_waits_completes_inline() {
        StackBench bench = stack(2);
        bench.layer(1, (device, irp) -> {
                    KEvent done = bench.event("back");
                    StackBench.copyWith(
                            device,
                            irp,
                            (d, i, context) -> {
                                done.set();
                                return STATUS_MORE_PROCESSING_REQUIRED;
                            },
                            null);
                    done.waitFor(KEvent.FOREVER);
                    assertThat(irp.location().control()).isZero();
                    return irp.complete(STATUS_UNSUCCESSFUL);
                })
                .layer(0, pends(bench, STATUS_SUCCESS));
        assertOutcome(bench.run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    irp.userIosb = new IoStatusBlock();
                    assertThat(b.top().call(irp)).isEqualTo(STATUS_UNSUCCESSFUL);
                    // An error, and the top location was never marked: an inline error leaves the block alone.
                    assertThat(irp.userIosb.status()).isEqualTo(STATUS_PENDING);
                }))
                .isClean();
    }

    @Test
    void a_pended_error_writes_the_status_block() {
        StackBench bench = stack(1);
        bench.layer(0, pends(bench, STATUS_UNSUCCESSFUL));
        assertOutcome(bench.run(b -> assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_UNSUCCESSFUL)))
                .isClean();
    }

    @Test
    void an_originator_without_a_location_must_not_mark() {
        Outcome outcome = stack(1).run(b -> {
            Irp irp = b.allocate(IRP_MJ_READ, 1);
            irp.setCompletionRoutine(
                    (device, done, context) -> {
                        done.markPending();
                        return STATUS_MORE_PROCESSING_REQUIRED;
                    },
                    null,
                    true,
                    true,
                    true);
            b.top().call(irp);
        });
        assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(outcome.headline()).contains("no current stack location");
    }

    @Test
    void pending_returned_without_marking_keeps_the_requester_waiting_after_an_error() {
        StackBench bench = unverified(1).layer(0, (device, irp) -> {
            irp.complete(STATUS_UNSUCCESSFUL);
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isDeadlockOf("main");
    }
}
