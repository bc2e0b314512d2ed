package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.PctSearch;
import org.wdmsim.explore.PosSearch;
import org.wdmsim.explore.RandomWalk;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.samples.app.WatchedSamples;
import org.wdmsim.sched.CoroutineCarriers;

/**
 * What is proved with reduction is proved of all schedules: whatever a thread lives through in a search by chance, step by
 * step, the threads live through in some run of the search with reduction, too.
 */
class HistoriesTest {
    private static final int PROCESSORS = 16; // one for each thread
    private static final int RUNS_BY_CHANCE = 150;

    /** A story that notes what each thread does and is answered. */
    private static final class Noted implements Story {
        private final Story story;
        private ThreadHistories histories;

        Noted(Story story) {
            this.story = story;
        }

        @Override
        public void build(MachineBuilder machine) {
            story.build(machine);
            ThreadHistories fresh = new ThreadHistories();
            histories = fresh;
            machine.listener(kernel -> fresh);
        }

        @Override
        public Judge tell(Machine machine) {
            return story.tell(machine);
        }
    }

    private static Set<String> histories(String scenario, Search search, int runs, boolean isProof) {
        RunOptions options = RunOptions.seed(1).withWatchdog(null).withProcessors(PROCESSORS);
        Noted story = new Noted(WatchedStory.loading(
                        Scenarios.class, classes -> WatchedSamples.story(classes, scenario, options, Map.of()))
                .ownCopy());
        Set<String> seen = new TreeSet<>();
        Exploration found = Explorer.of(story)
                .search(search)
                .mostRuns(runs)
                .onRun(run -> seen.add(story.histories.toString()))
                .explore();
        assertThat(found.isClean()).as(found.headline()).isTrue();
        assertThat(found.isProof()).as(found.headline()).isEqualTo(isProof);
        return seen;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "surprise-removal-idle",
                "cancelled-query-remove",
                "scale",
                "orderly-removal",
                "bus-removal",
                "replug-while-open",
                "surprise-removal"
            })
    void no_history_is_lost(String scenario) {
        allAreThere(scenario);
    }

    /** Thousands of runs: where a switch of threads costs little. */
    @Test
    void no_history_of_two_reads_and_a_removal_is_lost() {
        assumeTrue(CoroutineCarriers.available().contains("continuations"));
        allAreThere("surprise-removal-two-reads");
    }

    private static void allAreThere(String scenario) {
        Set<String> proved = histories(scenario, new DporSearch(), 100_000, true);
        for (Search search : List.of(new RandomWalk(1), new PctSearch(3, 1), new PosSearch(1))) {
            Set<String> byChance = histories(scenario, search, RUNS_BY_CHANCE, false);
            assertThat(proved).as(search.name()).containsAll(byChance);
        }
    }
}
