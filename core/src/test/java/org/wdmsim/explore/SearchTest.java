package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/** Which schedules each search tries, on threads that take so many steps and never wait. */
class SearchTest {
    /** Notes who took a step, in order; the note is the thread's own, so that nothing is kept from run to run. */
    private static final class Walkers implements Story {
        private final int[] steps;
        final Set<List<Integer>> orders = new HashSet<>();

        Walkers(int... steps) {
            this.steps = steps;
        }

        @Override
        public Judge tell(Machine machine) {
            List<Integer> order = new ArrayList<>();
            for (int thread = 0; thread < steps.length; thread++) {
                int me = thread;
                KEvent event = KEvent.notification(machine.kernel(), "event " + me);
                machine.thread("walker " + me, () -> {
                    for (int step = 0; step < steps[me]; step++) {
                        event.set();
                        order.add(me);
                    }
                });
            }
            return () -> {
                orders.add(order);
                return "";
            };
        }
    }

    /** How many ways there are to interleave runs of that many pieces, with at most so many changes of a thread that could go on. */
    private static long interleavings(int[] pieces, int current, int preemptions) {
        boolean canGoOn = current >= 0 && pieces[current] > 0;
        long sum = 0;
        boolean ended = true;
        for (int next = 0; next < pieces.length; next++) {
            if (pieces[next] > 0) {
                ended = false;
                int cost = canGoOn && next != current ? 1 : 0;
                if (preemptions >= cost) {
                    pieces[next]--;
                    sum += interleavings(pieces, next, preemptions - cost);
                    pieces[next]++;
                }
            }
        }
        return ended ? 1 : sum;
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 2", "1, 2, 2", "2, 2, 2", "3, 2, 3", "1, 3, 3", "100, 3, 3", "0, 1, 1", "100, 1, 1"})
    void a_bounded_search_tries_every_schedule_within_its_bound_once(int bound, int first, int second) {
        Exploration result = Explorer.of(new Walkers(first, second))
                .search(new BoundedSearch(bound))
                .mostRuns(1_000_000)
                .explore();
        assertThat(result.isProof()).isTrue();
        assertThat(result.runs()).isEqualTo(interleavings(new int[] {first + 1, second + 1}, -1, bound));
    }

    @Test
    void without_a_bound_every_order_of_the_steps_comes() {
        Walkers story = new Walkers(2, 1, 1);
        Exploration result = Explorer.of(story)
                .search(BoundedSearch.unbounded())
                .mostRuns(1_000_000)
                .explore();
        assertThat(result.headline())
                .isEqualTo("all " + result.runs() + " schedules with any number of preemptions are clean");
        assertThat(result.runs()).isEqualTo(interleavings(new int[] {3, 2, 2}, -1, 100));
        assertThat(story.orders).hasSize(12); // 4! / 2!
    }

    @Test
    void a_search_that_is_cut_off_says_so() {
        Exploration result = Explorer.of(new Walkers(3, 3))
                .search(BoundedSearch.unbounded())
                .mostRuns(10)
                .explore();
        assertThat(result.isProof()).isFalse();
        assertThat(result.headline()).isEqualTo("10 schedules of dfs are clean; there are more");
    }

    @Test
    void searches_by_chance_come_to_every_order_in_the_end_and_repeat_themselves() {
        for (int which = 0; which < 3; which++) {
            Walkers story = new Walkers(2, 1, 1);
            Walkers again = new Walkers(2, 1, 1);
            Explorer.of(story).search(byChance(which)).mostRuns(2_000).explore();
            Explorer.of(again).search(byChance(which)).mostRuns(2_000).explore();
            assertThat(story.orders).as("search %s", which).hasSize(12).isEqualTo(again.orders);
        }
    }

    private static Search byChance(int which) {
        return which == 0 ? new RandomWalk(1) : which == 1 ? new PctSearch(4, 1) : new PosSearch(1);
    }

    /** What a driver that depends on the clock or on chance does. */
    @Test
    void a_story_that_does_not_do_the_same_each_time_is_told() {
        int[] runs = new int[1];
        Exploration result = Explorer.of(
                        machine -> (runs[0]++ == 2 ? new Walkers(2, 2, 1) : new Walkers(2, 2)).tell(machine))
                .search(BoundedSearch.unbounded())
                .explore();
        assertThat(result.headline()).contains("does not do the same each time");
    }

    @Test
    void a_story_that_ends_sooner_after_the_same_choices_is_no_proof() {
        int[] runs = new int[1];
        Exploration result = Explorer.of(
                        machine -> (runs[0]++ == 0 ? new Walkers(6, 6) : new Walkers(1, 1)).tell(machine))
                .search(BoundedSearch.unbounded())
                .explore();
        assertThat(result.isProof()).isFalse();
        assertThat(result.headline()).contains("DIVERGED", "does not do the same each time");
    }

    @Test
    void a_search_that_ends_with_its_last_run_has_tried_all() {
        Exploration result = Explorer.of(new Walkers(2, 2))
                .search(new BoundedSearch(0))
                .mostRuns(2)
                .explore();
        assertThat(result.isProof()).isTrue();
        assertThat(result.headline()).isEqualTo("all 2 schedules with at most 0 preemptions are clean");
    }

    @Test
    void a_run_without_an_end_is_not_called_clean() {
        Story cutShort = new Story() {
            @Override
            public Judge tell(Machine machine) {
                return new Walkers(2, 9).tell(machine);
            }

            @Override
            public void build(MachineBuilder machine) {
                machine.stepLimit(5);
            }
        };
        Exploration result = Explorer.of(cutShort).search(new BoundedSearch(0)).explore();
        assertThat(result.isProof()).isFalse();
        assertThat(result.headline())
                .isEqualTo("all 2 schedules with at most 0 preemptions were given up for want of steps");
        assertThat(new Exploration("dfs:0", "of some kind", 3, 9, true, List.of(), 1).headline())
                .isEqualTo("all 3 schedules of some kind: 2 clean, 1 given up for want of steps");
    }

    @Test
    void a_judge_that_asserts_is_a_finding_with_its_schedule() {
        Story story = machine -> {
            List<Integer> order = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                int me = thread;
                machine.thread("thread " + me, () -> order.add(me));
            }
            return () -> {
                assertThat(order.get(0)).as("who was first").isZero();
                return "";
            };
        };
        Exploration result =
                Explorer.of(story).search(BoundedSearch.unbounded()).explore();
        assertThat(result.headline())
                .startsWith("run 2 of dfs fails: not as asserted: ")
                .contains("who was first");
        assertThat(Minimizer.of(story)
                        .minimize(result.first().orElseThrow().schedule())
                        .choices())
                .isEqualTo(1);
    }
}
