package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** DPCs: when they run, at which level, and what waits for them. */
class KDpcTest {
    private static Outcome run(Machine machine, Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_dpc_runs_at_dispatch_level_with_its_arguments() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        List<Object> seen = new ArrayList<>();
        KDpc dpc = new KDpc(
                kernel,
                "dpc",
                null,
                (same, context, first, second) ->
                        seen.addAll(List.of(kernel.currentIrql(), context, first, second, same.isQueued())),
                "context");
        assertOutcome(run(machine, () -> {
                    assertThat(dpc.insert("one", "two")).isTrue();
                    assertThat(dpc.insert("three", "four")).isFalse();
                    KDpc.flush(kernel);
                    assertThat(seen).hasSize(5);
                }))
                .isClean();
        assertThat(seen).containsExactly(Irql.DISPATCH_LEVEL, "context", "one", "two", false);
    }

    @Test
    void a_dpc_does_not_run_on_a_processor_at_dispatch_level() {
        for (int seed = 1; seed <= 200; seed++) {
            Machine machine = Machine.builder()
                    .processors(1)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            List<String> log = new ArrayList<>();
            KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> log.add("dpc"), null);
            assertOutcome(run(machine, () -> {
                        Irql before = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                        dpc.insert(null, null);
                        assertThat(dpc.isQueued()).isTrue();
                        KEvent.notification(kernel, "step").readState();
                        log.add("main");
                        kernel.currentThread().lowerIrql(before);
                    }))
                    .isClean();
            assertThat(log).containsExactly("main", "dpc");
        }
    }

    @Test
    void a_dpc_for_another_processor_runs_beside_the_thread() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 1; seed <= 100; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            List<String> log = new ArrayList<>();
            KDpc dpc = new KDpc(
                    kernel,
                    "dpc",
                    null,
                    (same, context, first, second) ->
                            log.add("dpc on " + kernel.currentThread().processor()),
                    null);
            assertOutcome(run(machine, () -> {
                        dpc.setTargetProcessor(1);
                        Irql before = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                        dpc.insert(null, null);
                        KEvent.notification(kernel, "step").readState();
                        log.add("main on " + kernel.currentThread().processor());
                        kernel.currentThread().lowerIrql(before);
                    }))
                    .isClean();
            orders.add(log);
        }
        assertThat(orders).contains(List.of("main on 0", "dpc on 1"), List.of("dpc on 1", "main on 0"));
    }

    @Test
    void a_removed_dpc_does_not_run_and_one_that_runs_is_not_removed() {
        Set<Boolean> answers = new HashSet<>();
        for (int seed = 1; seed <= 100; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Kernel kernel = machine.kernel();
            int[] runs = new int[1];
            KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> runs[0]++, null);
            assertOutcome(run(machine, () -> {
                        dpc.insert(null, null);
                        boolean removed = dpc.remove();
                        KDpc.flush(kernel);
                        assertThat(runs[0]).isEqualTo(removed ? 0 : 1);
                        answers.add(removed);
                    }))
                    .isClean();
        }
        assertThat(answers).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void flushing_waits_for_every_queued_dpc_in_every_schedule() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            int[] runs = new int[1];
            KDpc.Routine slow = (same, context, first, second) -> {
                KEvent.notification(kernel, "step").readState();
                runs[0]++;
            };
            KDpc here = new KDpc(kernel, "here", null, slow, null);
            KDpc there = new KDpc(kernel, "there", null, slow, null);
            assertOutcome(run(machine, () -> {
                        there.setTargetProcessor(1);
                        here.insert(null, null);
                        there.insert(null, null);
                        KDpc.flush(kernel);
                        assertThat(runs[0]).isEqualTo(2);
                    }))
                    .isClean();
        }
    }

    @Test
    void an_important_dpc_goes_first() {
        Machine machine = Machine.builder().processors(1).build();
        Kernel kernel = machine.kernel();
        List<Object> order = new ArrayList<>();
        KDpc.Routine note = (same, context, first, second) -> order.add(context);
        assertOutcome(run(machine, () -> {
                    Irql before = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    new KDpc(kernel, "medium", null, note, "medium").insert(null, null);
                    KDpc high = new KDpc(kernel, "high", null, note, "high");
                    high.setImportance(KDpc.Importance.HIGH);
                    high.insert(null, null);
                    kernel.currentThread().lowerIrql(before);
                    KDpc.flush(kernel);
                }))
                .isClean();
        assertThat(order).containsExactly("high", "medium");
    }

    @Test
    void a_dpc_that_waits_is_a_bug_check() {
        Machine machine = Machine.builder().verifier(false).build();
        Kernel kernel = machine.kernel();
        KEvent event = KEvent.notification(kernel, "event");
        KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> event.waitFor(KEvent.FOREVER), null);
        assertOutcome(run(machine, () -> dpc.insert(null, null))).isBugCheck(BugCheckCode.ATTEMPTED_SWITCH_FROM_DPC);
    }

    @Test
    void a_dpc_that_leaves_the_irql_changed_is_a_bug_check() {
        Machine machine = Machine.builder().verifier(false).build();
        Kernel kernel = machine.kernel();
        KDpc dpc = new KDpc(
                kernel,
                "dpc",
                null,
                (same, context, first, second) -> kernel.currentThread().raiseIrql(Irql.HIGH_LEVEL),
                null);
        assertOutcome(run(machine, () -> dpc.insert(null, null))).isBugCheck(BugCheckCode.IRQL_UNEXPECTED_VALUE);
    }

    @Test
    void a_spin_lock_keeps_a_dpc_and_a_thread_apart() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            KSpinLock lock = new KSpinLock(kernel, "lock");
            int[] inside = new int[1];
            Runnable critical = () -> {
                assertThat(++inside[0]).isEqualTo(1);
                KEvent.notification(kernel, "step").readState();
                inside[0]--;
            };
            KDpc dpc = new KDpc(
                    kernel,
                    "dpc",
                    null,
                    (same, context, first, second) -> {
                        lock.acquireAtDpcLevel();
                        critical.run();
                        lock.releaseFromDpcLevel();
                    },
                    null);
            assertOutcome(run(machine, () -> {
                        dpc.insert(null, null);
                        KLockQueueHandle handle = new KLockQueueHandle();
                        handle.acquire(lock);
                        critical.run();
                        handle.release();
                    }))
                    .isClean();
        }
    }

    @Test
    void work_items_run_in_worker_threads_at_passive_level() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        List<String> log = new ArrayList<>();
        KEvent done = KEvent.notification(kernel, "done");
        assertOutcome(run(machine, () -> {
                    kernel.workers().queue(SystemWorkers.Type.DELAYED, new SystemWorkers.Work(done, null, () -> {
                        log.add(kernel.currentThread().objectName() + " at " + kernel.currentIrql());
                        done.set();
                    }));
                    done.waitFor(KEvent.FOREVER);
                }))
                .isClean();
        assertThat(log).containsExactly("worker at PASSIVE_LEVEL");
    }

    @Test
    void a_work_item_that_leaves_the_irql_raised_is_a_bug_check() {
        Machine machine = Machine.builder().verifier(false).build();
        Kernel kernel = machine.kernel();
        KEvent item = KEvent.notification(kernel, "item");
        assertOutcome(run(
                        machine,
                        () -> kernel.workers()
                                .queue(
                                        SystemWorkers.Type.DELAYED,
                                        new SystemWorkers.Work(
                                                item,
                                                null,
                                                () -> kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL)))))
                .isBugCheck(BugCheckCode.WORKER_THREAD_RETURNED_AT_BAD_IRQL);
    }

    @Test
    void many_work_items_share_the_workers_there_are() {
        for (int seed = 1; seed <= 50; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Kernel kernel = machine.kernel();
            Set<String> threads = new HashSet<>();
            KSemaphore done = new KSemaphore(kernel, "done", 0, 20);
            assertOutcome(run(machine, () -> {
                        for (int i = 0; i < 20; i++) {
                            kernel.workers()
                                    .queue(SystemWorkers.Type.CRITICAL, new SystemWorkers.Work(done, null, () -> {
                                        threads.add(kernel.currentThread().objectName());
                                        done.release(1);
                                    }));
                        }
                        for (int i = 0; i < 20; i++) {
                            done.waitFor(KEvent.FOREVER);
                        }
                    }))
                    .isClean();
            assertThat(threads).hasSizeBetween(1, 4);
        }
    }

    @Test
    void a_dpc_that_spins_for_a_lock_is_not_let_in_by_the_next_dpc() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder()
                    .processors(3)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            KSpinLock lock = new KSpinLock(kernel, "lock");
            int[] inside = new int[1];
            Runnable critical = () -> {
                Irql before = lock.acquire();
                assertThat(++inside[0]).isEqualTo(1);
                for (int i = 0; i < 5; i++) {
                    kernel.step(KeStep.READ_REGISTER, null, null, null);
                }
                inside[0]--;
                lock.release(before);
            };
            KDpc first = new KDpc(kernel, "first", null, (same, context, one, two) -> critical.run(), null);
            KDpc second = new KDpc(kernel, "second", null, (same, context, one, two) -> {}, null);
            first.setTargetProcessor(0);
            second.setTargetProcessor(0);
            machine.thread("holder", critical);
            machine.thread("main", () -> {
                first.insert(null, null);
                second.insert(null, null);
            });
            assertOutcome(machine.run()).as("seed " + seed).isClean();
        }
    }

    @Test
    @Timeout(120)
    void its_settings_are_written_under_the_dispatcher_lock() {
        Machine live = Machine.builder().live(true).build();
        Kernel kernel = live.kernel();
        AtomicBoolean isSet = new AtomicBoolean();
        AtomicReference<Thread> host = new AtomicReference<>();
        live.thread("main", () -> {
            KDpc dpc = new KDpc(kernel, "dpc", null, (same, context, first, second) -> {}, null);
            kernel.lock();
            try {
                KThread.create(kernel, "setter", KThread.Kind.USER, () -> {
                    host.set(Thread.currentThread());
                    dpc.setImportance(KDpc.Importance.HIGH);
                    dpc.setTargetProcessor(0);
                    isSet.set(true);
                });
                while (!isSet.get() && !isBlocked(host.get())) {
                    Thread.onSpinWait();
                }
                assertThat(isSet).isFalse();
            } finally {
                kernel.unlock();
            }
        });
        assertOutcome(live.run()).isClean();
        assertThat(isSet).isTrue();
    }

    private static boolean isBlocked(Thread thread) {
        return thread != null
                && (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.BLOCKED);
    }
}
