package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.WorkSignal;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** Reduction loses no outcome: it comes to the same ones as a search of every schedule. */
class DporSearchTest {
    /** A story that says what its threads have seen. */
    private abstract static class Observed implements Story {
        final Set<String> seen = new TreeSet<>();

        @Override
        public final Judge tell(Machine machine) {
            List<String> notes = new ArrayList<>();
            tell(machine, notes);
            return () -> {
                notes.sort(null);
                seen.add(notes.toString());
                return "";
            };
        }

        abstract void tell(Machine machine, List<String> fresh);
    }

    private static final class Setters extends Observed {
        private final boolean share;

        Setters(boolean share) {
            this.share = share;
        }

        @Override
        void tell(Machine machine, List<String> fresh) {
            KEvent common = KEvent.notification(machine.kernel(), "common");
            for (int i = 0; i < 2; i++) {
                String name = "setter " + i;
                KEvent own = share ? common : KEvent.notification(machine.kernel(), name);
                boolean sets = i == 0;
                machine.thread(name, () -> {
                    for (int step = 0; step < 2; step++) {
                        fresh.add(name + " " + step + " " + (sets ? own.set() : own.reset()));
                    }
                });
            }
        }
    }

    private static Exploration explore(Story story, Search search) {
        return Explorer.of(story).search(search).mostRuns(2_000_000).explore();
    }

    @Test
    void steps_on_different_objects_need_one_run() {
        Exploration result = explore(new Setters(false), new DporSearch());
        assertThat(result.isProof()).isTrue();
        assertThat(result.runs()).isEqualTo(1);
    }

    @Test
    void each_order_of_steps_on_one_object_needs_one_run() {
        Setters reduced = new Setters(true);
        Setters full = new Setters(true);
        DporSearch search = new DporSearch();
        Exploration result = explore(reduced, search);
        Exploration all = explore(full, BoundedSearch.unbounded());
        assertThat(all.isProof()).isTrue();
        assertThat(reduced.seen).isEqualTo(full.seen);
        assertThat(result.runs()).isEqualTo(6); // 4! / (2! 2!)
    }

    private static final class Removal extends Observed {
        private final int visitors;

        private final boolean deletes;

        Removal(int visitors, boolean deletes) {
            this.visitors = visitors;
            this.deletes = deletes;
        }

        @Override
        void tell(Machine machine, List<String> fresh) {
            machine.thread("begin", () -> {
                RemoveLock lock = LockedDevice.make(machine);
                for (int i = 0; i < visitors; i++) {
                    String tag = "visitor " + i;
                    machine.thread(tag, () -> {
                        NtStatus status = lock.acquire(tag);
                        fresh.add(tag + " " + status);
                        if (status == NtStatus.STATUS_SUCCESS) {
                            lock.release(tag);
                        }
                    });
                }
                machine.thread("remover", () -> {
                    lock.acquire("remover");
                    lock.releaseAndWait("remover");
                    if (deletes) {
                        lock.device().delete(); // though a visitor may come yet
                    }
                });
            });
        }
    }

    /** What a search has seen: what the threads of clean runs have seen, and how the others ended. */
    private static Set<String> outcomes(Observed story, Search search) {
        Exploration result = Explorer.of(story)
                .search(search)
                .mostRuns(2_000_000)
                .mostFindings(Integer.MAX_VALUE)
                .explore();
        assertThat(result.isExhausted()).isTrue();
        Set<String> all = new TreeSet<>(story.seen);
        result.findings().forEach(finding -> all.add(finding.outcome().headline()));
        return all;
    }

    @Test
    void a_removal_has_the_same_outcomes_with_and_without_reduction() {
        for (int visitors = 1; visitors <= 2; visitors++) {
            for (boolean deletes : new boolean[] {false, true}) {
                assertThat(outcomes(new Removal(visitors, deletes), new DporSearch()))
                        .isEqualTo(outcomes(new Removal(visitors, deletes), BoundedSearch.unbounded()));
            }
        }
    }

    @Test
    void a_story_that_ends_sooner_than_before_is_told() {
        int[] runs = new int[1];
        Exploration shorter = explore(
                machine -> {
                    KEvent event = KEvent.notification(machine.kernel(), "event");
                    int steps = runs[0]++ < 2 ? 4 : 1; // the first run only warms the story up
                    for (int i = 0; i < 2; i++) {
                        machine.thread("setter " + i, () -> {
                            for (int step = 0; step < steps; step++) {
                                event.set();
                            }
                        });
                    }
                    return Story.Judge.OF_NOTHING;
                },
                new DporSearch());
        assertThat(shorter.headline()).contains("in the run before");
    }

    private record Sections(int threads, int times) implements Story {
        @Override
        public void build(MachineBuilder machine) {
            machine.processors(threads);
        }

        @Override
        public Judge tell(Machine machine) {
            KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
            for (int i = 0; i < threads; i++) {
                machine.thread("thread " + i, () -> {
                    for (int time = 0; time < times; time++) {
                        lock.release(lock.acquire());
                    }
                });
            }
            return Judge.OF_NOTHING;
        }
    }

    /** Whether somebody has waited for the lock, or found it free, makes no difference. */
    @Test
    void each_order_of_critical_sections_needs_one_run() {
        assertThat(explore(new Sections(2, 2), new DporSearch()).runs()).isEqualTo(6); // 4! / (2! 2!)
        assertThat(explore(new Sections(3, 1), new DporSearch()).runs()).isEqualTo(6); // 3!
        assertThat(explore(new Sections(2, 4), new DporSearch()).runs()).isEqualTo(70); // 8! / (4! 4!)
    }

    /** Who takes one lock and wants another that is never given up must spin, or nobody would see that he is stuck. */
    @Test
    void locks_taken_in_opposite_orders_are_found() {
        Story story = new Story() {
            @Override
            public void build(MachineBuilder machine) {
                machine.processors(2);
            }

            @Override
            public Judge tell(Machine machine) {
                KSpinLock one = new KSpinLock(machine.kernel(), "one");
                KSpinLock two = new KSpinLock(machine.kernel(), "two");
                machine.thread("left", () -> both(one, two));
                machine.thread("right", () -> both(two, one));
                return Judge.OF_NOTHING;
            }
        };
        Exploration found = explore(story, new DporSearch());
        assertThat(found.first().orElseThrow().outcome()).isInstanceOf(Outcome.Deadlocked.class);
    }

    private static void both(KSpinLock first, KSpinLock second) {
        Irql old = first.acquire();
        Irql dispatch = second.acquire();
        second.release(dispatch);
        first.release(old);
    }

    /** A worker that has nothing to do may go to rest before the work comes or find it at once: one run for both. */
    @Test
    void a_worker_that_awaits_its_work_needs_one_run() {
        Story story = machine -> {
            Deque<String> work = new ArrayDeque<>();
            WorkSignal signal = new WorkSignal(machine.kernel(), "work", () -> !work.isEmpty());
            machine.thread("worker", () -> {
                for (int i = 0; i < 2; i++) {
                    signal.waitFor(KEvent.FOREVER);
                    machine.kernel().touch(signal, WorkSignal.WORK, Touch.WRITE);
                    work.remove();
                }
            });
            machine.thread("giver", () -> {
                for (int i = 0; i < 2; i++) {
                    KEvent.notification(machine.kernel(), "something else").set();
                    machine.kernel().touch(signal, WorkSignal.WORK, Touch.WRITE);
                    work.add("work");
                    signal.added();
                }
            });
            return () -> work.isEmpty() ? "" : "work is left";
        };
        Exploration proof = explore(story, new DporSearch());
        assertThat(proof.isProof()).isTrue();
        assertThat(proof.runs()).isEqualTo(2); // the second work comes before the first is taken, or after
    }

    /** Which processor a DPC waits for is nothing that a step touches. */
    @Test
    void a_dpc_is_refused() {
        Story story = machine -> {
            machine.thread("begin", () -> {
                KDpc dpc = new KDpc(
                        machine.kernel(),
                        "dpc",
                        LockedDevice.make(machine).device(),
                        (which, context, one, two) -> {},
                        null);
                dpc.insert(null, null);
            });
            return Story.Judge.OF_NOTHING;
        };
        assertThatThrownBy(() -> explore(story, new DporSearch()))
                .isInstanceOf(NotReducible.class)
                .hasMessageContaining("does not follow KeInsertQueueDpc");
    }

    /** Two threads at DISPATCH_LEVEL keep both processors, and the third has none. */
    @Test
    void more_threads_than_processors_are_refused() {
        Story story = machine -> {
            KEvent one = KEvent.notification(machine.kernel(), "one");
            KEvent other = KEvent.notification(machine.kernel(), "other");
            for (int i = 0; i < 2; i++) {
                machine.thread("thread " + i, () -> {
                    KThread me = machine.kernel().currentThread();
                    Irql old = me.raiseIrql(Irql.DISPATCH_LEVEL);
                    one.reset();
                    other.reset();
                    me.lowerIrql(old);
                });
            }
            machine.thread("third", one::set);
            return Story.Judge.OF_NOTHING;
        };
        assertThatThrownBy(() -> explore(story, new DporSearch()))
                .isInstanceOf(NotReducible.class)
                .hasMessageContaining("needs a processor for each thread");
    }

    @Test
    void a_story_whose_turns_touch_something_else_each_time_is_told() {
        int[] runs = new int[1];
        Exploration result = explore(
                machine -> {
                    for (int i = 0; i < runs[0]; i++) {
                        KEvent.notification(machine.kernel(), "one more than in the run before");
                    }
                    runs[0]++;
                    KEvent event = KEvent.notification(machine.kernel(), "event");
                    machine.thread("one", () -> {
                        event.set();
                        event.set();
                    });
                    machine.thread("other", event::set);
                    return Story.Judge.OF_NOTHING;
                },
                new DporSearch());
        assertThat(result.headline()).contains("touches something else than in the run before");
    }
}
