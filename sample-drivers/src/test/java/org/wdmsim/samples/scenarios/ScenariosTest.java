package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.pnp.scenario.Expectation;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** Every story is clean with the sound drivers, whoever goes first. */
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
    void is_clean_when_each_thread_runs_as_far_as_it_can(Scenario scenario) {
        assertClean(ScenarioRunner.run(scenario, RunOptions.seed(1).withPolicy("first")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_when_threads_change_at_every_step(Scenario scenario) {
        assertClean(ScenarioRunner.run(scenario, RunOptions.seed(1).withPolicy("round-robin")));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void is_clean_on_a_hundred_random_walks(Scenario scenario) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= 100; seed++) {
                assertClean(ScenarioRunner.run(
                        scenario, RunOptions.seed(seed).on(carrier).withWatchdog(null)));
            }
        }
    }
}
