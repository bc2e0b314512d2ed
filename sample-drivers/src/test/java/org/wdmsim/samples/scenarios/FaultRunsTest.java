package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.io.Irp;
import org.wdmsim.machine.Outcome;
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

    /** A story with a bystander who does not look at what his second try gave. */
    private static Scenario withCarelessSecondTry() {
        Scenario sound = Scenarios.all().get(0);
        return new Scenario(sound.name(), sound.title(), sound.story(), sound.lab(), stage -> {
            sound.play().accept(stage);
            stage.machine().thread("careless", () -> {
                Irp first = stage.machine().io().allocateIrp(1);
                Irp irp = first != null ? first : stage.machine().io().allocateIrp(2);
                irp.free();
            });
        });
    }

    @Test
    void a_failure_on_an_error_path_is_found_and_its_options_repeat_it() {
        Scenario scenario = withCarelessSecondTry();
        List<ScenarioRun> runs = ScenarioRunner.failEachSite(scenario, RunOptions.seed(1));
        ScenarioRun last = runs.get(runs.size() - 1);
        assertThat(last.outcome()).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(last.machine().kernel().injectedFaults()).hasSize(2);
        assertThat(last.options().faults()).matches("site:\\d+\\+\\d+");
        ScenarioRun byText = ScenarioRunner.run(scenario, last.options().withSchedule(last.schedule()));
        assertThat(byText.machine().kernel().injectedFaults())
                .isEqualTo(last.machine().kernel().injectedFaults());
        assertThat(byText.outcome().headline()).isEqualTo(last.outcome().headline());
    }

    @Test
    void live_runs_cannot_fail_each_site() {
        RunOptions live = RunOptions.seed(1).withLive(true);
        assertThatThrownBy(() -> ScenarioRunner.failEachSite(Scenarios.all().get(0), live))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
