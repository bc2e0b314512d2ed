package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Fast mutexes: rules IrqlExApcLte1, bug-checks.md 2.1 (0x33, 0x34) and 2.3. */
class FastMutexTest {
    private static Outcome run(MachineBuilder builder, BiConsumer<Kernel, FastMutex> body) {
        Machine machine = builder.build();
        FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
        machine.thread("main", () -> body.accept(machine.kernel(), mutex));
        return machine.run();
    }

    private static Outcome run(BiConsumer<Kernel, FastMutex> body) {
        return run(Machine.builder(), body);
    }

    @Test
    void acquiring_raises_to_apc_level_and_releasing_lowers_to_what_it_was() {
        assertOutcome(run((kernel, mutex) -> {
                    KThread me = kernel.currentThread();
                    mutex.acquire();
                    assertThat(me.irql()).isEqualTo(Irql.APC_LEVEL);
                    assertThat(mutex.owner()).isSameAs(me);
                    mutex.release();
                    assertThat(me.irql()).isEqualTo(Irql.PASSIVE_LEVEL);
                    assertThat(mutex.owner()).isNull();
                    me.raiseIrql(Irql.APC_LEVEL);
                    assertThat(mutex.tryToAcquire()).isTrue();
                    mutex.release();
                    assertThat(me.irql()).isEqualTo(Irql.APC_LEVEL);
                    me.lowerIrql(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    @Test
    void a_try_on_a_held_mutex_answers_false_and_leaves_the_irql() {
        Machine machine = Machine.builder().policy(Policies.roundRobin()).build();
        FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
        KEvent tried = KEvent.notification(machine.kernel(), "tried");
        machine.thread("owner", () -> {
            mutex.acquire();
            tried.waitFor(KEvent.FOREVER);
            mutex.release();
        });
        machine.thread("other", () -> {
            while (mutex.owner() == null) {
                tried.readState();
            }
            assertThat(mutex.tryToAcquire()).isFalse();
            assertThat(machine.kernel().currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
            tried.set();
        });
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void one_thread_at_a_time_is_inside_on_every_schedule() {
        for (int seed = 0; seed < 300; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
            KEvent tick = KEvent.notification(machine.kernel(), "tick");
            int[] inside = new int[1];
            int[] entries = new int[1];
            for (String name : List.of("a", "b", "c")) {
                boolean tries = name.equals("c");
                machine.thread(name, () -> {
                    if (tries && !mutex.tryToAcquire()) {
                        return;
                    } else if (!tries) {
                        mutex.acquire();
                    }
                    assertThat(++inside[0]).isEqualTo(1);
                    entries[0]++;
                    tick.set();
                    tick.clear();
                    inside[0]--;
                    mutex.release();
                });
            }
            assertOutcome(machine.run()).isClean();
            assertThat(entries[0]).isBetween(2, 3);
        }
    }

    @Test
    void taking_it_twice_is_a_violation_and_without_verifier_a_wait_for_oneself() {
        BiConsumer<Kernel, FastMutex> body = (kernel, mutex) -> {
            mutex.acquire();
            mutex.acquire();
        };
        assertOutcome(run(body)).isViolation(0x1000);
        Outcome outcome = run(Machine.builder().verifier(false), body);
        assertOutcome(outcome).isDeadlockOf("main");
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy().get(0))
                .startsWith("fast mutex mutex: thread \"main\", since step")
                .contains("FastMutexTest.java:");
        assertOutcome(run((kernel, mutex) -> {
                    mutex.acquire();
                    assertThat(mutex.tryToAcquire()).isFalse();
                    mutex.release();
                }))
                .isClean();
    }

    @Test
    void a_release_needs_the_owner_at_apc_level() {
        assertOutcome(run((kernel, mutex) -> mutex.release())).isViolation(0x34);
        assertOutcome(run((kernel, mutex) -> {
                    kernel.currentThread().raiseIrql(Irql.APC_LEVEL);
                    mutex.release();
                }))
                .isViolation(0x1007);
        Machine machine = Machine.builder().build();
        FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
        machine.thread("owner", () -> {
            mutex.acquire();
            machine.kernel().currentThread().delay(1000);
        });
        machine.thread("stranger", () -> {
            machine.kernel().currentThread().delay(10);
            machine.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
            mutex.release();
        });
        assertOutcome(machine.run()).isViolation(0x1004);
    }

    @Test
    void without_verifier_a_release_too_many_lets_two_threads_in() {
        assertOutcome(run(Machine.builder().verifier(false), (kernel, mutex) -> {
                    kernel.currentThread().raiseIrql(Irql.APC_LEVEL);
                    mutex.release();
                    assertThat(mutex.tryToAcquire()).isTrue();
                    assertThat(mutex.tryToAcquire()).isTrue();
                    assertThat(mutex.tryToAcquire()).isFalse();
                    mutex.release();
                    kernel.currentThread().lowerIrql(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    @Test
    void the_unsafe_routines_leave_the_irql_and_want_apcs_disabled() {
        assertOutcome(run((kernel, mutex) -> mutex.acquireUnsafe())).isViolation(0x39);
        assertOutcome(run((kernel, mutex) -> mutex.releaseUnsafe())).isViolation(0x3A);
        assertOutcome(run((kernel, mutex) -> {
                    kernel.currentThread().apcs().enterCriticalRegion();
                    mutex.acquireUnsafe();
                    assertThat(kernel.currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                    mutex.releaseUnsafe();
                    kernel.currentThread().apcs().leaveCriticalRegion();
                }))
                .isClean();
        assertOutcome(run((kernel, mutex) -> {
                    Irql old = kernel.currentThread().raiseIrql(Irql.APC_LEVEL);
                    mutex.acquireUnsafe();
                    mutex.releaseUnsafe();
                    kernel.currentThread().lowerIrql(old);
                }))
                .isClean();
    }

    @Test
    void a_thread_that_ends_with_the_mutex_is_a_violation() {
        assertOutcome(run((kernel, mutex) -> mutex.acquire())).isViolation(0x100A);
    }

    @Test
    void so_it_is_when_others_have_ended_before_anybody_had_a_mutex() {
        Machine machine = Machine.builder().build();
        FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
        machine.thread("first", () -> {});
        machine.thread("second", mutex::acquire);
        assertOutcome(machine.run()).isViolation(0x100A);
    }

    @Test
    void at_dispatch_level_it_cannot_be_had() {
        assertOutcome(run((kernel, mutex) -> {
                    kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    mutex.tryToAcquire();
                }))
                .isViolation(0x20005);
    }
}
