package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** The two races of a queue made by hand, io.md 8.2, over many schedules. */
class CancelRaceTest {
    private static final int SCHEDULES = 400;

    /** A queue as a driver writes it: one list, one lock, one cancel routine. */
    private static final class HandMadeQueue {
        final StackBench bench;
        final boolean careful;
        final List<Irp> irps = new ArrayList<>();
        KSpinLock lock;

        HandMadeQueue(StackBench bench, boolean careful) {
            this.bench = bench;
            this.careful = careful;
        }

        NtStatus queue(DeviceObject device, Irp irp) {
            irp.markPending();
            Irql old = lock.acquire();
            irps.add(irp);
            irp.setCancelRoutine(this::cancel);
            if (irp.isCancelled() && (irp.setCancelRoutine(null) != null || !careful)) {
                irps.remove(irp);
                lock.release(old);
                irp.complete(STATUS_CANCELLED);
            } else {
                lock.release(old);
            }
            return STATUS_PENDING;
        }

        void dequeueAll() {
            Irql old = lock.acquire();
            while (!irps.isEmpty()) {
                Irp irp = irps.remove(0);
                if (irp.setCancelRoutine(null) != null || !careful) {
                    lock.release(old);
                    irp.complete(STATUS_SUCCESS);
                    old = lock.acquire();
                }
            }
            lock.release(old);
        }

        void cancel(DeviceObject device, Irp irp) {
            bench.io().releaseCancelSpinLock(irp.cancelIrql());
            Irql old = lock.acquire();
            irps.remove(irp);
            lock.release(old);
            irp.complete(STATUS_CANCELLED);
        }
    }

    /** One read, one canceller that may come at any moment, and one that dequeues. */
    private static Outcome race(int seed, boolean careful, boolean dequeues, Set<String> endings) {
        StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 1);
        HandMadeQueue queue = new HandMadeQueue(bench, careful);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            return queue.queue(device, irp);
        });
        boolean[] over = new boolean[1];
        Outcome outcome = bench.run(b -> {
            queue.lock = new KSpinLock(b.kernel(), "queue lock");
            UserProcess program = new UserProcess(b.io());
            UserProcess.Handle handle = program.createFile(StackBench.NAME).value();
            b.thread("canceller", () -> {
                while (!over[0]) {
                    program.cancelIo(handle);
                }
            });
            if (dequeues) {
                b.thread("worker", queue::dequeueAll);
            }
            endings.add(program.readFile(handle, new byte[1]).status().name());
            over[0] = true;
            program.closeHandle(handle);
        });
        if (outcome.isClean()) {
            assertThat(bench.machine.leftovers()).isEmpty();
            assertThat(queue.irps).isEmpty();
        }
        return outcome;
    }

    @Test
    void queueing_and_cancelling_completes_each_irp_once_on_every_schedule() {
        Set<String> endings = new HashSet<>();
        for (int seed = 0; seed < SCHEDULES; seed++) {
            assertOutcome(race(seed, true, false, endings)).isClean();
        }
        assertThat(endings).containsExactly("STATUS_CANCELLED");
    }

    @Test
    void dequeueing_and_cancelling_completes_each_irp_once_on_every_schedule() {
        Set<String> endings = new HashSet<>();
        for (int seed = 0; seed < SCHEDULES; seed++) {
            assertOutcome(race(seed, true, true, endings)).isClean();
        }
        assertThat(endings).containsExactlyInAnyOrder("STATUS_CANCELLED", "STATUS_SUCCESS");
    }

    @Test
    void a_driver_that_does_not_look_at_what_set_answers_is_caught_on_some_schedule() {
        int caught = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            caught += race(seed, false, true, new HashSet<>()).isClean() ? 0 : 1;
        }
        assertThat(caught).isPositive();
    }
}
