package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.trace.RingTrace;

/** The same kernel objects on host threads. What is shared here is kept by them alone, so a hole in them loses counts. */
@Timeout(120)
class LiveMachineTest {
    private static final int ROUNDS = 5_000;

    private int shared; // a plain field: only the lock under test keeps it right

    private static Machine live() {
        return Machine.builder().live(true).build();
    }

    private void count(Runnable enter, Runnable leave, Machine machine, int threads) {
        for (int i = 0; i < threads; i++) {
            machine.thread("counter", () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    enter.run();
                    shared++;
                    leave.run();
                }
            });
        }
        assertOutcome(machine.run()).isClean();
        assertThat(shared).isEqualTo(threads * ROUNDS);
    }

    @Test
    void a_machine_without_threads_completes() {
        assertOutcome(live().run()).isClean();
    }

    @Test
    void nobody_listens_to_a_live_machine_unless_asked() {
        Machine machine = live();
        assertThat(machine.kernel().isQuiet()).isTrue();
        assertThat(machine.trace()).isNull();
        Machine traced = Machine.builder().live(true).traced(true).build();
        assertThat(traced.kernel().isQuiet()).isFalse();
        KEvent event = KEvent.notification(traced.kernel(), "event");
        for (int i = 0; i < 4; i++) {
            traced.thread("setter", event::set);
        }
        assertOutcome(traced.run()).isClean();
        assertThat(traced.trace().entries()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void a_spin_lock_loses_no_count() {
        Machine machine = live();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        count(lock::acquire, () -> lock.release(org.wdmsim.base.Irql.PASSIVE_LEVEL), machine, 4);
    }

    @Test
    void a_mutex_loses_no_count() {
        Machine machine = live();
        KMutex mutex = new KMutex(machine.kernel(), "mutex");
        count(() -> mutex.waitFor(KEvent.FOREVER), mutex::release, machine, 4);
    }

    @Test
    void a_semaphore_and_a_synchronisation_event_lose_no_count() {
        Machine machine = live();
        KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 1, 1);
        count(() -> semaphore.waitFor(KEvent.FOREVER), () -> semaphore.release(1), machine, 3);
        shared = 0;
        Machine second = live();
        KEvent event = KEvent.synchronization(second.kernel(), "event");
        event.setNow();
        count(() -> event.waitFor(KEvent.FOREVER), event::set, second, 3);
    }

    @Test
    void two_threads_hand_an_event_to_and_fro() {
        Machine machine = live();
        KEvent ping = KEvent.synchronization(machine.kernel(), "ping");
        KEvent pong = KEvent.synchronization(machine.kernel(), "pong");
        machine.thread("ping", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                ping.set();
                pong.waitFor(KEvent.FOREVER);
            }
        });
        machine.thread("pong", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                ping.waitFor(KEvent.FOREVER);
                pong.set();
            }
        });
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void each_queued_dpc_and_work_item_runs_once() {
        Machine machine = live();
        Kernel kernel = machine.kernel();
        AtomicInteger dpcs = new AtomicInteger();
        AtomicInteger works = new AtomicInteger();
        KSemaphore done = new KSemaphore(kernel, "done", 0, Integer.MAX_VALUE);
        AtomicInteger queued = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            KDpc dpc = new KDpc(
                    kernel,
                    "dpc " + i,
                    null,
                    (same, context, first, second) -> {
                        dpcs.incrementAndGet();
                        kernel.workers().queue(SystemWorkers.Type.DELAYED, new SystemWorkers.Work(same, null, () -> {
                            works.incrementAndGet();
                            done.release(1);
                        }));
                    },
                    null);
            machine.thread("queuer", () -> {
                for (int round = 0; round < 1_000; round++) {
                    if (dpc.insert(null, null)) {
                        queued.incrementAndGet();
                    }
                }
                KDpc.flush(kernel);
            });
        }
        assertOutcome(machine.run()).isClean();
        assertThat(dpcs.get()).isEqualTo(queued.get());
        assertThat(works.get()).isEqualTo(queued.get());
        assertThat(done.readState()).isEqualTo(queued.get());
    }

    @Test
    void a_timer_fires_in_real_time_and_a_wait_times_out() {
        Machine machine = live();
        Kernel kernel = machine.kernel();
        KTimer timer = new KTimer(kernel, "timer", null, KTimer.Type.NOTIFICATION);
        List<Object> answers = new ArrayList<>();
        machine.thread("main", () -> {
            timer.set(20_000, 0, null);
            answers.add(timer.waitFor(KEvent.FOREVER));
            answers.add(kernel.now() >= 20_000);
            answers.add(KEvent.notification(kernel, "never").waitFor(10_000));
        });
        assertOutcome(machine.run()).isClean();
        assertThat(answers).hasToString("[STATUS_SUCCESS, true, STATUS_TIMEOUT]");
    }

    @Test
    void a_live_deadlock_is_told_like_any_other() {
        Machine machine = live();
        KMutex first = new KMutex(machine.kernel(), "first");
        KMutex second = new KMutex(machine.kernel(), "second");
        KEvent both = KEvent.notification(machine.kernel(), "both");
        KSemaphore has = new KSemaphore(machine.kernel(), "has", 0, 2);
        machine.thread("a", () -> {
            first.waitFor(KEvent.FOREVER);
            has.release(1);
            both.waitFor(KEvent.FOREVER);
            second.waitFor(KEvent.FOREVER);
        });
        machine.thread("b", () -> {
            second.waitFor(KEvent.FOREVER);
            has.release(1);
            both.waitFor(KEvent.FOREVER);
            first.waitFor(KEvent.FOREVER);
        });
        machine.thread("starter", () -> {
            has.waitFor(KEvent.FOREVER);
            has.waitFor(KEvent.FOREVER);
            both.set();
        });
        Outcome.Deadlocked deadlock = (Outcome.Deadlocked) machine.run();
        assertThat(deadlock.threads())
                .extracting(Outcome.StuckThread::heldBy)
                .containsExactly(List.of("mutex second: thread \"b\""), List.of("mutex first: thread \"a\""));
    }

    @Test
    void a_bug_check_stops_every_thread_of_a_live_machine() {
        Machine machine = live();
        Kernel kernel = machine.kernel();
        KEvent never = KEvent.notification(kernel, "never");
        machine.thread("waiter", () -> never.waitFor(KEvent.FOREVER));
        machine.thread("worker", () -> {
            while (true) {
                never.readState();
            }
        });
        machine.thread("culprit", () -> new KMutex(kernel, "mutex").release());
        assertOutcome(machine.run()).isBugCheck(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
    }

    @Test
    void a_driver_that_throws_stops_a_live_machine() {
        Machine machine = live();
        machine.thread("main", () -> {
            throw new IllegalStateException("toast without bread");
        });
        assertThat(machine.run().headline())
                .isEqualTo("DRIVER THREW java.lang.IllegalStateException: toast without bread");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_live_machine_that_does_not_come_back_is_given_up(boolean recorded) {
        Machine machine =
                Machine.builder().live(true).watchdog(Duration.ofMillis(300)).build();
        if (recorded) {
            machine.kernel().record(new RingTrace(16)); // steps are not counted for it
        }
        Object monitor = new Object();
        machine.thread("main", () -> {
            synchronized (monitor) {
                try {
                    monitor.wait();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        assertThat(machine.run().headline())
                .startsWith("STUCK: still running when its time was over; last seen at LiveMachineTest.java:");
    }

    @Test
    void a_live_machine_whose_runner_is_interrupted_is_given_up_too() throws InterruptedException {
        Machine machine = live();
        KEvent never = KEvent.notification(machine.kernel(), "never");
        Thread runner = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        machine.thread("main", () -> {
            try {
                runner.interrupt();
                while (true) {
                    never.readState();
                }
            } finally {
                over.countDown();
            }
        });
        assertThatThrownBy(machine::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the machine is given up");
        assertThat(Thread.interrupted()).isTrue();
        over.await();
    }

    @Test
    void every_thread_that_still_runs_is_told_with_its_line_and_nobody_who_waits() {
        Machine machine =
                Machine.builder().live(true).watchdog(Duration.ofMillis(300)).build();
        KEvent never = KEvent.notification(machine.kernel(), "never");
        machine.thread("waits", () -> never.waitFor(KEvent.FOREVER));
        for (String name : List.of("one", "two")) {
            machine.thread(name, LiveMachineTest::sleepsByTheClock);
        }
        Outcome.Stuck stuck = (Outcome.Stuck) machine.run();
        assertThat(stuck.running()).extracting(Outcome.RunningThread::thread).containsExactly("one", "two");
        assertThat(stuck.running()).allSatisfy(thread -> {
            assertThat(thread.line()).matches("LiveMachineTest\\.java:\\d+");
            assertThat(thread.frames()).anyMatch(frame -> frame.contains("LiveMachineTest.sleepsByTheClock("));
        });
        assertThat(stuck.headline())
                .isEqualTo("STUCK: still running when its time was over; last seen at "
                        + String.join(", ", stuck.lines()));
    }

    private static void sleepsByTheClock() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_live_machine_in_which_everybody_waits_too_long_says_who_waits_for_what() {
        Machine machine =
                Machine.builder().live(true).watchdog(Duration.ofMillis(300)).build();
        KEvent never = KEvent.notification(machine.kernel(), "toast");
        never.explainedBy(() -> List.of("the baker, who is asleep"));
        machine.thread("eater", () -> never.waitFor(600_000_000L));
        Outcome outcome = machine.run();
        assertThat(outcome.headline()).isEqualTo("STUCK: 1 thread waits for what has not come in time");
        assertThat(((Outcome.Stuck) outcome).waiting()).singleElement().satisfies(eater -> {
            assertThat(eater.thread()).isEqualTo("eater");
            assertThat(eater.waitsFor()).isEqualTo("toast");
            assertThat(eater.heldBy()).containsExactly("the baker, who is asleep");
        });
    }

    @Test
    void what_a_thread_throws_at_its_end_is_never_lost() {
        for (int i = 0; i < 200; i++) {
            Machine machine = live();
            machine.thread(
                    "main",
                    () -> machine.kernel().currentThread().atEnd(() -> {
                        throw new IllegalStateException("at the end");
                    }));
            assertThatThrownBy(machine::run).hasMessage("at the end");
        }
    }

    @Test
    void a_wait_without_end_beside_a_periodic_timer_ends_by_itself() {
        Machine machine = live();
        KTimer timer = new KTimer(machine.kernel(), "timer", null, KTimer.Type.NOTIFICATION);
        machine.thread("main", () -> {
            timer.set(0, 1, null);
            KEvent.notification(machine.kernel(), "never").waitFor(KEvent.FOREVER);
        });
        assertOutcome(machine.run()).isDeadlockOf("main");
    }

    @Test
    void the_limit_of_a_live_machine_is_for_the_whole_run() {
        Machine machine = Machine.builder()
                .live(true)
                .traced(true)
                .watchdog(Duration.ofSeconds(1))
                .build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        machine.thread("main", () -> {
            while (true) {
                event.readState();
                machine.kernel().currentThread().delay(1_000);
            }
        });
        assertThat(machine.run().headline()).startsWith("STUCK: still running when its time was over");
    }
}
