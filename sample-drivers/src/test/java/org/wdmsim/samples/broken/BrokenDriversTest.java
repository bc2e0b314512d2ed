package org.wdmsim.samples.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** Each broken driver is found out, in the way it says; the driver it was copied from is not. */
class BrokenDriversTest {
    private static final int FOUND_WITHIN = 1_000;
    private static final int SOUND_FOR = 200;

    static List<BrokenDriver> drivers() {
        return BrokenDrivers.all();
    }

    static Stream<Arguments> driversOnCarriers() {
        return BrokenDrivers.all().stream()
                .flatMap(
                        driver -> CoroutineCarriers.available().stream().map(carrier -> Arguments.of(driver, carrier)));
    }

    private static Scenario story(BrokenDriver driver) {
        return Scenarios.named(driver.fault().scenario()).orElseThrow();
    }

    private static RunOptions declared(BrokenDriver driver) {
        return broken(driver, driver.fault().seed());
    }

    private static RunOptions broken(BrokenDriver driver, long seed) {
        return RunOptions.seed(seed).replacing(driver.service(), driver.image());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void gets_the_verdict_it_declares_with_the_seed_it_declares(BrokenDriver driver) {
        ScenarioRun run = ScenarioRunner.run(story(driver), declared(driver));

        assertThat(BrokenDriver.verdict(run.outcome()))
                .as("%s", run.outcome())
                .isEqualTo(driver.fault().shows()[0]);
        assertThat(run.verdict()).isEqualTo(ScenarioRun.Verdict.DEFECT);
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void is_found_within_a_thousand_random_walks(BrokenDriver driver, TestReporter reporter) {
        Scenario story = story(driver);
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= FOUND_WITHIN; seed++) {
                ScenarioRun run = ScenarioRunner.run(
                        story, broken(driver, seed).on(carrier).withWatchdog(null));
                if (run.verdict() != ScenarioRun.Verdict.CLEAN) {
                    assertThat(driver.isShownBy(run.outcome()))
                            .as("seed %s: %s", seed, run.outcome())
                            .isTrue();
                    reporter.publishEntry(driver.name(), "found with seed " + seed);
                    return;
                }
            }
        }
        throw new AssertionError(driver.name() + " was not found in " + FOUND_WITHIN + " random walks");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void shows_only_the_faces_it_declares(BrokenDriver driver) {
        Scenario story = story(driver);
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= SOUND_FOR; seed++) {
                ScenarioRun run = ScenarioRunner.run(
                        story, broken(driver, seed).on(carrier).withWatchdog(null));
                assertThat(run.verdict() == ScenarioRun.Verdict.CLEAN || driver.isShownBy(run.outcome()))
                        .as("seed %s: %s, %s", seed, run.outcome(), run.leftovers())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("driversOnCarriers")
    void ends_the_same_way_when_its_schedule_is_replayed(BrokenDriver driver, String carrierName) {
        // GIVEN the run that its class declares
        ScenarioRun found = ScenarioRunner.run(story(driver), declared(driver));
        // WHEN its schedule is played again, with a seed that would go another way
        ScenarioRun again;
        try (CoroutineCarrier carrier = CoroutineCarriers.open(carrierName)) {
            again = ScenarioRunner.run(
                    story(driver),
                    broken(driver, driver.fault().seed() + 1).on(carrier).withSchedule(found.schedule()));
        }
        // THEN nothing differs, byte for byte
        assertThat(again.outcome().headline()).isEqualTo(found.outcome().headline());
        assertThat(again.trace().toText()).isEqualTo(found.trace().toText());
        assertThat(again.schedule()).isEqualTo(found.schedule());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void its_sound_twin_passes_the_same_story_with_the_same_seeds(BrokenDriver driver) {
        assertThat(driver.source().getSuperclass().getPackageName())
                .startsWith("org.wdmsim.samples.")
                .isNotEqualTo(driver.source().getPackageName());
        Scenario story = story(driver);
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= SOUND_FOR; seed++) {
                assertClean(ScenarioRunner.run(
                        story, RunOptions.seed(seed).on(carrier).withWatchdog(null)));
            }
        }
    }

    private static void assertClean(ScenarioRun run) {
        assertThat(run.verdict())
                .as(
                        "%s, seed %s: %s, left over %s, %s",
                        run.scenario().name(), run.options().seed(), run.outcome(), run.leftovers(), run.expectations())
                .isEqualTo(ScenarioRun.Verdict.CLEAN);
    }

    @Test
    void the_deadlock_of_a_leaked_share_names_who_holds_it_and_where_it_was_taken() {
        BrokenDriver leaks = BrokenDrivers.named("leaks-on-error-path").orElseThrow();

        Outcome outcome = ScenarioRunner.run(story(leaks), declared(leaks)).outcome();

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deadlocked.class, deadlock -> {
            assertThat(deadlock.threads()).singleElement().satisfies(stuck -> {
                assertThat(stuck.thread()).isEqualTo("pnp worker");
                assertThat(stuck.where()).contains("toaster", "IRP_MN_REMOVE_DEVICE");
                assertThat(stuck.waitsFor()).contains("removeLock");
                assertThat(stuck.heldBy())
                        .singleElement()
                        .asString()
                        .containsPattern("irp#\\d+ .*IRP_MJ_READ.*\"reader\".*LeaksOnErrorPath\\.java:\\d+");
            });
        });
    }

    @Test
    void the_story_of_the_leaked_share_is_clean_on_a_thousand_random_walks_with_the_sound_driver() {
        Scenario story = Scenarios.named("surprise-removal").orElseThrow();
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= FOUND_WITHIN; seed++) {
                assertClean(ScenarioRunner.run(
                        story, RunOptions.seed(seed).on(carrier).withWatchdog(null)));
            }
        }
    }

    @Test
    void every_name_is_found_and_no_other() {
        for (BrokenDriver driver : drivers()) {
            assertThat(BrokenDrivers.named(driver.name())).contains(driver);
        }
        assertThat(BrokenDrivers.named("toaster")).isEqualTo(Optional.empty());
    }
}
