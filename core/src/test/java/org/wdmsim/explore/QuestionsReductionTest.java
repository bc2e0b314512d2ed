package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.ex.Pool;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.ex.PoolFlags;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.SplitMix64;

/** Reduction of schedules that say more than who runs: no outcome of any answer is lost. */
class QuestionsReductionTest {
    /** Threads that do things by chance, with everything left open. */
    private static final class MadeUp extends Asking {
        private final int[][] programs;
        private final Set<String> outcomes = new TreeSet<>();
        private List<String> notes;

        MadeUp(long seed) {
            super(new OpenChoices(1, true, true));
            SplitMix64 chance = new SplitMix64(seed);
            programs = new int[2 + chance.below(2)][];
            for (int i = 0; i < programs.length; i++) {
                programs[i] = new int[1 + chance.below(programs.length == 2 ? 3 : 2)];
                for (int j = 0; j < programs[i].length; j++) {
                    programs[i][j] = chance.below(8);
                }
            }
        }

        @Override
        public Judge tell(Machine machine) {
            List<String> fresh = new ArrayList<>();
            notes = fresh;
            machine.thread("begin", () -> {
                Pool pool = new Pool(machine.io().poolTracker(), () -> "sparkle");
                KEvent event = KEvent.synchronization(machine.kernel(), "event");
                KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 0, 9);
                KMutex mutex = new KMutex(machine.kernel(), "mutex");
                InterlockedValue value = new InterlockedValue(machine.kernel(), "value", 0);
                for (int i = 0; i < programs.length; i++) {
                    int me = i;
                    machine.thread("thread " + i, () -> {
                        for (int step = 0; step < programs[me].length; step++) {
                            fresh.add(me + "." + step + " "
                                    + act(machine, programs[me][step], pool, event, semaphore, mutex, value));
                        }
                    });
                }
            });
            return Judge.OF_NOTHING;
        }

        private static Object act(
                Machine machine,
                int what,
                Pool pool,
                KEvent event,
                KSemaphore semaphore,
                KMutex mutex,
                InterlockedValue value) {
            return switch (what) {
                case 0 -> event.set();
                case 1 -> event.waitFor(KEvent.FOREVER);
                case 2 -> semaphore.release(1);
                case 3 -> semaphore.waitFor(KEvent.FOREVER);
                case 4 -> mutex.waitFor(KEvent.FOREVER) + " " + value.increment() + " " + mutex.release();
                case 5 -> {
                    PoolBlock block = pool.allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 8, "test");
                    if (block != null) {
                        block.free();
                    }
                    yield block == null ? value.increment() : "taken";
                }
                case 6 -> machine.kernel().outcome("doorOpens", true) ? value.read() : "closed";
                default -> value.increment();
            };
        }

        void ended(Outcome outcome) {
            List<String> sorted = new ArrayList<>(notes);
            sorted.sort(null);
            outcomes.add(outcome.headline() + sorted);
        }

        Exploration explore(Search search, boolean inParts) {
            Explorer explorer = Explorer.of(this)
                    .search(search)
                    .mostRuns(2_000)
                    .mostFindings(Integer.MAX_VALUE)
                    .onRun(run -> ended(run.outcome()));
            return (inParts ? explorer.jobs(1) : explorer).explore();
        }
    }

    /** With one answer its turn sets the event that another thread looks at, with the other it does not. */
    private static final class SetsOrNot extends Asking {
        final Set<String> outcomes = new TreeSet<>();

        SetsOrNot() {
            super(OpenChoices.NONE.withOpenOutcomes(true));
        }

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            List<String> notes = new ArrayList<>();
            machine.thread("setter", () -> {
                boolean open = machine.kernel().outcome("doorOpens", true);
                notes.add("open " + open);
                if (open) {
                    event.setNow();
                }
            });
            machine.thread("looker", () -> notes.add("seen " + event.readState()));
            return () -> {
                notes.sort(null);
                outcomes.add(notes.toString());
                return "";
            };
        }
    }

    @Test
    void who_sleeps_is_woken_by_what_he_touches_with_any_answer() {
        SetsOrNot every = new SetsOrNot();
        SetsOrNot few = new SetsOrNot();
        assertThat(Explorer.of(every)
                        .search(BoundedSearch.unbounded())
                        .explore()
                        .isProof())
                .isTrue();
        assertThat(Explorer.of(few).search(new DporSearch()).explore().isProof())
                .isTrue();
        assertThat(every.outcomes).hasSize(3);
        assertThat(few.outcomes).isEqualTo(every.outcomes);
    }

    @Test
    void reduction_loses_no_outcome_of_any_answer() {
        int compared = 0;
        for (int seed = 0; seed < 30; seed++) {
            MadeUp every = new MadeUp(seed);
            if (!every.explore(BoundedSearch.unbounded(), false).isExhausted()) {
                continue;
            }
            MadeUp few = new MadeUp(seed);
            MadeUp parts = new MadeUp(seed);
            assertThat(few.explore(new DporSearch(), false).isExhausted()).isTrue();
            assertThat(parts.explore(new DporSearch(), true).isExhausted()).isTrue();
            assertThat(few.outcomes).as("seed %s", seed).isEqualTo(every.outcomes);
            assertThat(parts.outcomes).as("seed %s", seed).isEqualTo(every.outcomes);
            compared++;
        }
        assertThat(compared).isGreaterThan(15);
    }
}
