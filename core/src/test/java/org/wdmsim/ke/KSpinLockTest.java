package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Spin locks: who is kept apart, on how many processors. */
class KSpinLockTest {
    private static Outcome run(MachineBuilder builder, BiConsumer<Kernel, KSpinLock> body) {
        Machine machine = builder.build();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        machine.thread("main", () -> body.accept(machine.kernel(), lock));
        return machine.run();
    }

    @Test
    void acquire_raises_to_dispatch_level_and_release_goes_back() {
        assertOutcome(run(Machine.builder(), (kernel, lock) -> {
                    KThread me = kernel.currentThread();
                    me.raiseIrql(Irql.APC_LEVEL);
                    Irql old = lock.acquire();
                    assertThat(old).isEqualTo(Irql.APC_LEVEL);
                    assertThat(me.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
                    assertThat(lock.owner()).isSameAs(me);
                    lock.release(old);
                    assertThat(me.irql()).isEqualTo(Irql.APC_LEVEL);
                    assertThat(lock.owner()).isNull();
                    me.lowerIrql(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    @Test
    void two_locks_nest() {
        assertOutcome(run(Machine.builder(), (kernel, outer) -> {
                    KSpinLock inner = new KSpinLock(kernel, "inner");
                    Irql old = outer.acquire();
                    Irql dispatch = inner.acquire();
                    assertThat(dispatch).isEqualTo(Irql.DISPATCH_LEVEL);
                    inner.release(dispatch);
                    assertThat(kernel.currentIrql()).isEqualTo(Irql.DISPATCH_LEVEL);
                    outer.release(old);
                    assertThat(kernel.currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    /** Three threads in a section of several steps; counts how many are in it and who else runs meanwhile. */
    private static final class Section {
        int inside;
        int most;
        final Set<String> ranMeanwhile = new HashSet<>();
    }

    private static Section section(int seed, int processors) {
        Machine machine = Machine.builder()
                .policy(Policies.random(seed))
                .processors(processors)
                .build();
        Kernel kernel = machine.kernel();
        KSpinLock lock = new KSpinLock(kernel, "lock");
        KEvent ticker = KEvent.notification(kernel, "ticker");
        Section section = new Section();
        for (String name : List.of("a", "b", "c")) {
            machine.thread(name, () -> {
                Irql old = lock.acquire();
                section.most = Math.max(section.most, ++section.inside);
                ticker.set();
                ticker.clear();
                ticker.set();
                section.inside--;
                lock.release(old);
            });
        }
        machine.thread("bystander", () -> {
            for (int i = 0; i < 20; i++) {
                ticker.readState();
                if (section.inside > 0) {
                    section.ranMeanwhile.add("bystander");
                }
            }
        });
        assertOutcome(machine.run()).isClean();
        assertThat(lock.owner()).isNull();
        return section;
    }

    @Test
    void on_two_processors_one_thread_is_inside_while_others_run() {
        Set<String> ranMeanwhile = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            Section section = section(seed, 2);
            assertThat(section.most).isEqualTo(1);
            ranMeanwhile.addAll(section.ranMeanwhile);
        }
        assertThat(ranMeanwhile).containsExactly("bystander");
    }

    @Test
    void on_one_processor_nobody_else_runs_while_the_lock_is_held() {
        for (int seed = 0; seed < 300; seed++) {
            Section section = section(seed, 1);
            assertThat(section.most).isEqualTo(1);
            assertThat(section.ranMeanwhile).isEmpty();
        }
    }

    @Test
    void no_two_threads_at_dispatch_level_are_on_one_processor() {
        for (int seed = 0; seed < 300; seed++) {
            Machine machine = Machine.builder()
                    .policy(Policies.random(seed))
                    .processors(3)
                    .build();
            KThread[] onProcessor = new KThread[3];
            for (int i = 0; i < 5; i++) {
                machine.thread("thread", () -> {
                    KThread me = machine.kernel().currentThread();
                    me.raiseIrql(Irql.DISPATCH_LEVEL);
                    int processor = me.processor();
                    assertThat(onProcessor[processor]).isNull();
                    onProcessor[processor] = me;
                    KEvent event = KEvent.notification(machine.kernel(), "tick");
                    event.set();
                    event.clear();
                    assertThat(me.processor()).isEqualTo(processor);
                    onProcessor[processor] = null;
                    me.lowerIrql(Irql.PASSIVE_LEVEL);
                });
            }
            assertOutcome(machine.run()).isClean();
        }
    }

    @Test
    void taking_a_lock_twice_is_0x0F() {
        assertOutcome(run(Machine.builder(), (kernel, lock) -> {
                    lock.acquire();
                    lock.acquire();
                }))
                .isBugCheck(BugCheckCode.SPIN_LOCK_ALREADY_OWNED);
    }

    @Test
    void lowering_the_irql_while_a_lock_is_held_is_0x0F() {
        assertOutcome(run(Machine.builder(), (kernel, lock) -> {
                    lock.acquire();
                    kernel.currentThread().lowerIrql(Irql.APC_LEVEL);
                }))
                .isBugCheck(BugCheckCode.SPIN_LOCK_ALREADY_OWNED);
    }

    @Test
    void releasing_a_lock_that_nobody_holds_is_0x10_and_with_verifier_a_wrong_irql() {
        assertOutcome(run(Machine.builder().verifier(false), (kernel, lock) -> lock.release(Irql.PASSIVE_LEVEL)))
                .isBugCheck(BugCheckCode.SPIN_LOCK_NOT_OWNED);
        assertOutcome(run(Machine.builder(), (kernel, lock) -> lock.release(Irql.PASSIVE_LEVEL)))
                .isViolation(0x20015);
    }

    @Test
    void releasing_another_thread_s_lock_is_0x10() {
        Machine machine = Machine.builder().policy(Policies.roundRobin()).build();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        machine.thread("owner", () -> {
            Irql old = lock.acquire();
            for (int i = 0; i < 10; i++) {
                KEvent.notification(machine.kernel(), "tick").set();
            }
            lock.release(old);
        });
        machine.thread("stranger", () -> {
            Irql old = machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            KEvent tick = KEvent.notification(machine.kernel(), "tick");
            while (lock.owner() == null) {
                tick.set();
            }
            lock.release(old);
        });
        Outcome outcome = machine.run();
        assertOutcome(outcome).isBugCheck(BugCheckCode.SPIN_LOCK_NOT_OWNED);
        assertThat(((Outcome.BugChecked) outcome).bugCheck().facts("what"))
                .containsExactly("KeReleaseSpinLock on lock, which owner holds");
    }

    /** A release hands a plain lock to nobody: whoever comes first has it, even the one who has just released it. */
    @Test
    void any_of_those_who_spin_may_be_next_and_a_queued_lock_goes_in_order() {
        assertThat(ordersOf(false)).containsExactlyInAnyOrder("aabc", "aacb", "abac", "abca", "acab", "acba");
        assertThat(ordersOf(true)).containsExactlyInAnyOrder("abac", "abca");
    }

    /** In which orders three threads have a lock, the first of them twice, when "b" and "c" begin while he has it. */
    private static Set<String> ordersOf(boolean queued) {
        Set<String> orders = new TreeSet<>();
        for (int seed = 0; seed < 400; seed++) {
            Machine machine = Machine.builder()
                    .policy(Policies.random(seed))
                    .processors(3)
                    .build();
            KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
            KEvent comeB = KEvent.notification(machine.kernel(), "b may come");
            KEvent comeC = KEvent.notification(machine.kernel(), "c may come");
            StringBuilder order = new StringBuilder();
            KThread b = machine.thread("b", () -> {
                comeB.waitFor(KEvent.FOREVER);
                inside(lock, queued, () -> order.append('b'));
            });
            machine.thread("c", () -> {
                comeC.waitFor(KEvent.FOREVER);
                inside(lock, queued, () -> order.append('c'));
            });
            machine.thread("a", () -> {
                inside(lock, queued, () -> {
                    order.append('a');
                    comeB.set();
                    while (!b.isWaiting() || b.irql() != Irql.DISPATCH_LEVEL) {
                        comeB.readState();
                    }
                    comeC.set();
                });
                inside(lock, queued, () -> order.append('a'));
            });
            assertOutcome(machine.run()).isClean();
            orders.add(order.toString());
        }
        return orders;
    }

    private static void inside(KSpinLock lock, boolean queued, Runnable section) {
        if (queued) {
            KLockQueueHandle handle = new KLockQueueHandle();
            handle.acquire(lock);
            section.run();
            handle.release();
        } else {
            Irql old = lock.acquire();
            section.run();
            lock.release(old);
        }
    }

    @Test
    void two_locks_taken_in_opposite_orders_are_a_deadlock_that_names_the_holders() {
        int deadlocks = 0;
        for (int seed = 0; seed < 100; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            KSpinLock one = new KSpinLock(machine.kernel(), "one");
            KSpinLock two = new KSpinLock(machine.kernel(), "two");
            machine.thread("left", () -> both(one, two));
            machine.thread("right", () -> both(two, one));
            if (machine.run() instanceof Outcome.Deadlocked stuck) {
                deadlocks++;
                assertThat(stuck.threads())
                        .extracting(Outcome.StuckThread::waitsFor)
                        .containsExactly("two", "one");
                assertThat(stuck.threads().get(0).heldBy()).containsExactly("spin lock two: thread \"right\"");
            }
        }
        assertThat(deadlocks).isBetween(1, 99);
    }

    private static void both(KSpinLock first, KSpinLock second) {
        Irql old = first.acquire();
        Irql dispatch = second.acquire();
        second.release(dispatch);
        first.release(old);
    }
}
