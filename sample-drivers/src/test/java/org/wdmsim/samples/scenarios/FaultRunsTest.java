package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;

/** Every sound driver copes with every failure: nothing is left over, nothing hangs, no rule is broken. */
class FaultRunsTest {
    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void each_reachable_failure_is_survived(Scenario scenario) {
        for (int seed = 1; seed <= 3; seed++) {
            List<ScenarioRun> runs = ScenarioRunner.failEachSite(scenario, RunOptions.seed(seed));
            ScenarioRun last = runs.get(runs.size() - 1);
            assertThat(last.verdict())
                    .describedAs(() -> scenario.name() + ", "
                            + last.machine().kernel().injectedFaults() + ": " + last.outcome() + " "
                            + last.leftovers())
                    .isEqualTo(ScenarioRun.Verdict.CLEAN);
            assertThat(runs).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void failures_by_chance_are_survived(Scenario scenario) {
        for (int seed = 1; seed <= 40; seed++) {
            ScenarioRun run = ScenarioRunner.run(scenario, RunOptions.seed(seed).withFaults("probability:150"));
            assertThat(run.verdict())
                    .describedAs(() -> scenario.name() + ", "
                            + run.machine().kernel().injectedFaults() + ": " + run.outcome() + " " + run.leftovers())
                    .isEqualTo(ScenarioRun.Verdict.CLEAN);
        }
    }
}
