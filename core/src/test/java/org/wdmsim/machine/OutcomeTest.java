package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** Every run ends in an outcome that says what happened. */
@Timeout(120)
class OutcomeTest {
    static List<String> carriers() {
        return CoroutineCarriers.available();
    }

    private static Machine machine() {
        return Machine.builder().build();
    }

    @Test
    void a_machine_without_threads_completes() {
        Machine machine = machine();
        assertThat(machine.run()).isEqualTo(new Outcome.Completed(0));
        assertThat(machine.leftovers()).isEmpty();
    }

    @Test
    void a_machine_runs_once() {
        Machine machine = machine();
        machine.run();
        assertThatThrownBy(machine::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this machine has run before; build a new one for each run");
    }

    @Test
    void a_driver_that_throws_is_told_with_its_line() {
        Machine machine = machine();
        machine.thread("main", () -> {
            throw new IllegalStateException("toast without bread");
        });
        Outcome.DriverThrew threw = (Outcome.DriverThrew) machine.run();
        assertThat(threw.headline()).isEqualTo("DRIVER THREW java.lang.IllegalStateException: toast without bread");
        assertThat(threw.line()).matches("OutcomeTest\\.java:\\d+");
        assertThat(threw.where()).isEqualTo("step 2, thread \"main\"");
    }

    @Test
    void a_driver_that_overflows_its_stack_throws_like_any_other() {
        Machine machine = machine();
        machine.thread("main", OutcomeTest::recurse);
        Outcome outcome = machine.run();
        assertThat(((Outcome.DriverThrew) outcome).thrown()).isInstanceOf(StackOverflowError.class);
        assertThat(((Outcome.DriverThrew) outcome).line()).startsWith("OutcomeTest.java:");
    }

    private static void recurse() {
        recurse();
    }

    @Test
    void a_run_that_needs_too_many_steps_is_out_of_steps() {
        Machine machine = Machine.builder().stepLimit(50).build();
        KEvent tick = KEvent.notification(machine.kernel(), "tick");
        machine.thread("main", () -> {
            while (true) {
                tick.set();
            }
        });
        Outcome outcome = machine.run();
        assertThat(outcome).isEqualTo(new Outcome.OutOfSteps(50));
        assertThat(outcome.isInconclusive()).isTrue();
        assertThat(outcome.headline()).isEqualTo("OUT OF STEPS: not finished after 50 steps");
        assertThat(machine.trace().entries()).hasSize(50);
    }

    @Test
    void a_deadlock_says_who_waits_for_what_since_when_and_who_has_it() {
        Machine machine = machine();
        KEvent event = KEvent.notification(machine.kernel(), "answer");
        event.explainedBy(() -> List.of("the device, which is gone"));
        machine.thread("asker", () -> {
            machine.kernel().currentThread().delay(42);
            event.waitFor(KEvent.FOREVER);
        });
        machine.thread("other", () -> {});
        Outcome outcome = machine.run();
        assertThat(outcome.headline()).isEqualTo("DEADLOCK: 1 thread waits for what cannot come");
        assertThat(((Outcome.Deadlocked) outcome).threads())
                .containsExactly(
                        new Outcome.StuckThread("asker", "", "answer", 42, List.of("the device, which is gone")));
        assertThat(machine.leftovers()).containsExactly("thread not ended: asker");
    }

    @Test
    void a_thread_that_waits_at_dispatch_level_on_one_processor_stops_all() {
        Machine machine = Machine.builder().processors(1).verifier(false).build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        machine.thread("waiter", () -> {
            machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            event.waitFor(KEvent.FOREVER);
        });
        machine.thread("setter", event::set);
        assertOutcome(machine.run()).isDeadlockOf("waiter");
    }

    @Test
    void the_first_stop_is_the_outcome_whatever_the_unwinding_threads_do() {
        Machine machine = machine();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        machine.thread("main", () -> {
            try {
                lock.acquire();
                lock.acquire();
            } finally {
                machine.thread("late", () -> {});
            }
        });
        assertOutcome(machine.run()).isBugCheck(BugCheckCode.SPIN_LOCK_ALREADY_OWNED);
    }

    @Test
    void a_driver_that_turns_the_stop_into_its_own_exception_changes_nothing() {
        Machine machine = machine();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        machine.thread("main", () -> {
            lock.acquire();
            try {
                lock.acquire();
            } catch (Throwable stopped) {
                throw new IllegalArgumentException("mine", stopped);
            }
        });
        assertOutcome(machine.run()).isBugCheck(BugCheckCode.SPIN_LOCK_ALREADY_OWNED);
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_driver_that_catches_everything_takes_no_step_after_the_end(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Machine machine = Machine.builder().carrier(carrier).build();
            KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
            List<String> caught = new ArrayList<>();
            machine.thread("main", () -> {
                lock.acquire();
                for (int i = 0; i < 5; i++) {
                    try {
                        if (i % 2 == 0) {
                            lock.acquire();
                        } else {
                            machine.kernel().currentThread().raiseIrql(Irql.HIGH_LEVEL);
                        }
                        caught.add("nothing");
                    } catch (Throwable stopped) {
                        caught.add(stopped.getClass().getSimpleName());
                    }
                }
            });
            assertOutcome(machine.run()).isBugCheck(BugCheckCode.SPIN_LOCK_ALREADY_OWNED);
            assertThat(caught).hasSize(5).containsOnly("MachineStopped");
            int last = ((Outcome.BugChecked) machine.outcome()).step();
            assertThat(machine.trace().entries()).hasSize(last);
            assertThat(machine.kernel().steps()).isEqualTo(last);
        }
    }

    @Test
    void a_thread_that_waits_when_the_run_ends_takes_no_step_while_it_is_unwound() {
        Machine machine = machine();
        KEvent event = KEvent.notification(machine.kernel(), "never");
        machine.thread("main", () -> {
            try {
                event.waitFor(KEvent.FOREVER);
            } finally {
                machine.kernel().currentThread().raiseIrql(Irql.HIGH_LEVEL);
            }
        });
        Outcome.Deadlocked outcome = (Outcome.Deadlocked) machine.run();
        assertThat(machine.trace().entries()).hasSize(outcome.steps());
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_driver_that_catches_everything_for_ever_is_left_behind(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Machine machine = Machine.builder().carrier(carrier).build();
            KEvent event = KEvent.notification(machine.kernel(), "event");
            machine.thread("stubborn", () -> {
                while (!carrierIsClosed[0]) {
                    try {
                        event.waitFor(KEvent.FOREVER);
                    } catch (Throwable stopped) {
                        // And tries again.
                    }
                }
            });
            assertOutcome(machine.run()).isDeadlockOf("stubborn");
            carrierIsClosed[0] = true;
        }
    }

    private final boolean[] carrierIsClosed = new boolean[1];
}
