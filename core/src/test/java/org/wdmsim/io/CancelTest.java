package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** IoCancelIrp and IoSetCancelRoutine: io.md 8.1 and 8.2. */
class CancelTest {
    private static StackBench bench(boolean verified) {
        return new StackBench(Machine.builder().verifier(verified), 1);
    }

    /** Sends a read that the layer keeps with this cancel routine, then cancels it. */
    private static Outcome cancelled(StackBench bench, CancelRoutine routine) {
        bench.layer(0, (device, irp) -> {
            irp.markPending();
            irp.setCancelRoutine(routine);
            return STATUS_PENDING;
        });
        return bench.run(b -> {
            Irp irp = b.irp(IRP_MJ_READ);
            b.top().call(irp);
            bench.note("cancel answers " + irp.cancel());
        });
    }

    @Test
    void without_a_cancel_routine_cancel_only_marks_the_irp() {
        assertOutcome(bench(true).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    assertThat(irp.cancel()).isFalse();
                    assertThat(irp.isCancelled()).isTrue();
                    assertThat(b.kernel().currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                    irp.free();
                }))
                .isClean();
    }

    @Test
    void the_cancel_routine_runs_with_the_lock_at_dispatch_level_and_is_taken_out_first() {
        StackBench bench = bench(true);
        Outcome outcome = cancelled(bench, (device, irp) -> {
            assertThat(irp.isCancelled()).isTrue();
            assertThat(irp.cancelRoutine()).isNull();
            assertThat(irp.cancelIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
            assertThat(bench.kernel().currentIrql()).isEqualTo(Irql.DISPATCH_LEVEL);
            assertThat(device).isSameAs(bench.device(0));
            bench.io().releaseCancelSpinLock(irp.cancelIrql());
            assertThat(bench.kernel().currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
            irp.complete(STATUS_CANCELLED);
        });
        assertOutcome(outcome).isClean();
        assertThat(bench.log).containsExactly("cancel answers true");
    }

    @Test
    void true_does_not_mean_that_the_irp_is_completed() {
        StackBench bench = bench(true);
        assertOutcome(cancelled(bench, (device, irp) -> bench.io().releaseCancelSpinLock(irp.cancelIrql())))
                .isClean();
        assertThat(bench.log).containsExactly("cancel answers true");
        assertThat(bench.machine.leftovers()).hasSize(1);
    }

    @Test
    void a_cancel_routine_that_keeps_the_lock_is_0x11B() {
        assertOutcome(cancelled(bench(true), (device, irp) -> {}))
                .isBugCheck(BugCheckCode.DRIVER_RETURNED_HOLDING_CANCEL_LOCK);
    }

    @Test
    void set_answers_the_routine_before() {
        assertOutcome(bench(true).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    CancelRoutine first = (device, same) -> {};
                    CancelRoutine second = (device, same) -> {};
                    assertThat(irp.setCancelRoutine(first)).isNull();
                    assertThat(irp.setCancelRoutine(second)).isSameAs(first);
                    assertThat(irp.setCancelRoutine(null)).isSameAs(second);
                    assertThat(irp.setCancelRoutine(null)).isNull();
                    irp.free();
                }))
                .isClean();
    }

    @Test
    void completing_with_the_routine_set_is_0x23C_and_0x48_when_it_is_cancelled_later() {
        for (boolean verified : new boolean[] {true, false}) {
            StackBench bench = bench(verified).layer(0, (device, irp) -> {
                irp.setCancelRoutine((d, i) -> {});
                return irp.complete(STATUS_SUCCESS);
            });
            Outcome outcome = bench.run(b -> {
                Irp irp = b.irp(IRP_MJ_READ);
                b.top().call(irp);
                irp.cancel();
            });
            if (verified) {
                assertOutcome(outcome).isIoViolation(0x23C);
            } else {
                assertOutcome(outcome).isBugCheck(BugCheckCode.CANCEL_STATE_IN_COMPLETED_IRP);
            }
        }
    }

    @Test
    void forwarding_with_the_routine_set_is_0x203() {
        StackBench bench = new StackBench(Machine.builder(), 2).layer(1, (device, irp) -> {
            irp.setCancelRoutine((d, i) -> {});
            return StackBench.skip(device, irp);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isIoViolation(0x203);
    }

    @Test
    void a_program_s_cancel_and_a_driver_s_completion_never_collide() {
        int cancelledInTime = 0;
        for (int seed = 0; seed < 400; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 1);
            bench.layer(0, (device, irp) -> {
                if (irp.location().major() != IRP_MJ_READ) {
                    return irp.complete(STATUS_SUCCESS);
                }
                irp.markPending();
                bench.thread("completer", () -> irp.complete(irp.isCancelled() ? STATUS_CANCELLED : STATUS_SUCCESS));
                return STATUS_PENDING;
            });
            assertOutcome(bench.run(b -> {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        b.thread("canceller", () -> program.cancelIo(handle));
                        bench.note(
                                program.readFile(handle, new byte[1]).status().name());
                        program.closeHandle(handle);
                    }))
                    .isClean();
            assertThat(bench.log).hasSize(1);
            cancelledInTime += bench.log.contains("STATUS_CANCELLED") ? 1 : 0;
        }
        assertThat(cancelledInTime).isBetween(1, 399);
    }

    @Test
    void a_cancel_routine_that_releases_with_another_irql_is_a_bug_check() {
        assertOutcome(cancelled(bench(true), (device, irp) -> {
                    device.io().releaseCancelSpinLock(Irql.DISPATCH_LEVEL);
                    irp.complete(STATUS_CANCELLED);
                }))
                .isBugCheck(BugCheckCode.IRQL_UNEXPECTED_VALUE);
    }
}
