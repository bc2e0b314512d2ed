package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_TIMEOUT;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Waits for several objects, semaphores and mutexes. */
class WaitsTest {
    private static Outcome run(Machine machine, Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_wait_for_any_answers_the_index_of_the_object_that_ended_it() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KEvent first = KEvent.synchronization(kernel, "first");
        KEvent second = KEvent.synchronization(kernel, "second");
        List<NtStatus> answers = new ArrayList<>();
        machine.thread("waiter", () -> {
            answers.add(Waits.any(kernel, KEvent.FOREVER, first, second));
            answers.add(Waits.any(kernel, 0, first, second));
            first.set();
            second.set();
            answers.add(Waits.any(kernel, 0, first, second));
            answers.add(Waits.any(kernel, 0, first, second));
            answers.add(Waits.any(kernel, 70, first, second));
        });
        assertOutcome(run(machine, second::set)).isClean();
        assertThat(answers)
                .extracting(NtStatus::name)
                .containsExactly(
                        "STATUS_WAIT_1", "STATUS_TIMEOUT", "STATUS_SUCCESS", "STATUS_WAIT_1", "STATUS_TIMEOUT");
        assertThat(kernel.now()).isEqualTo(70);
    }

    @Test
    void a_wait_for_all_takes_nothing_until_all_are_signalled() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KEvent first = KEvent.synchronization(kernel, "first");
        KEvent second = KEvent.synchronization(kernel, "second");
        List<String> log = new ArrayList<>();
        machine.thread("both", () -> {
            log.add("both " + Waits.all(kernel, KEvent.FOREVER, first, second));
        });
        assertOutcome(run(machine, () -> {
                    first.set();
                    log.add("first is " + first.readState());
                    log.add("taken " + first.waitFor(0));
                    second.set();
                    log.add("second is " + second.readState());
                    first.set();
                    log.add("then " + first.readState() + " " + second.readState());
                }))
                .isClean();
        assertThat(log)
                .containsExactly(
                        "first is true",
                        "taken STATUS_SUCCESS",
                        "second is true",
                        "then false false",
                        "both STATUS_SUCCESS");
    }

    @Test
    void of_two_waits_for_any_one_signal_ends_one_in_every_schedule() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Kernel kernel = machine.kernel();
            KEvent event = KEvent.synchronization(kernel, "event");
            KEvent other = KEvent.synchronization(kernel, "other");
            List<NtStatus> ended = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                machine.thread(name, () -> ended.add(Waits.any(kernel, 1_000, other, event)));
            }
            assertOutcome(run(machine, event::set)).isClean();
            assertThat(ended).containsExactlyInAnyOrder(NtStatus.waited(1), STATUS_TIMEOUT);
        }
    }

    @Test
    void a_wait_for_too_many_objects_is_a_bug_check() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        DispatcherObject[] many = new DispatcherObject[65];
        java.util.Arrays.fill(many, KEvent.notification(kernel, "event"));
        assertOutcome(run(machine, () -> Waits.any(kernel, 0, many)))
                .isBugCheck(BugCheckCode.MAXIMUM_WAIT_OBJECTS_EXCEEDED);
    }

    @Test
    void a_deadlocked_wait_for_two_names_both_and_who_holds_them() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KMutex mutex = new KMutex(kernel, "mutex");
        KEvent event = KEvent.notification(kernel, "event");
        KEvent never = KEvent.notification(kernel, "never");
        machine.thread("owner", () -> {
            mutex.waitFor(KEvent.FOREVER);
            never.waitFor(KEvent.FOREVER);
        });
        machine.thread("waiter", () -> Waits.any(kernel, KEvent.FOREVER, mutex, event));
        Outcome.Deadlocked deadlock = (Outcome.Deadlocked) machine.run();
        Outcome.StuckThread waiter = deadlock.threads().get(1);
        assertThat(waiter.waitsFor()).isEqualTo("mutex or event");
        assertThat(waiter.heldBy()).containsExactly("mutex mutex: thread \"owner\"");
    }

    @Test
    void a_semaphore_lets_as_many_go_as_were_released() {
        for (int seed = 1; seed <= 100; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 1, 3);
            List<NtStatus> answers = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                machine.thread(name, () -> answers.add(semaphore.waitFor(1_000)));
            }
            assertOutcome(run(machine, () -> semaphore.release(2))).isClean();
            assertThat(answers)
                    .containsExactlyInAnyOrder(STATUS_SUCCESS, STATUS_SUCCESS, STATUS_SUCCESS, STATUS_TIMEOUT);
        }
    }

    @Test
    void a_semaphore_released_above_its_limit_raises() {
        Machine machine = Machine.builder().build();
        KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 2, 3);
        assertOutcome(run(machine, () -> {
                    assertThat(semaphore.release(1)).isEqualTo(2);
                    assertThat(semaphore.readState()).isEqualTo(3);
                    semaphore.release(1);
                }))
                .isBugCheck(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
    }

    @Test
    void a_mutex_keeps_threads_apart_and_may_be_taken_again() {
        for (int seed = 1; seed <= 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Kernel kernel = machine.kernel();
            KMutex mutex = new KMutex(kernel, "mutex");
            int[] inside = new int[1];
            for (String name : List.of("a", "b", "c")) {
                machine.thread(name, () -> {
                    mutex.waitFor(KEvent.FOREVER);
                    mutex.waitFor(KEvent.FOREVER);
                    assertThat(++inside[0]).isEqualTo(1);
                    assertThat(mutex.release()).isTrue();
                    kernel.currentThread().delay(10);
                    inside[0]--;
                    assertThat(mutex.release()).isFalse();
                });
            }
            assertOutcome(machine.run()).isClean();
            assertThat(mutex.owner()).isNull();
        }
    }

    @Test
    void a_mutex_released_by_a_stranger_raises() {
        Machine machine = Machine.builder().build();
        KMutex mutex = new KMutex(machine.kernel(), "mutex");
        assertOutcome(run(machine, mutex::release)).isBugCheck(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
    }

    @Test
    void a_thread_that_ends_with_a_mutex_is_a_bug_check() {
        Machine machine = Machine.builder().build();
        KMutex mutex = new KMutex(machine.kernel(), "mutex");
        assertOutcome(run(machine, () -> mutex.waitFor(KEvent.FOREVER)))
                .isBugCheck(BugCheckCode.THREAD_TERMINATE_HELD_MUTEX);
    }

    @Test
    void a_pulsed_event_wakes_those_who_wait_and_nobody_else() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        List<NtStatus> answers = new ArrayList<>();
        machine.thread("early", () -> answers.add(event.waitFor(KEvent.FOREVER)));
        assertOutcome(run(machine, () -> {
                    event.pulse();
                    answers.add(event.waitFor(10));
                    assertThat(event.reset()).isFalse();
                    event.set();
                    assertThat(event.reset()).isTrue();
                }))
                .isClean();
        assertThat(answers).containsExactlyInAnyOrder(STATUS_SUCCESS, STATUS_TIMEOUT);
    }

    @Test
    void a_region_that_is_not_left_is_a_bug_check_at_the_end_of_the_thread() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        assertOutcome(run(machine, () -> {
                    ApcState apcs = kernel.currentThread().apcs();
                    assertThat(apcs.areApcsDisabled()).isFalse();
                    apcs.enterGuardedRegion();
                    assertThat(apcs.areAllApcsDisabled()).isTrue();
                    apcs.leaveGuardedRegion();
                    apcs.enterCriticalRegion();
                    assertThat(apcs.areApcsDisabled()).isTrue();
                    assertThat(apcs.areAllApcsDisabled()).isFalse();
                }))
                .isBugCheck(BugCheckCode.APC_INDEX_MISMATCH);
    }

    @Test
    void an_owned_mutex_keeps_normal_apcs_away_and_a_raised_irql_is_no_region() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        KMutex mutex = new KMutex(kernel, "mutex");
        assertOutcome(run(machine, () -> {
                    ApcState apcs = kernel.currentThread().apcs();
                    mutex.waitFor(KEvent.FOREVER);
                    assertThat(apcs.areApcsDisabled()).isTrue();
                    assertThat(apcs.areAllApcsDisabled()).isFalse();
                    mutex.release();
                    assertThat(apcs.areApcsDisabled()).isFalse();
                    Irql before = kernel.currentThread().raiseIrql(Irql.APC_LEVEL);
                    assertThat(apcs.areApcsDisabled()).isFalse();
                    assertThat(apcs.areAllApcsDisabled()).isTrue();
                    kernel.currentThread().lowerIrql(before);
                }))
                .isClean();
    }

    @Test
    void a_system_thread_can_end_itself() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        List<String> log = new ArrayList<>();
        assertOutcome(run(machine, () -> {
                    KThread thread = KThread.create(kernel, "worker", KThread.Kind.SYSTEM, () -> {
                        kernel.currentThread().atEnd(() -> log.add("ending"));
                        log.add("before");
                        throw KThread.terminate(kernel);
                    });
                    thread.waitFor(KEvent.FOREVER);
                    log.add("after");
                }))
                .isClean();
        assertThat(log).containsExactly("before", "ending", "after");
    }

    @Test
    void a_semaphore_with_the_greatest_limit_does_not_overflow() {
        Machine machine = Machine.builder().build();
        KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 1, Integer.MAX_VALUE);
        assertOutcome(run(machine, () -> semaphore.release(Integer.MAX_VALUE)))
                .isBugCheck(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
    }
}
