package org.wdmsim.samples.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Driver;
import org.wdmsim.io.Irp;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.RunReport;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.samples.toaster.ToasterFunction;

/** The stories on host threads: they end as they do in a simulated machine, in another order each time. */
class LiveScenariosTest {
    /** Some stories take seconds of real time; those are played once, unless somebody asks for more. */
    private static final int TIMES = Integer.getInteger("wdmsim.live.times", 0);

    private static final long BUDGET_NANOS = 300_000_000;

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    private static ScenarioRun live(String scenario, Supplier<Driver> toaster) {
        return ScenarioRunner.run(
                Scenarios.named(scenario).orElseThrow(),
                RunOptions.seed(1)
                        .withLive(true)
                        .withWatchdog(Duration.ofSeconds(1))
                        .replacing("toaster", toaster));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_on_host_threads_as_it_does_on_simulated_ones(Scenario scenario) {
        ScenarioRun simulated = ScenarioRunner.run(scenario, RunOptions.seed(1));
        long begun = System.nanoTime();
        for (int i = 0; i < TIMES || (TIMES == 0 && System.nanoTime() - begun < BUDGET_NANOS); i++) {
            ScenarioRun run = ScenarioRunner.run(
                    scenario, RunOptions.seed(1).withLive(true).withWatchdog(Duration.ofSeconds(30)));
            assertThat(run.verdict())
                    .as("%s", RunReport.of(run, "live"))
                    .isEqualTo(simulated.verdict())
                    .isEqualTo(ScenarioRun.Verdict.CLEAN);
            assertThat(run.leftovers()).isEmpty();
            assertThat(run.expectations()).isEqualTo(simulated.expectations());
        }
    }

    /** Sleeps by Java's clock, which no driver may. */
    public static final class SleepsByTheClock extends ToasterFunction {
        /** A broken function driver. */
        public SleepsByTheClock() {}

        @Override
        protected NtStatus dispatchRead(DeviceObject device, Irp irp) {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException givenUp) {
                Thread.currentThread().interrupt();
            }
            return super.dispatchRead(device, irp);
        }
    }

    @Test
    void a_driver_that_hangs_is_given_up_and_its_line_is_told() {
        ScenarioRun run = live("surprise-removal", SleepsByTheClock::new);
        assertThat(run.outcome()).isInstanceOf(Outcome.Stuck.class);
        assertThat(run.verdict()).isEqualTo(ScenarioRun.Verdict.DEFECT);
        assertThat(RunReport.of(run, "again"))
                .contains("DEFECT\nSTUCK: no DDI call since step ")
                .containsPattern("  where    thread \"[^\"]+\", LiveScenariosTest\\.java:\\d+\n")
                .contains("wait with KeWaitForSingleObject or KeDelayExecutionThread");
    }
}
