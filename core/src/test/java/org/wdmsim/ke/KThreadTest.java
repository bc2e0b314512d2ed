package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_TIMEOUT;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** Threads as objects that can be waited for. */
class KThreadTest {
    @Test
    void a_wait_for_a_thread_ends_when_the_thread_has_ended_on_every_schedule() {
        for (int seed = 0; seed < 100; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            List<String> log = new ArrayList<>();
            machine.thread("main", () -> {
                KThread worker = KThread.create(machine.kernel(), "worker", KThread.Kind.SYSTEM, () -> {
                    machine.kernel().currentThread().delay(5);
                    log.add("worker");
                });
                assertThat(worker.waitFor(KThread.FOREVER)).isEqualTo(STATUS_SUCCESS);
                assertThat(worker.isEnded()).isTrue();
                log.add("main");
                assertThat(worker.waitFor(0)).isEqualTo(STATUS_SUCCESS);
            });
            assertOutcome(machine.run()).isClean();
            assertThat(log).containsExactly("worker", "main");
        }
    }

    @Test
    void a_thread_that_still_runs_is_not_signalled() {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            KThread worker = KThread.create(
                    machine.kernel(),
                    "worker",
                    KThread.Kind.SYSTEM,
                    () -> machine.kernel().currentThread().delay(100));
            assertThat(worker.waitFor(99)).isEqualTo(STATUS_TIMEOUT);
            assertThat(worker.waitFor(1000)).isEqualTo(STATUS_SUCCESS);
            assertThat(machine.kernel().scheduler().now()).isEqualTo(100);
        });
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void threads_of_one_name_are_told_apart_by_a_number() {
        Machine machine = Machine.builder().build();
        for (int i = 0; i < 3; i++) {
            machine.thread("reader", () -> {});
        }
        assertOutcome(machine.run()).isClean();
        assertThat(machine.trace().toText()).contains(" reader  ", " reader 2  ", " reader 3  ");
    }

    @Test
    void a_worker_that_waits_for_work_rests_and_is_no_deadlock() {
        Machine machine = Machine.builder().build();
        KEvent work = KEvent.synchronization(machine.kernel(), "work");
        List<String> done = new ArrayList<>();
        machine.thread("worker", () -> {
            while (true) {
                machine.kernel().currentThread().waitForWork(work);
                done.add("work");
            }
        });
        machine.thread("main", work::set);
        assertOutcome(machine.run()).isClean();
        assertThat(machine.leftovers()).isEmpty();
        assertThat(done).containsExactly("work");
    }
}
