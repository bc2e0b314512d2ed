package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.ScheduleDiverged;

class MinimizerTest {
    /** Threads that each read a number, take steps, and write it back one higher. */
    private static Story counters(int threads, int steps) {
        return machine -> {
            int[] count = new int[1];
            for (int i = 0; i < threads; i++) {
                KEvent event = KEvent.notification(machine.kernel(), "event " + i);
                machine.thread("counter " + i, () -> {
                    for (int step = 0; step < steps; step++) {
                        event.set();
                    }
                    int seen = count[0];
                    event.clear();
                    count[0] = seen + 1;
                    for (int step = 0; step < steps; step++) {
                        event.set();
                    }
                });
            }
            return () -> count[0] == threads ? "" : "counted " + (threads - count[0]) + " too few";
        };
    }

    private static Exploration.Finding find(Story story) {
        return Explorer.of(story).search(new RandomWalk(1)).explore().first().orElseThrow();
    }

    private static Smallest minimized(Story story) {
        return Minimizer.of(story).minimize(find(story).schedule());
    }

    @Test
    void one_preemption_is_left_of_a_lost_update_and_it_stands_where_it_matters() {
        Story story = counters(2, 8);
        assertThat(find(story).schedule().toString().length()).isGreaterThan(10);
        Smallest smallest = minimized(story);
        assertThat(smallest.preemptions()).isEqualTo(1);
        assertThat(smallest.choices()).isEqualTo(1);
        assertThat(smallest.isFewest()).isTrue();
        assertThat(smallest.headline()).isEqualTo("counted 1 too few");
        Parting parting = smallest.parting();
        assertThat(parting.preempts()).isTrue();
        assertThat(parting.sentence())
                .isEqualTo(
                        "thread \"counter 1\" comes, to begin, when thread \"counter 0\" is about to take KeClearEvent on"
                                + " event 0; the other way round, the story is clean");
        assertThat(Explorer.of(story).replay(smallest.schedule()).failure()).isEqualTo("counted 1 too few");
        assertThat(Explorer.of(story).replay(parting.passing()).isClean()).isTrue();
    }

    /** It fails only if the watcher looks while both others are in the middle. */
    private static Story.Judge twoInTheMiddle(Machine machine) {
        int[] inside = new int[1];
        boolean[] seen = new boolean[1];
        for (int i = 0; i < 2; i++) {
            KEvent event = KEvent.notification(machine.kernel(), "event " + i);
            machine.thread("visitor " + i, () -> {
                event.set();
                inside[0]++;
                event.clear();
                inside[0]--;
                event.set();
            });
        }
        KEvent looks = KEvent.notification(machine.kernel(), "looks");
        machine.thread("watcher", () -> {
            looks.set();
            seen[0] = inside[0] == 2;
        });
        return () -> seen[0] ? "two were inside" : "";
    }

    @Test
    void what_needs_two_preemptions_keeps_two_and_says_that_fewer_do_not_do() {
        Smallest smallest = minimized(MinimizerTest::twoInTheMiddle);
        assertThat(smallest.preemptions()).isEqualTo(2);
        assertThat(smallest.isFewest()).isTrue();
        assertThat(smallest.size()).startsWith("2 preemptions; no schedule with fewer fails in this way; 2 choices");
    }

    @Test
    void without_a_budget_nothing_is_said_of_fewer() {
        Story story = MinimizerTest::twoInTheMiddle;
        Smallest smallest =
                Minimizer.of(story).mostRuns(40).minimize(find(story).schedule());
        assertThat(smallest.isFewest()).isFalse();
        assertThat(smallest.size()).contains("fewer were not tried in full");
    }

    @Test
    void of_two_ways_to_fail_the_one_that_was_found_is_kept() {
        Story story = machine -> {
            int[] first = {-1};
            for (int i = 0; i < 2; i++) {
                int me = i;
                KEvent event = KEvent.notification(machine.kernel(), "event " + i);
                machine.thread("runner " + i, () -> {
                    event.set();
                    first[0] = first[0] < 0 ? me : first[0];
                });
            }
            return () -> "runner " + first[0] + " was first";
        };
        Schedule second = Explorer.of(story).mostFindings(100).mostRuns(100).explore().findings().stream()
                .filter(finding -> finding.headline().equals("runner 1 was first"))
                .findFirst()
                .orElseThrow()
                .schedule();
        Smallest smallest = Minimizer.of(story).minimize(second);
        assertThat(smallest.headline()).isEqualTo("runner 1 was first");
        assertThat(smallest.choices()).isEqualTo(1);
        assertThat(smallest.parting()).isNull(); // without it the other one is first, which is no better
    }

    @Test
    void a_deadlock_needs_one_preemption() {
        Smallest smallest = minimized(machine -> {
            KMutex a = new KMutex(machine.kernel(), "a");
            KMutex b = new KMutex(machine.kernel(), "b");
            machine.thread("ab", () -> takeBoth(a, b));
            machine.thread("ba", () -> takeBoth(b, a));
            return Story.Judge.OF_NOTHING;
        });
        assertThat(smallest.headline()).isEqualTo("DEADLOCK: 2 threads wait for what cannot come");
        assertThat(smallest.preemptions()).isEqualTo(1);
        assertThat(smallest.parting().sentence())
                .contains("when thread \"ab\" is about to take KeWaitForSingleObject on b");
    }

    private static void takeBoth(KMutex first, KMutex second) {
        first.waitFor(KMutex.FOREVER);
        second.waitFor(KMutex.FOREVER);
        second.release();
        first.release();
    }

    @Test
    void a_story_that_always_fails_needs_no_choice() {
        Smallest smallest = minimized(machine -> {
            machine.thread("only", () -> {});
            return () -> "never good";
        });
        assertThat(smallest.choices()).isZero();
        assertThat(smallest.isFewest()).isTrue();
        assertThat(smallest.parting()).isNull();
        assertThat(smallest.schedule()).isEqualTo(Schedule.empty());
    }

    @Test
    void a_schedule_that_passes_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimizer.of(counters(2, 1)).minimize(Schedule.empty()))
                .withMessageContaining("does not fail in schedule 0");
    }

    @Test
    void a_story_that_does_not_fail_twice_is_told() {
        int[] runs = new int[1];
        assertThatExceptionOfType(ScheduleDiverged.class)
                .isThrownBy(() -> Minimizer.of(machine -> () -> runs[0]++ == 0 ? "now and then" : "")
                        .minimize(Schedule.empty()))
                .withMessageContaining("does not do the same each time");
    }

    @Test
    void a_schedule_that_does_not_fit_is_refused_and_the_story_is_not_blamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimizer.of(counters(2, 1)).minimize(Schedule.parse("7.7")))
                .withMessageContaining("does not fit schedule 7:2");
    }

    /** Threads that lose an update as in {@link #counters}, and whoever is last hangs when that has happened. */
    private static Story hanging(int[] hung) {
        return new Story() {
            @Override
            public Judge tell(Machine machine) {
                int[] count = new int[1];
                int[] ended = new int[1];
                for (int i = 0; i < 2; i++) {
                    KEvent event = KEvent.notification(machine.kernel(), "event " + i);
                    machine.thread("counter " + i, () -> {
                        int seen = count[0];
                        for (int step = 0; step < 24; step++) {
                            event.set();
                        }
                        count[0] = seen + 1;
                        if (++ended[0] == 2 && count[0] < 2) {
                            hung[0]++;
                            hang();
                        }
                    });
                }
                return Judge.OF_NOTHING;
            }

            @Override
            public void build(MachineBuilder machine) {
                machine.watchdog(Duration.ofMillis(200));
            }
        };
    }

    @Test
    void a_story_that_hangs_is_run_only_a_few_times() {
        int[] hung = new int[1];
        Schedule found = Explorer.of(hanging(hung))
                .search(new BoundedSearch(1))
                .explore()
                .first()
                .orElseThrow()
                .schedule();
        hung[0] = 0;
        Smallest smallest = Minimizer.of(hanging(hung)).minimize(found);
        assertThat(smallest.headline()).startsWith("STUCK");
        assertThat(hung[0]).isBetween(2, 9); // the last one shows where it parts from a run that passes
    }

    /** Ends when its host thread is interrupted, so that the test leaves none behind. */
    private static void hang() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_deadlock_of_others_is_another_failure() {
        Story story = machine -> {
            KEvent never = KEvent.notification(machine.kernel(), "never");
            boolean[] taken = new boolean[1];
            for (int i = 0; i < 2; i++) {
                KEvent event = KEvent.notification(machine.kernel(), "event " + i);
                machine.thread("runner " + i, () -> {
                    event.set();
                    if (!taken[0]) {
                        taken[0] = true;
                        never.waitFor(KEvent.FOREVER);
                    }
                });
            }
            return Story.Judge.OF_NOTHING;
        };
        Schedule second = Explorer.of(story).mostFindings(100).mostRuns(100).explore().findings().stream()
                .filter(finding -> finding.outcome() instanceof Outcome.Deadlocked stuck
                        && stuck.threads().get(0).thread().equals("runner 1"))
                .findFirst()
                .orElseThrow()
                .schedule();
        Smallest smallest = Minimizer.of(story).minimize(second);
        assertThat(((Outcome.Deadlocked) smallest.outcome()).threads().get(0).thread())
                .isEqualTo("runner 1");
        assertThat(smallest.choices()).isEqualTo(1);
    }
}
