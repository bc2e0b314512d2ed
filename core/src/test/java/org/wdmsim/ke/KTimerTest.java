package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_TIMEOUT;
import static org.wdmsim.ke.KernelOptions.TICKS_PER_MILLISECOND;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Timers in virtual time. */
class KTimerTest {
    private static Outcome run(Machine machine, Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    private static KTimer timer(Kernel kernel, KTimer.Type type) {
        return new KTimer(kernel, "timer", null, type);
    }

    @Test
    void a_timer_is_signalled_at_its_time_and_queues_its_dpc() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KTimer timer = timer(kernel, KTimer.Type.NOTIFICATION);
        List<Long> times = new ArrayList<>();
        KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> times.add(kernel.now()), null);
        assertOutcome(run(machine, () -> {
                    assertThat(timer.set(500, 0, dpc)).isFalse();
                    assertThat(timer.readState()).isFalse();
                    assertThat(timer.waitFor(KEvent.FOREVER)).isEqualTo(STATUS_SUCCESS);
                    assertThat(timer.readState()).isTrue();
                    assertThat(timer.cancel()).isFalse();
                    assertThat(kernel.now()).isEqualTo(500);
                }))
                .isClean();
        assertThat(times).containsExactly(500L);
    }

    @Test
    void a_synchronisation_timer_is_taken_by_one_waiter() {
        Machine machine = Machine.builder().build();
        KTimer timer = timer(machine.kernel(), KTimer.Type.SYNCHRONIZATION);
        assertOutcome(run(machine, () -> {
                    timer.set(0, 0, null);
                    assertThat(timer.waitFor(10)).isEqualTo(STATUS_SUCCESS);
                    assertThat(timer.waitFor(10)).isEqualTo(STATUS_TIMEOUT);
                }))
                .isClean();
    }

    @Test
    void a_periodic_timer_fires_until_it_is_cancelled() {
        Machine machine = Machine.builder().timeBetweenSteps(0).build();
        Kernel kernel = machine.kernel();
        KTimer timer = timer(kernel, KTimer.Type.SYNCHRONIZATION);
        List<Long> times = new ArrayList<>();
        assertOutcome(run(machine, () -> {
                    timer.set(5, 1, null);
                    for (int i = 0; i < 3; i++) {
                        timer.waitFor(KEvent.FOREVER);
                        times.add(kernel.now());
                    }
                    assertThat(timer.cancel()).isTrue();
                }))
                .isClean();
        assertThat(times).containsExactly(5L, 5 + TICKS_PER_MILLISECOND, 5 + 2 * TICKS_PER_MILLISECOND);
        assertThat(machine.leftovers()).isEmpty();
    }

    @Test
    void a_periodic_timer_that_is_left_set_does_not_keep_the_machine_from_its_end() {
        Machine machine = Machine.builder().build();
        KTimer timer = timer(machine.kernel(), KTimer.Type.NOTIFICATION);
        assertOutcome(run(machine, () -> timer.set(5, 1, null))).isClean();
        assertThat(machine.leftovers()).containsExactly("timer set: timer [set, periodic]");
    }

    @Test
    void a_wait_without_end_beside_a_periodic_timer_is_a_deadlock() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KTimer timer = timer(kernel, KTimer.Type.NOTIFICATION);
        assertOutcome(run(machine, () -> {
                    timer.set(5, 1, null);
                    KEvent.notification(kernel, "never").waitFor(KEvent.FOREVER);
                }))
                .isDeadlockOf("main");
    }

    @Test
    void a_cancelled_timer_runs_no_dpc_and_one_that_came_first_does() {
        Set<Boolean> answers = new HashSet<>();
        for (int seed = 1; seed <= 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Kernel kernel = machine.kernel();
            KTimer timer = timer(kernel, KTimer.Type.NOTIFICATION);
            int[] runs = new int[1];
            KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> runs[0]++, null);
            assertOutcome(run(machine, () -> {
                        timer.set(100, 0, dpc);
                        boolean cancelled = timer.cancel();
                        KDpc.flush(kernel);
                        assertThat(runs[0]).isEqualTo(cancelled ? 0 : 1);
                        answers.add(cancelled);
                    }))
                    .isClean();
        }
        assertThat(answers).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void no_time_passes_between_steps_when_the_machine_is_told_so() {
        for (int seed = 1; seed <= 100; seed++) {
            Machine machine = Machine.builder()
                    .policy(Policies.random(seed))
                    .timeBetweenSteps(0)
                    .build();
            KTimer timer = timer(machine.kernel(), KTimer.Type.NOTIFICATION);
            assertOutcome(run(machine, () -> {
                        timer.set(100, 0, null);
                        assertThat(timer.cancel()).isTrue();
                    }))
                    .isClean();
        }
    }

    @Test
    void timers_of_one_moment_expire_in_the_order_of_setting_and_a_nearer_one_first() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        List<Object> order = new ArrayList<>();
        KDpc.Routine note = (same, context, first, second) -> order.add(context);
        assertOutcome(run(machine, () -> {
                    for (String name : List.of("far", "a", "b")) {
                        KDpc dpc = new KDpc(kernel, name, null, note, name);
                        new KTimer(kernel, name, null, KTimer.Type.NOTIFICATION)
                                .set(name.equals("far") ? 200 : 100, 0, dpc);
                    }
                    kernel.currentThread().delay(1_000);
                }))
                .isClean();
        assertThat(order).containsExactly("a", "b", "far");
    }
}
