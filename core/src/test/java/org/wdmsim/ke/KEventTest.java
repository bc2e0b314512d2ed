package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_TIMEOUT;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Events, and waits in virtual time. */
class KEventTest {
    private final List<String> log = new ArrayList<>();

    private static Outcome run(Machine machine, Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_notification_event_lets_every_waiter_go_and_stays_signalled() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.notification(machine.kernel(), "go");
        for (String name : List.of("a", "b", "c")) {
            machine.thread(name, () -> {
                event.waitFor(KEvent.FOREVER);
                log.add(name);
            });
        }
        assertOutcome(run(machine, () -> {
                    assertThat(event.readState()).isFalse();
                    assertThat(event.set()).isFalse();
                    assertThat(event.set()).isTrue();
                    assertThat(event.waitFor(0)).isEqualTo(STATUS_SUCCESS);
                    assertThat(event.readState()).isTrue();
                    event.clear();
                    assertThat(event.waitFor(0)).isEqualTo(STATUS_TIMEOUT);
                }))
                .isClean();
        assertThat(log).containsExactly("a", "b", "c");
    }

    @Test
    void a_synchronisation_event_lets_one_waiter_go_in_the_order_of_their_coming() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.synchronization(machine.kernel(), "go");
        for (String name : List.of("a", "b", "c")) {
            machine.thread(name, () -> {
                event.waitFor(KEvent.FOREVER);
                log.add(name);
            });
        }
        Outcome outcome = run(machine, () -> {
            event.set();
            assertThat(event.isSignalled()).isFalse();
            event.set();
        });
        assertOutcome(outcome).isDeadlockOf("c");
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void a_synchronisation_event_that_is_set_twice_without_waiters_is_one_signal() {
        Machine machine = Machine.builder().build();
        assertOutcome(run(machine, () -> {
                    KEvent event = KEvent.synchronization(machine.kernel(), "go");
                    event.set();
                    assertThat(event.set()).isTrue();
                    assertThat(event.waitFor(0)).isEqualTo(STATUS_SUCCESS);
                    assertThat(event.waitFor(0)).isEqualTo(STATUS_TIMEOUT);
                }))
                .isClean();
    }

    @Test
    void a_timeout_passes_in_virtual_time_to_the_tick() {
        Machine machine = Machine.builder().build();
        long year = 365L * 24 * 3600 * 10_000_000;
        assertOutcome(run(machine, () -> {
                    KEvent event = KEvent.notification(machine.kernel(), "never");
                    assertThat(event.waitFor(year)).isEqualTo(STATUS_TIMEOUT);
                    assertThat(machine.kernel().scheduler().now()).isEqualTo(year);
                }))
                .isClean();
    }

    @Test
    void a_signal_before_the_deadline_ends_the_wait_then() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.notification(machine.kernel(), "go");
        machine.thread("setter", () -> {
            machine.kernel().currentThread().delay(70);
            event.set();
        });
        assertOutcome(run(machine, () -> {
                    assertThat(event.waitFor(100)).isEqualTo(STATUS_SUCCESS);
                    assertThat(machine.kernel().scheduler().now()).isEqualTo(70);
                }))
                .isClean();
        assertThat(machine.kernel().scheduler().now()).isEqualTo(70);
    }

    @Test
    void deadlines_come_in_their_order_whatever_the_policy() {
        for (int seed = 0; seed < 50; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            List<Integer> order = new ArrayList<>();
            for (int ticks : new int[] {30, 10, 20}) {
                machine.thread("sleeper", () -> {
                    machine.kernel().currentThread().delay(ticks);
                    order.add(ticks);
                });
            }
            assertOutcome(machine.run()).isClean();
            assertThat(order).containsExactly(10, 20, 30);
        }
    }

    @Test
    void a_signal_at_the_very_deadline_is_taken_or_left_but_never_lost() {
        int timeouts = 0;
        for (int seed = 0; seed < 300; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            KEvent event = KEvent.synchronization(machine.kernel(), "go");
            NtStatus[] answer = new NtStatus[1];
            machine.thread("waiter", () -> answer[0] = event.waitFor(50));
            machine.thread("setter", () -> {
                machine.kernel().currentThread().delay(50);
                event.set();
            });
            assertOutcome(machine.run()).isClean();
            assertThat(event.isSignalled()).isEqualTo(answer[0] == STATUS_TIMEOUT);
            timeouts += answer[0] == STATUS_TIMEOUT ? 1 : 0;
        }
        assertThat(timeouts).isPositive();
    }

    @Test
    void a_signal_passes_over_a_waiter_whose_deadline_has_come() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.synchronization(machine.kernel(), "go");
        machine.thread("setter", () -> {
            machine.kernel().currentThread().delay(50);
            event.set();
        });
        machine.thread("impatient", () -> log.add("impatient " + event.waitFor(50)));
        machine.thread("patient", () -> log.add("patient " + event.waitFor(KEvent.FOREVER)));
        assertOutcome(machine.run()).isClean();
        assertThat(log).containsExactly("impatient STATUS_TIMEOUT", "patient STATUS_SUCCESS");
    }

    @Test
    void a_timeout_too_far_away_to_be_told_never_comes() {
        Machine machine = Machine.builder().build();
        assertOutcome(run(machine, () -> {
                    machine.kernel().currentThread().delay(1);
                    KEvent.notification(machine.kernel(), "never").waitFor(Long.MAX_VALUE);
                }))
                .isDeadlockOf("main");
    }

    @Test
    void negative_times_are_refused_with_a_hint() {
        for (boolean delays : new boolean[] {true, false}) {
            Machine machine = Machine.builder().build();
            Outcome outcome = run(machine, () -> {
                if (delays) {
                    machine.kernel().currentThread().delay(-10);
                } else {
                    KEvent.notification(machine.kernel(), "e").waitFor(-10);
                }
            });
            assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
            assertThat(outcome.headline()).contains("IllegalArgumentException", "-10 ticks", "as a positive number");
        }
    }
}
