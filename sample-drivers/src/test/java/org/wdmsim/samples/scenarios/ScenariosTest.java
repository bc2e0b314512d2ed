package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.PctSearch;
import org.wdmsim.pnp.scenario.Expectation;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.pnp.testkit.Machines;
import org.wdmsim.pnp.testkit.MachinesAtRest;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** Every story is clean with the sound drivers, whoever goes first. */
@ExtendWith(MachinesAtRest.class)
class ScenariosTest {
    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    static void assertClean(ScenarioRun run) {
        assertThat(run.outcome().isClean())
                .as(
                        "%s seed %s: %s%n%s",
                        run.scenario().name(),
                        run.options().seed(),
                        run.outcome(),
                        run.trace().toText())
                .isTrue();
        assertThat(run.leftovers()).isEmpty();
        assertThat(run.expectations())
                .as(
                        "%s seed %s%n%s",
                        run.scenario().name(), run.options().seed(), run.trace().toText())
                .allMatch(Expectation::held);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_when_each_thread_runs_as_far_as_it_can(Scenario scenario, Machines machines) {
        assertClean(machines.play(scenario, RunOptions.seed(1).withPolicy("first")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_when_threads_change_at_every_step(Scenario scenario, Machines machines) {
        assertClean(machines.play(scenario, RunOptions.seed(1).withPolicy("round-robin")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_on_a_hundred_random_walks(Scenario scenario, Machines machines) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= 100; seed++) {
                assertClean(machines.play(
                        scenario, RunOptions.seed(seed).on(carrier).withWatchdog(null)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_when_priorities_change_in_the_middle(Scenario scenario) {
        Exploration found = Explorer.of(new ScenarioStory(scenario, RunOptions.seed(1)))
                .search(new PctSearch(3, 1))
                .mostRuns(200)
                .explore();
        assertThat(found.isClean())
                .as(() -> found.headline() + ", schedule "
                        + found.first().orElseThrow().schedule())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void gives_the_same_trace_on_every_carrier(Scenario scenario, Machines machines) {
        String expected = null;
        for (String name : CoroutineCarriers.available()) {
            try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
                String trace = machines.play(scenario, RunOptions.seed(7).on(carrier))
                        .trace()
                        .toJson();
                assertThat(trace).as(name).isEqualTo(expected == null ? trace : expected);
                expected = trace;
            }
        }
    }
}
