package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Rundown protection: io.md 10 and 11.1. */
class RundownProtectionTest {
    private static final int UNDERFLOW = 0x57440E04;
    private static final int ORDER = 0x57440E05;

    private static Outcome run(MachineBuilder builder, BiConsumer<Kernel, RundownProtection> body) {
        Machine machine = builder.build();
        RundownProtection rundown = new RundownProtection(machine.kernel(), "object");
        machine.thread("main", () -> body.accept(machine.kernel(), rundown));
        return machine.run();
    }

    private static Outcome run(BiConsumer<Kernel, RundownProtection> body) {
        return run(Machine.builder(), body);
    }

    @Test
    void it_is_granted_until_it_is_run_down_and_again_after_the_initialisation() {
        assertOutcome(run((kernel, rundown) -> {
                    assertThat(rundown.acquire()).isTrue();
                    assertThat(rundown.acquire(3)).isTrue();
                    assertThat(rundown.count()).isEqualTo(4);
                    rundown.release(2);
                    rundown.release();
                    rundown.release();
                    rundown.waitForRelease();
                    assertThat(rundown.isRunDown()).isTrue();
                    assertThat(rundown.acquire()).isFalse();
                    assertThat(rundown.acquire(2)).isFalse();
                    rundown.waitForRelease();
                    rundown.rundownCompleted();
                    assertThat(rundown.acquire()).isFalse();
                    rundown.reinitialize();
                    assertThat(rundown.acquire()).isTrue();
                    rundown.release();
                }))
                .isClean();
    }

    @Test
    void it_is_acquired_and_released_up_to_dispatch_level_and_waited_for_up_to_apc_level() {
        assertOutcome(run((kernel, rundown) -> {
                    kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    assertThat(rundown.acquire()).isTrue();
                    rundown.release();
                    kernel.currentThread().lowerIrql(Irql.APC_LEVEL);
                    rundown.waitForRelease();
                    kernel.currentThread().lowerIrql(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
        assertOutcome(run((kernel, rundown) -> {
                    kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    rundown.waitForRelease();
                }))
                .isViolation(0xE5);
    }

    @Test
    void nobody_is_inside_once_the_wait_returns_on_any_schedule() {
        Set<Integer> granted = new HashSet<>();
        for (int seed = 0; seed < 400; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            RundownProtection rundown = new RundownProtection(machine.kernel(), "object");
            KEvent tick = KEvent.notification(machine.kernel(), "tick");
            boolean[] isThere = {true};
            int[] got = new int[1];
            for (String name : List.of("a", "b", "c")) {
                machine.thread(name, () -> {
                    if (rundown.acquire()) {
                        got[0]++;
                        tick.set();
                        assertThat(isThere[0]).isTrue();
                        rundown.release();
                    }
                });
            }
            machine.thread("owner", () -> {
                rundown.waitForRelease();
                isThere[0] = false;
                assertThat(rundown.acquire()).isFalse();
            });
            assertOutcome(machine.run()).isClean();
            assertThat(rundown.isRunDown()).isTrue();
            granted.add(got[0]);
        }
        assertThat(granted).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void an_object_is_used_run_down_and_replaced_again_and_again_on_any_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            RundownProtection rundown = new RundownProtection(machine.kernel(), "object");
            KEvent tick = KEvent.notification(machine.kernel(), "tick");
            int[] users = new int[1];
            for (String name : List.of("a", "b")) {
                machine.thread(name, () -> {
                    for (int i = 0; i < 4; i++) {
                        if (rundown.acquire()) {
                            users[0]++;
                            tick.set();
                            users[0]--;
                            rundown.release();
                        }
                    }
                });
            }
            machine.thread("owner", () -> {
                for (int i = 0; i < 3; i++) {
                    rundown.waitForRelease();
                    assertThat(users[0]).isZero();
                    rundown.rundownCompleted();
                    rundown.reinitialize();
                }
            });
            assertOutcome(machine.run()).isClean();
            assertThat(rundown.count()).isZero();
        }
    }

    @Test
    void a_wait_that_never_ends_names_who_holds_protection() {
        Outcome outcome = run((kernel, rundown) -> {
            rundown.acquire(2);
            rundown.release();
            rundown.waitForRelease();
        });
        assertOutcome(outcome).isDeadlockOf("main");
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy())
                .singleElement()
                .asString()
                .startsWith("rundown protection of object: thread \"main\", since step")
                .contains("RundownProtectionTest.java:");
    }

    @Test
    void a_release_too_many_is_a_violation_and_without_verifier_the_next_wait_never_ends() {
        BiConsumer<Kernel, RundownProtection> body = (kernel, rundown) -> {
            rundown.acquire();
            rundown.release();
            rundown.release();
            rundown.waitForRelease();
        };
        assertOutcome(run(body)).isViolation(UNDERFLOW);
        assertOutcome(run((kernel, rundown) -> {
                    rundown.acquire();
                    rundown.release(2);
                }))
                .isViolation(UNDERFLOW);
        Outcome outcome = run(Machine.builder().verifier(false), body);
        assertOutcome(outcome).isDeadlockOf("main");
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy())
                .containsExactly("count of object is -1: it was released more often than it was acquired");
    }

    @Test
    void unlike_a_remove_lock_nobody_sees_whose_protection_was_released() {
        assertOutcome(run((kernel, rundown) -> {
                    rundown.acquire(); // say, for a callback that still runs
                    rundown.release(); // say, by somebody who holds none
                    rundown.waitForRelease();
                }))
                .isClean();
    }

    @Test
    void what_was_not_run_down_must_not_be_initialised_again_or_completed() {
        assertOutcome(run((kernel, rundown) -> rundown.reinitialize())).isViolation(ORDER);
        assertOutcome(run((kernel, rundown) -> rundown.rundownCompleted())).isViolation(ORDER);
    }

    @Test
    void without_verifier_a_wait_after_a_rundown_that_was_completed_too_early_never_ends() {
        Outcome outcome = run(Machine.builder().verifier(false), (kernel, rundown) -> {
            rundown.acquire();
            rundown.rundownCompleted();
            rundown.release();
            rundown.waitForRelease();
        });
        assertOutcome(outcome).isDeadlockOf("main");
    }

    @Test
    void a_second_thread_that_waits_is_a_violation_and_without_verifier_both_go_on() {
        assertOutcome(twoWait(Machine.builder())).isViolation(ORDER);
        assertOutcome(twoWait(Machine.builder().verifier(false))).isClean();
    }

    private static Outcome twoWait(MachineBuilder builder) {
        Machine machine = builder.build();
        RundownProtection rundown = new RundownProtection(machine.kernel(), "object");
        machine.thread("user", () -> {
            rundown.acquire();
            machine.thread("first", rundown::waitForRelease);
            machine.thread("second", rundown::waitForRelease);
            machine.kernel().currentThread().delay(1000);
            rundown.release();
        });
        return machine.run();
    }

    @Test
    void a_count_below_one_is_misuse_of_the_api() {
        RundownProtection rundown =
                new RundownProtection(Machine.builder().build().kernel(), "object");
        assertThatThrownBy(() -> rundown.acquire(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rundown.release(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
