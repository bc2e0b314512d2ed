package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.SplitMix64;

/** With fields as memory, reduction leaves no outcome out: against plain search, on stories made by chance. */
class MemoryReductionTest {
    /** Threads that do things made by chance to memory that they share, and what came of it. */
    static final class Chance implements Story, IntConsumer {
        static final class Globals implements Driver {
            Globals(Kernel kernel) {
                lock = new KSpinLock(kernel, "lock");
                event = KEvent.notification(kernel, "event");
            }

            @Override
            public NtStatus driverEntry(DriverObject driver, String registryPath) {
                return NtStatus.STATUS_SUCCESS;
            }

            int a;
            long b;
            volatile int c;
            final KSpinLock lock;
            final KEvent event;
            final int[] array = new int[2];
            final List<Integer> list = new ArrayList<>();
            final Box box = new Box();
        }

        static final class Box {
            int inside;
        }

        private int seed;

        Chance() {}

        @Override
        public void accept(int value) {
            seed = value;
        }

        @Override
        public Judge tell(Machine machine) {
            SplitMix64 chance = new SplitMix64(seed);
            Globals driver = new Globals(machine.kernel());
            StringBuilder[] seen = new StringBuilder[2];
            for (int i = 0; i < seen.length; i++) {
                StringBuilder mine = new StringBuilder();
                seen[i] = mine;
                int[] acts = new int[2];
                for (int j = 0; j < acts.length; j++) {
                    acts[j] = (int) Long.remainderUnsigned(chance.next(), 12);
                }
                machine.thread("t" + i, () -> {
                    for (int act : acts) {
                        act(driver, act, mine);
                    }
                });
            }
            return () -> String.join(" ", seen) + " " + driver.a + driver.b + driver.c + driver.array[0]
                    + driver.array[1] + driver.list + driver.box.inside;
        }

        private static void act(Globals driver, int act, StringBuilder seen) {
            switch (act) {
                case 0 -> driver.a = driver.a * 2 + 1;
                case 1 -> seen.append(driver.a);
                case 2 -> driver.b += 3;
                case 3 -> driver.c = (int) driver.b;
                case 4 -> seen.append(driver.c);
                case 5 -> {
                    Irql old = driver.lock.acquire();
                    driver.a += 5;
                    driver.lock.release(old);
                }
                case 6 -> {
                    driver.array[0]++;
                    driver.event.set();
                }
                case 7 -> {
                    driver.event.readState();
                    seen.append(driver.array[0]);
                }
                case 8 -> {
                    driver.list.add(driver.a);
                    driver.event.readState();
                }
                case 9 -> {
                    driver.event.clear();
                    seen.append(driver.list.size());
                }
                case 10 -> {
                    driver.box.inside = driver.box.inside * 3 + 1;
                    driver.event.readState();
                }
                default -> {
                    driver.event.readState();
                    seen.append(driver.box.inside);
                }
            }
        }
    }

    private static WatchedStory story(int seed) {
        return WatchedStory.loading(MemoryReductionTest.class, classes -> {
                    Story made = classes.make(Story.class, Chance.class.getName());
                    ((IntConsumer) made).accept(seed);
                    return made;
                })
                .races(false);
    }

    private static Set<String> outcomes(int seed, Search search, long[] runs) {
        Set<String> outcomes = new TreeSet<>();
        boolean isWhole = Explorer.of(story(seed))
                .search(search)
                .mostRuns(50_000)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> {
                    runs[0]++;
                    outcomes.add(run.headline());
                })
                .explore()
                .isExhausted();
        assertThat(isWhole).isTrue();
        return outcomes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 40})
    void reduction_leaves_no_outcome_out(int first) {
        long[] plain = new long[1];
        long[] reduced = new long[1];
        for (int seed = first; seed < first + 20; seed++) {
            Set<String> all = outcomes(seed, BoundedSearch.unbounded(), plain);
            assertThat(outcomes(seed, new DporSearch(), reduced))
                    .as("seed %s", seed)
                    .isEqualTo(all);
        }
        assertThat(reduced[0]).isLessThan(plain[0]);
    }

    /** Each thread has a field of its own. */
    static final class Apart implements Story {
        Apart() {}

        @Override
        public Judge tell(Machine machine) {
            Chance.Globals driver = new Chance.Globals(machine.kernel());
            machine.thread("one", () -> driver.a++);
            machine.thread("two", () -> driver.b++);
            machine.thread("three", () -> driver.c++);
            return () -> "" + driver.a + driver.b + driver.c;
        }
    }

    @Test
    void threads_that_touch_different_fields_need_one_run() {
        Exploration found = Explorer.of(WatchedStory.of(Apart.class))
                .search(new DporSearch())
                .mostFindings(Integer.MAX_VALUE)
                .explore();
        assertThat(found.isExhausted()).isTrue();
        assertThat(found.runs()).isEqualTo(1);
    }
}
