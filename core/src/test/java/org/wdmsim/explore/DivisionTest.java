package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.ke.KEvent;
import org.wdmsim.sched.Schedule;

/** How searches are cut. */
class DivisionTest {
    private static final Story WALKERS = machine -> {
        for (int i = 0; i < 3; i++) {
            KEvent event = KEvent.notification(machine.kernel(), "event " + i);
            int steps = i + 2;
            machine.thread("walker " + i, () -> {
                for (int step = 0; step < steps; step++) {
                    event.set();
                }
            });
        }
        return Story.Judge.OF_NOTHING;
    };

    private static List<Schedule> schedules(Search search, StoryRuns runs) {
        List<Schedule> schedules = new ArrayList<>();
        while (search.next() instanceof BoundedSearch policy) {
            ExploredRun run = runs.run(policy);
            search.ended(run);
            schedules.add(run.machine().schedule());
        }
        return schedules;
    }

    private static PartResult begun(int part) {
        return new PartResult(part, false, Tally.NONE, List.of(), null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, Integer.MAX_VALUE})
    void the_parts_of_a_bounded_search_one_after_the_other_are_the_whole(int bound) {
        try (StoryRuns runs = new StoryRuns(WALKERS)) {
            List<Schedule> whole = schedules(new BoundedSearch(bound), runs);
            Division division = Division.of(new BoundedSearch(bound), runs, 1);
            List<Schedule> parts = new ArrayList<>();
            int largest = 0;
            for (int part = 0; part < division.size(); part++) {
                List<Schedule> some = schedules(division.part(part, begun(part)), runs);
                largest = Math.max(largest, some.size());
                parts.addAll(some);
            }
            assertThat(parts).isEqualTo(whole);
            assertThat(division.size()).isEqualTo(Math.min(whole.size(), Division.USUAL_PARTS));
            assertThat(largest).isLessThanOrEqualTo(Math.max(1, whole.size() / 16));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 15, 16, 17, 1_000, 2_048, 2_049, 10_000_000, 1L << 40})
    void the_runs_of_a_search_by_chance_are_spread_evenly(long mostRuns) {
        try (StoryRuns runs = new StoryRuns(WALKERS)) {
            Division division = Division.of(new RandomWalk(1), runs, mostRuns);
            long sum = 0;
            for (int part = 0; part < division.size(); part++) {
                assertThat(division.runsBefore(part)).isEqualTo(sum);
                assertThat(division.runs(part)).isPositive();
                sum += division.runs(part);
            }
            assertThat(sum).isEqualTo(mostRuns);
            assertThat(division.size()).isLessThanOrEqualTo(Division.USUAL_PARTS);
        }
    }
}
