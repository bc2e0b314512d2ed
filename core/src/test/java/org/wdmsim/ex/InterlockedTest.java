package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.BugCheckCode.KERNEL_SECURITY_CHECK_FAILURE;
import static org.wdmsim.base.BugCheckCode.SPIN_LOCK_ALREADY_OWNED;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Interlocked values, lists and lock-free lists. */
class InterlockedTest {
    private static Outcome run(Consumer<Kernel> body) {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> body.accept(machine.kernel()));
        return machine.run();
    }

    @Test
    void each_routine_answers_the_value_that_the_wdk_says() {
        assertOutcome(run(kernel -> {
                    InterlockedValue value = new InterlockedValue(kernel, "opens", 5);
                    assertThat(value.increment()).isEqualTo(6);
                    assertThat(value.decrement()).isEqualTo(5);
                    assertThat(value.add(10)).isEqualTo(15);
                    assertThat(value.exchangeAdd(5)).isEqualTo(15);
                    assertThat(value.exchange(1)).isEqualTo(20);
                    assertThat(value.compareExchange(7, 2)).isEqualTo(1);
                    assertThat(value.compareExchange(7, 1)).isEqualTo(1);
                    assertThat(value.read()).isEqualTo(7);
                    value.write(9);
                    assertThat(value).hasToString("opens = 9");
                    kernel.currentThread().raiseIrql(Irql.HIGH_LEVEL);
                    value.increment();
                    kernel.currentThread().lowerIrql(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    @Test
    void an_interlocked_increment_never_loses_a_count_and_a_plain_one_does_on_some_schedule() {
        Set<Integer> interlocked = new HashSet<>();
        Set<Integer> plain = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            interlocked.add(count(seed, InterlockedValue::increment));
            plain.add(count(seed, value -> value.write(value.read() + 1)));
        }
        assertThat(interlocked).containsExactly(2);
        assertThat(plain).containsExactlyInAnyOrder(1, 2);
    }

    private static int count(int seed, Consumer<InterlockedValue> adds) {
        Machine machine = Machine.builder().policy(Policies.random(seed)).build();
        InterlockedValue value = new InterlockedValue(machine.kernel(), "opens", 0);
        machine.thread("a", () -> adds.accept(value));
        machine.thread("b", () -> adds.accept(value));
        assertOutcome(machine.run()).isClean();
        return value.value();
    }

    // ---- Lists.

    @Test
    void a_list_is_a_queue_with_two_ends() {
        assertOutcome(run(kernel -> {
                    KSpinLock lock = new KSpinLock(kernel, "lock");
                    InterlockedList<String> list = new InterlockedList<>(kernel, "queue");
                    assertThat(list.removeHead(lock)).isNull();
                    assertThat(list.insertTail("b", lock)).isNull();
                    assertThat(list.insertTail("c", lock)).isEqualTo("b");
                    assertThat(list.insertHead("a", lock)).isEqualTo("b");
                    assertThat(list.size()).isEqualTo(3);
                    kernel.currentThread().raiseIrql(Irql.DIRQL_5);
                    assertThat(list.removeHead(lock)).isEqualTo("a");
                    kernel.currentThread().lowerIrql(Irql.PASSIVE_LEVEL);
                    assertThat(list.removeHead(lock)).isEqualTo("b");
                    assertThat(list.removeHead(lock)).isEqualTo("c");
                    assertThat(list.isEmpty()).isTrue();
                    assertThat(kernel.currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                }))
                .isClean();
    }

    @Test
    void an_entry_in_a_list_twice_is_0x139() {
        assertOutcome(run(kernel -> {
                    KSpinLock lock = new KSpinLock(kernel, "lock");
                    InterlockedList<String> list = new InterlockedList<>(kernel, "queue");
                    list.insertTail("a", lock);
                    list.insertHead("a", lock);
                }))
                .isBugCheck(KERNEL_SECURITY_CHECK_FAILURE, 3);
        assertOutcome(run(kernel -> {
                    SList<String> list = new SList<>(kernel, "stack");
                    list.push("a");
                    list.push("a");
                }))
                .isBugCheck(KERNEL_SECURITY_CHECK_FAILURE, 3);
    }

    @Test
    void a_list_used_with_two_locks_is_a_violation_and_one_held_by_the_caller_0x0F() {
        assertOutcome(run(kernel -> {
                    InterlockedList<String> list = new InterlockedList<>(kernel, "queue");
                    list.insertTail("a", new KSpinLock(kernel, "one"));
                    list.removeHead(new KSpinLock(kernel, "two"));
                }))
                .isViolation(0x57440E06);
        assertOutcome(run(kernel -> {
                    KSpinLock lock = new KSpinLock(kernel, "lock");
                    lock.acquire();
                    new InterlockedList<String>(kernel, "queue").insertTail("a", lock);
                }))
                .isBugCheck(SPIN_LOCK_ALREADY_OWNED);
    }

    @Test
    void who_holds_the_lock_finds_the_list_unchanged_on_any_schedule() {
        for (int seed = 0; seed < 300; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
            KEvent tick = KEvent.notification(machine.kernel(), "tick");
            InterlockedList<String> list = new InterlockedList<>(machine.kernel(), "queue");
            machine.thread("walker", () -> {
                Irql old = lock.acquire();
                int before = list.size();
                tick.set();
                tick.clear();
                assertThat(list.size()).isEqualTo(before);
                lock.release(old);
            });
            for (String name : List.of("a", "b")) {
                machine.thread(name, () -> list.insertTail(name, lock));
            }
            assertOutcome(machine.run()).isClean();
            assertThat(list.size()).isEqualTo(2);
            assertThat(lock.owner()).isNull();
        }
    }

    // ---- Lock-free lists.

    @Test
    void a_lock_free_list_is_a_stack() {
        assertOutcome(run(kernel -> {
                    SList<String> list = new SList<>(kernel, "stack");
                    assertThat(list.pop()).isNull();
                    assertThat(list.push("a")).isNull();
                    assertThat(list.push("b")).isEqualTo("a");
                    assertThat(list.push("c")).isEqualTo("b");
                    assertThat(list.depth()).isEqualTo(3);
                    assertThat(list.pop()).isEqualTo("c");
                    assertThat(list.flush()).containsExactly("b", "a");
                    assertThat(list.flush()).isEmpty();
                }))
                .isClean();
    }

    @Test
    void each_entry_is_popped_once_on_any_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            SList<Integer> list = new SList<>(machine.kernel(), "stack");
            List<Integer> popped = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                machine.thread("pusher " + i, () -> list.push(number));
                machine.thread("popper " + i, () -> {
                    Integer entry = list.pop();
                    if (entry != null) {
                        popped.add(entry);
                    }
                });
            }
            machine.thread("flusher", () -> popped.addAll(list.flush()));
            assertOutcome(machine.run()).isClean();
            assertThat(popped).doesNotHaveDuplicates();
            assertThat(popped.size()).isLessThanOrEqualTo(3);
        }
    }
}
