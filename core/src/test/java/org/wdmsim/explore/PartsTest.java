package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;

/** A search in parts comes to the same as the search in one piece, however many jobs or shards the parts are spread over. */
class PartsTest {
    /** Threads that read a value and add to what they have read; then one that looks whether all were counted. */
    record Counting(int threads, int times, boolean isRight) implements Story {
        @Override
        public Judge tell(Machine machine) {
            InterlockedValue value = new InterlockedValue(machine.kernel(), "value", 0);
            for (int i = 0; i < threads; i++) {
                machine.thread("counter " + i, () -> {
                    for (int time = 0; time < times; time++) {
                        if (isRight) {
                            value.increment();
                        } else {
                            value.exchange(value.read() + 1);
                        }
                    }
                });
            }
            return () -> {
                int lost = threads * times - value.value();
                return lost > 1 ? lost + " increments are lost" : "";
            };
        }
    }

    private static final List<Supplier<Search>> SEARCHES = List.of(
            () -> new RandomWalk(7),
            () -> new PosSearch(7),
            () -> new PctSearch(3, 7),
            () -> new BoundedSearch(1),
            () -> new BoundedSearch(2),
            BoundedSearch::unbounded,
            DporSearch::new,
            () -> Searches.parse("round-robin", 1));

    static Stream<Arguments> each() {
        List<Arguments> all = new ArrayList<>();
        for (Supplier<Search> search : SEARCHES) {
            for (int most : new int[] {1, 3, 100_000}) {
                for (long runs : new long[] {1, 37, 100_000}) {
                    boolean isByChance = search.get().bound() == null;
                    if (runs == 37 || runs == 1 && most == 1 || runs > 37 && !isByChance && most != 3) {
                        all.add(Arguments.of(search.get().name(), search, new Counting(2, 2, false), most, runs));
                        all.add(Arguments.of(search.get().name(), search, new Counting(3, 1, true), most, runs));
                    }
                }
            }
        }
        return all.stream();
    }

    private static Explorer explorer(Supplier<Search> search, Story story, int mostFindings, long mostRuns) {
        return Explorer.of(story)
                .search(search.get())
                .mostFindings(mostFindings)
                .mostRuns(mostRuns);
    }

    @ParameterizedTest(name = "{0} {2} {3} {4}")
    @MethodSource("each")
    void any_number_of_jobs_comes_to_the_same(
            String name, Supplier<Search> search, Story story, int mostFindings, long mostRuns) {
        Exploration whole = explorer(search, story, mostFindings, mostRuns).explore();
        String one = null;
        for (int jobs = 1; jobs <= 3; jobs++) {
            Campaign campaign =
                    explorer(search, story, mostFindings, mostRuns).jobs(jobs).campaign();
            Exploration found = campaign.explore();
            if (!name.equals("dpor")) {
                assertThat(found).isEqualTo(whole);
            }
            one = one == null ? campaign.soFar().text() : one;
            assertThat(campaign.soFar().text()).isEqualTo(one);
        }
    }

    /** Each thread sets an event of its own, then one that all share: only the order of the last steps makes a difference. */
    private static final Story SETTERS = machine -> {
        KEvent common = KEvent.synchronization(machine.kernel(), "common");
        for (int i = 0; i < 5; i++) {
            KEvent own = KEvent.notification(machine.kernel(), "event " + i);
            machine.thread("setter " + i, () -> {
                own.set();
                common.set();
                own.reset();
            });
        }
        return Story.Judge.OF_NOTHING;
    };

    /** Sleep sets keep equivalent runs from being made twice, whether or not they are above the cut. */
    @Test
    void reduction_in_parts_makes_as_many_runs_as_in_one_piece() {
        for (Story story : List.of(SETTERS, new Counting(2, 2, false), new Counting(3, 1, true))) {
            Exploration whole =
                    explorer(DporSearch::new, story, Integer.MAX_VALUE, 100_000).explore();
            Exploration parts = explorer(DporSearch::new, story, Integer.MAX_VALUE, 100_000)
                    .jobs(1)
                    .explore();
            assertThat(parts.isExhausted()).isTrue();
            assertThat(parts.runs()).isEqualTo(whole.runs());
            assertThat(parts.findings()).hasSameSizeAs(whole.findings());
        }
        assertThat(explorer(DporSearch::new, SETTERS, 1, 100_000)
                        .jobs(1)
                        .explore()
                        .runs())
                .isEqualTo(120); // 5!
    }

    @ParameterizedTest(name = "{0} {2} {3} {4}")
    @MethodSource("each")
    void shards_put_together_come_to_the_same(
            String name, Supplier<Search> search, Story story, int mostFindings, long mostRuns) {
        Campaign campaign =
                explorer(search, story, mostFindings, mostRuns).jobs(1).campaign();
        Exploration whole = campaign.explore();
        boolean isCut = whole.bound() != null && whole.runs() >= mostRuns;
        if (isCut) {
            return; // a search that stops at its limit of runs has tried others in shards than in one piece
        }
        for (int count = 2; count <= 3; count++) {
            List<PartialExploration> shards = new ArrayList<>();
            for (int index = count - 1; index >= 0; index--) {
                Campaign shard = explorer(search, story, mostFindings, mostRuns)
                        .shard(new Shard(index, count))
                        .jobs(index + 1)
                        .campaign();
                shard.explore();
                shards.add(PartialExploration.parse(shard.soFar().text()));
            }
            PartialExploration merged = PartialExploration.merge(shards);
            if (whole.bound() == null || merged.runs() == whole.runs()) {
                assertThat(merged.missing()).isEmpty();
                assertThat(Explorer.of(story).conclude(merged)).isEqualTo(whole);
            }
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest(name = "{0} {2} {3} {4}")
    @MethodSource("each")
    void killed_again_and_again_it_comes_to_the_same_and_runs_nothing_twice(
            String name, Supplier<Search> search, Story story, int mostFindings, long mostRuns) {
        AtomicInteger all = new AtomicInteger();
        Campaign whole = explorer(search, story, mostFindings, mostRuns)
                .jobs(1)
                .onRun(run -> all.incrementAndGet())
                .campaign();
        Exploration expected = whole.explore();
        for (int jobs = 1; jobs <= 2; jobs++) {
            int most = 1 + all.get() / 9;
            PartialExploration known = null;
            int kept = 0;
            for (boolean isKilled = true; isKilled; most++) {
                AtomicInteger left = new AtomicInteger(most);
                Explorer explorer = explorer(search, story, mostFindings, mostRuns)
                        .jobs(jobs)
                        .onRun(run -> {
                            if (left.getAndDecrement() <= 0) {
                                throw new Killed();
                            }
                        });
                Campaign campaign = (known == null ? explorer : explorer.from(known)).campaign();
                try {
                    assertThat(campaign.explore()).isEqualTo(expected);
                    isKilled = false;
                    kept += most - left.get();
                } catch (Killed killed) {
                    kept += most;
                }
                known = PartialExploration.parse(campaign.soFar().text());
            }
            assertThat(known.text()).isEqualTo(whole.soFar().text());
            if (jobs == 1 && !name.equals("dpor")) {
                assertThat(kept).isEqualTo(all.get());
            }
        }
    }
}
