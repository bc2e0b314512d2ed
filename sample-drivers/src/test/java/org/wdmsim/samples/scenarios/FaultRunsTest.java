package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.io.Irp;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.SiteRuns;

/** Every sound driver copes with every failure: nothing is left over, nothing hangs, no rule is broken. */
class FaultRunsTest {
    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void each_reachable_failure_is_survived(Scenario scenario) {
        for (int seed = 1; seed <= 3; seed++) {
            SiteRuns runs = ScenarioRunner.failEachSite(scenario, RunOptions.seed(seed));
            ScenarioRun last = runs.last();
            assertThat(last.verdict())
                    .describedAs(() -> scenario.name() + ", "
                            + last.machine().kernel().injectedFaults() + ": " + last.outcome() + " "
                            + last.leftovers())
                    .isEqualTo(ScenarioRun.Verdict.CLEAN);
            assertThat(runs.runs()).hasSizeGreaterThanOrEqualTo(5);
            assertThat(runs.notFailed()).isEmpty();
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
        ScenarioRun last =
                ScenarioRunner.failEachSite(scenario, RunOptions.seed(1)).last();
        assertThat(last.outcome()).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(last.machine().kernel().injectedFaults()).hasSize(2);
        assertThat(last.options().faults()).matches("site:\\d+\\+\\d+");
        ScenarioRun byText = ScenarioRunner.run(scenario, last.options().withSchedule(last.schedule()));
        assertThat(byText.machine().kernel().injectedFaults())
                .isEqualTo(last.machine().kernel().injectedFaults());
        assertThat(byText.outcome().headline()).isEqualTo(last.outcome().headline());
    }

    /** A story with a bystander who tries again by calling himself. */
    private static Scenario withEndlessTries() {
        Scenario sound = Scenarios.all().get(0);
        return new Scenario(sound.name(), sound.title(), sound.story(), sound.lab(), stage -> {
            sound.play().accept(stage);
            stage.machine().thread("stubborn", () -> tryAgain(stage.machine()));
        });
    }

    private static void tryAgain(Machine machine) {
        Irp irp = machine.io().allocateIrp(1);
        if (irp == null) {
            tryAgain(machine);
        } else {
            irp.free();
        }
    }

    @Test
    void a_search_that_leaves_sites_out_says_so() {
        SiteRuns runs = ScenarioRunner.failEachSite(withEndlessTries(), RunOptions.seed(1));
        assertThat(runs.last().verdict()).isEqualTo(ScenarioRun.Verdict.CLEAN);
        assertThat(runs.notFailed()).hasSize(1);
        assertThat(runs.summary())
                .contains(": all clean; the last one is reported\n")
                .contains("not everything was tried: a site is reached only after 16 failures in one run")
                .contains("\n  not failed: IoAllocateIrp at FaultRunsTest.java:");
        assertThat(ScenarioRunner.failEachSite(Scenarios.all().get(0), RunOptions.seed(1))
                        .summary())
                .doesNotContain("not everything");
    }

    @Test
    void live_runs_cannot_fail_each_site() {
        RunOptions live = RunOptions.seed(1).withLive(true);
        assertThatThrownBy(() -> ScenarioRunner.failEachSite(Scenarios.all().get(0), live))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
