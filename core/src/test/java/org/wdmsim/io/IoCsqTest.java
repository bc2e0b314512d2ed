package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.sched.Policies;

/** The cancel-safe queue: io.md 8.4. */
class IoCsqTest {
    private IoCsq queue;

    /** A device that queues reads and completes what the gate refuses. */
    private StackBench bench(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            NtStatus status = queue.insert(irp);
            return status.isSuccess() ? STATUS_PENDING : irp.complete(status);
        });
        return bench;
    }

    private void make(StackBench b) {
        queue = new IoCsq(b.drivers.get(0), "reads", (same, irp) -> irp.complete(STATUS_CANCELLED));
    }

    private Irp sendOne(StackBench b) {
        Irp irp = b.irp(IRP_MJ_READ);
        irp.userIosb = new IoStatusBlock();
        b.top().call(irp);
        return irp;
    }

    @Test
    void a_queued_irp_is_pending_and_cancellable() {
        assertOutcome(bench(Machine.builder()).run(b -> {
                    make(b);
                    Irp irp = sendOne(b);
                    assertThat(queue.size()).isEqualTo(1);
                    assertThat(irp.location().control()).isEqualTo(IoStackLocation.SL_PENDING_RETURNED);
                    assertThat(irp.cancelRoutine()).isNotNull();
                    assertThat(irp.driverContext()[3]).isSameAs(queue);
                    assertThat(irp.cancel()).isTrue();
                    assertThat(queue.size()).isZero();
                    assertThat(irp.userIosb.status()).isEqualTo(STATUS_CANCELLED);
                }))
                .isClean();
    }

    @Test
    void irps_leave_in_the_order_they_came_and_belong_to_who_took_them() {
        assertOutcome(bench(Machine.builder()).run(b -> {
                    make(b);
                    Irp first = sendOne(b);
                    Irp second = sendOne(b);
                    assertThat(queue.removeNext(irp -> true)).isSameAs(first);
                    assertThat(first.cancelRoutine()).isNull();
                    assertThat(first.driverContext()[3]).isNull();
                    assertThat(first.cancel()).isFalse();
                    assertThat(queue.removeNext(irp -> true)).isSameAs(second);
                    assertThat(queue.removeNext(irp -> true)).isNull();
                    first.complete(STATUS_SUCCESS);
                    second.complete(STATUS_SUCCESS);
                }))
                .isClean();
    }

    @Test
    void only_what_fits_is_taken() {
        assertOutcome(bench(Machine.builder()).run(b -> {
                    make(b);
                    Irp first = sendOne(b);
                    Irp second = sendOne(b);
                    assertThat(queue.removeNext(irp -> irp == second)).isSameAs(second);
                    assertThat(queue.removeNext(irp -> irp == second)).isNull();
                    second.complete(STATUS_SUCCESS);
                    first.cancel();
                }))
                .isClean();
    }

    @Test
    void a_closed_gate_refuses_and_leaves_the_irp_unmarked_with_the_driver() {
        assertOutcome(bench(Machine.builder()).run(b -> {
                    make(b);
                    queue.refuse(STATUS_DELETE_PENDING);
                    assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_DELETE_PENDING);
                    assertThat(queue.size()).isZero();
                }))
                .isClean();
    }

    @Test
    void an_irp_that_was_cancelled_before_is_not_kept() {
        assertOutcome(bench(Machine.builder()).run(b -> {
                    make(b);
                    Irp irp = b.irp(IRP_MJ_READ);
                    irp.userIosb = new IoStatusBlock();
                    irp.cancel();
                    assertThat(b.top().call(irp)).isEqualTo(STATUS_PENDING);
                    assertThat(irp.userIosb.status()).isEqualTo(STATUS_CANCELLED);
                    assertThat(queue.size()).isZero();
                }))
                .isClean();
    }

    @Test
    void each_irp_is_completed_exactly_once_on_every_schedule() {
        Set<String> endings = new TreeSet<>();
        for (int seed = 0; seed < 400; seed++) {
            StackBench bench = bench(Machine.builder().policy(Policies.random(seed)));
            List<NtStatus> ends = new ArrayList<>();
            assertOutcome(bench.run(b -> {
                        make(b);
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        for (int i = 0; i < 3; i++) {
                            b.thread(
                                    "reader",
                                    () -> ends.add(program.readFile(handle, new byte[1])
                                            .status()));
                        }
                        // Twice, so that the second may take the routine that the first found not yet set.
                        b.thread("canceller", () -> program.cancelIo(handle));
                        b.thread("canceller", () -> program.cancelIo(handle));
                        b.thread("worker", () -> completeOne());
                        b.thread("remover", () -> {
                            queue.refuse(STATUS_DELETE_PENDING);
                            while (completeOne()) {
                                // Until the queue is empty.
                            }
                        });
                        while (ends.size() < 3) {
                            b.kernel().currentThread().delay(1);
                        }
                        program.closeHandle(handle);
                    }))
                    .isClean();
            assertThat(queue.size()).isZero();
            assertThat(bench.machine.leftovers()).isEmpty();
            ends.forEach(status -> endings.add(status.name()));
        }
        assertThat(endings).containsExactly("STATUS_CANCELLED", "STATUS_DELETE_PENDING", "STATUS_SUCCESS");
    }

    private boolean completeOne() {
        Irp irp = queue.removeNext(any -> true);
        if (irp != null) {
            irp.complete(STATUS_SUCCESS);
        }
        return irp != null;
    }
}
