package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.ExploredRun;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.ke.KEvent;

/** One host thread for many machines; one that hangs is left behind, and nothing is lost or done twice. */
@Timeout(120)
class GuardedRunsTest {
    private static final Duration LIMIT = Duration.ofMillis(200);

    private volatile boolean released;

    @AfterEach
    void release() {
        released = true;
    }

    private void spins() {
        while (!released) {
            Thread.onSpinWait();
        }
    }

    private static Machine machine(GuardedRuns guard, Runnable body) {
        Machine machine = Machine.builder().guardedBy(guard).build();
        machine.thread("main", body);
        return machine;
    }

    @Test
    void all_machines_share_a_host_thread_that_is_not_the_callers() {
        GuardedRuns guard = new GuardedRuns(LIMIT);
        List<Thread> hosts = new ArrayList<>();
        guard.run(() -> {
            for (int i = 0; i < 5; i++) {
                assertThat(machine(guard, () -> {}).run().isClean()).isTrue();
                hosts.add(Thread.currentThread());
            }
        });
        assertThat(hosts).hasSize(5).containsOnly(hosts.get(0)).doesNotContain(Thread.currentThread());
    }

    @Test
    void what_the_work_throws_is_thrown() {
        IllegalStateException thrown = new IllegalStateException("the work's");
        assertThatThrownBy(() -> new GuardedRuns(LIMIT).run(() -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void work_that_takes_long_between_two_machines_is_not_taken_for_a_driver_that_hangs() {
        GuardedRuns guard = new GuardedRuns(LIMIT);
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        guard.run(() -> {
            begun.incrementAndGet();
            machine(guard, () -> {}).run();
            try {
                assertThat(never.await(1, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException given) {
                throw new AssertionError(given);
            }
        });
        assertThat(begun).hasValue(1);
    }

    @Test
    void a_thread_that_comes_back_after_it_was_left_behind_does_nothing_more() {
        GuardedRuns guard = new GuardedRuns(LIMIT);
        Machine sleeping = machine(guard, GuardedRunsTest::sleeps);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        guard.run(() -> {
            if (sleeping.outcome() == null) {
                done.add("begun");
                sleeping.run();
                done.add("must not be"); // it wakes when it is interrupted
            } else {
                done.add(sleeping.outcome().getClass().getSimpleName());
            }
        });
        assertThat(done).containsExactly("begun", "Stuck");
    }

    private static void sleeps() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException woken) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void who_interrupts_the_caller_gives_the_machine_up() throws InterruptedException {
        GuardedRuns guard = new GuardedRuns(Duration.ofMinutes(1));
        CountDownLatch runs = new CountDownLatch(1);
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Thread caller = new Thread(() -> {
            try {
                guard.run(() -> machine(guard, () -> {
                            runs.countDown();
                            spins();
                        })
                        .run());
            } catch (IllegalStateException interrupted) {
                thrown.add(interrupted);
            }
        });
        caller.start();
        runs.await();
        caller.interrupt();
        caller.join();
        assertThat(thrown).singleElement().asString().contains("was interrupted, so the machine is given up");
    }

    @Test
    void who_interrupts_the_caller_between_two_machines_ends_the_work_at_the_next() throws InterruptedException {
        GuardedRuns guard = new GuardedRuns(Duration.ofMinutes(1));
        CountDownLatch isAtWork = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        List<Thread> hosts = Collections.synchronizedList(new ArrayList<>());
        Thread caller = new Thread(() -> {
            try {
                guard.run(() -> {
                    hosts.add(Thread.currentThread());
                    isAtWork.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException swallowed) {
                        said.add("interrupted");
                    }
                    machine(guard, () -> said.add("must not run")).run();
                    said.add("must not go on");
                });
            } catch (IllegalStateException interrupted) {
                said.add("given up, host " + (hosts.get(0).isAlive() ? "at work" : "ended"));
            }
        });
        caller.start();
        isAtWork.await();
        caller.interrupt();
        caller.join();
        assertThat(said).containsExactly("interrupted", "given up, host ended");
        assertThatThrownBy(() -> guard.run(() -> said.add("must not be done")))
                .hasMessageContaining("given up when their caller was interrupted");
    }

    /** A thread runs on for ever if another one has set an event before it looks; six schedules, and it does in some. */
    private final class SometimesSpins implements Story {
        @Override
        public void build(MachineBuilder builder) {
            builder.watchdog(LIMIT);
        }

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            machine.thread("looks", () -> {
                if (event.readState()) {
                    spins();
                }
            });
            machine.thread("sets", event::set);
            return Judge.OF_NOTHING;
        }
    }

    private Exploration explore(Search search, List<ExploredRun> runs) {
        return Explorer.of(new SometimesSpins())
                .search(search)
                .mostFindings(100)
                .onRun(runs::add)
                .explore();
    }

    @Test
    void an_exploration_goes_on_after_a_run_that_hangs() {
        List<ExploredRun> runs = new ArrayList<>();
        Exploration all = explore(BoundedSearch.unbounded(), runs);
        assertThat(runs).extracting(ExploredRun::number).doesNotHaveDuplicates().hasSize((int) all.runs());
        assertThat(runs).extracting(run -> run.machine().schedule().toString()).doesNotHaveDuplicates();
        assertThat(runs)
                .filteredOn(run -> run.outcome() instanceof Outcome.Stuck)
                .hasSameSizeAs(all.findings())
                .hasSizeBetween(1, runs.size() - 1);
    }

    @Test
    void a_reduced_search_goes_on_after_a_run_that_hangs() {
        List<ExploredRun> runs = new ArrayList<>();
        explore(new DporSearch(), runs);
        assertThat(runs)
                .extracting(run -> run.outcome().getClass().getSimpleName())
                .contains("Stuck", "Completed");
    }
}
