package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.io.Driver;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.samples.scenarios.Scenarios;

/** {@code wdmsim explore} and {@code wdmsim replay}, wrong words and wrong files included. */
class ExploreCommandTest {
    private static final String[] BROKEN = {
        "explore", "removal-races-client", "--replace", "toaster=deletes-without-waiting", "--policy", "pct:3"
    };

    @TempDir
    private Path folder;

    private static String[] and(String[] args, String... more) {
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }

    /** The report, without the lines about the search behind it. */
    private static String report(String out) {
        return out.substring(0, out.lastIndexOf("\n\n") + 1);
    }

    @Test
    void a_sound_driver_is_clean_and_nothing_more_is_claimed() {
        Ran ran = wdmsim("explore", "removal-races-client", "--runs", "20");
        assertThat(ran.out())
                .isEqualTo("removal-races-client: 20 schedules of random are clean; there may be others\n");
        assertThat(ran.code()).isZero();
    }

    @Test
    void a_broken_driver_is_found_made_small_explained_saved_and_shown_again() {
        Path file = folder.resolve("found.txt");
        Ran ran = wdmsim(and(BROKEN, "--save", file.toString()));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .containsPattern("removal-races-client: run \\d+ of pct:3 fails: ")
                .containsPattern("\n  smallest [01] preemptions?[^\n]* steps \\(\\d+ runs\\)\n")
                .containsPattern("\n  why      after step \\d+, thread [^\n]*the other way round, the story is clean\n")
                .contains("\n  passes   ")
                .contains(
                        "\n  replay   wdmsim run removal-races-client --replace toaster=deletes-without-waiting --fields"
                                + " --seed 1 --schedule ");
        Ran again = wdmsim("replay", file.toString());
        assertThat(again.out()).isEqualTo(report(ran.out()));
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEmpty();
    }

    @Test
    void the_schedule_that_passes_does() {
        String out = wdmsim(BROKEN).out();
        String passing = out.substring(out.indexOf("  passes   ") + 11)
                .lines()
                .findFirst()
                .orElseThrow();
        Ran ran = wdmsim(
                "run",
                "removal-races-client",
                "--replace",
                "toaster=deletes-without-waiting",
                "--fields",
                "--schedule",
                passing);
        assertThat(ran.code()).as(ran.out()).isZero();
    }

    @Test
    void without_fields_the_replay_line_says_nothing_of_them() {
        Ran ran = wdmsim(and(BROKEN, "--no-fields"));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("deletes-without-waiting --seed 1 --schedule ")
                .doesNotContain("--fields");
    }

    @Test
    void a_race_of_a_driver_is_found_told_with_both_places_and_shown_again() {
        String[] racing = {"explore", "scale-shared", "--replace", "scale=loads-without-lock", "--runs", "100"};
        Ran ran = wdmsim(and(racing, "--small-runs", "50"));
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(1);
        assertThat(ran.out())
                .contains("DRIVER_VERIFIER_DETECTED_VIOLATION (0xC4, 0x57440030): unsynchronised conflicting access to"
                        + " ScaleExtension.things\n")
                .containsPattern(
                        "\n  one +thread \"cook \\d\" \\w+ it at (LoadsWithoutLock|ScaleControls).java:\\d+, step")
                .containsPattern(
                        "\n  other +thread \"cook \\d\" \\w+ it at (LoadsWithoutLock|ScaleControls).java:\\d+, step");
        Ran again = wdmsim(replayOf(ran));
        assertThat(again.out()).isEqualTo(report(ran.out()));
        assertThat(again.code()).isEqualTo(1);
        assertThat(wdmsim(and(racing, "--no-races")).code()).isZero();
        assertThat(wdmsim(and(racing, "--no-fields")).code()).isZero();
    }

    @Test
    void a_torn_protocol_of_a_driver_is_found_by_nothing_else() {
        String[] torn = {"explore", "scale-calibrated", "--replace", "scale=weighs-in-two-looks", "--runs", "100"};
        Ran ran = wdmsim(and(torn, "--small-runs", "50"));
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(1);
        assertThat(ran.out())
                .contains("DRIVER_VERIFIER_DETECTED_VIOLATION (0xC4, 0x57440031): torn protocol between"
                        + " ScaleExtension.factor and ScaleExtension.offset\n")
                .containsPattern("\n  first +thread \"cook\" reads ScaleExtension.factor at WeighsInTwoLooks.java:\\d+")
                .containsPattern("\n  between +thread \"mechanic\" writes ScaleExtension.factor at ScaleControls.java:")
                .containsPattern("\n  then +thread \"cook\" reads ScaleExtension.offset at WeighsInTwoLooks.java:\\d+");
        Ran again = wdmsim(replayOf(ran));
        assertThat(again.out()).isEqualTo(report(ran.out()));
        assertThat(wdmsim(and(torn, "--no-races", "--small-runs", "0")).out()).contains("--fields --no-races --seed");
        assertThat(wdmsim(and(torn, "--no-torn")).code()).isZero();
        assertThat(wdmsim(and(torn, "--no-fields")).code()).isZero();
        assertThat(wdmsim("explore", "scale-calibrated", "--runs", "100").code())
                .isZero();
    }

    private static String[] replayOf(Ran ran) {
        return ran.out()
                .lines()
                .filter(line -> line.startsWith("  replay"))
                .findFirst()
                .orElseThrow()
                .substring("  replay   wdmsim ".length())
                .split(" ");
    }

    @Test
    void no_races_without_fields_says_nothing_and_is_refused() {
        Ran ran = wdmsim("run", "surprise-removal", "--no-races");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--no-races says nothing where fields are not watched");
        assertThat(wdmsim("run", "surprise-removal", "--no-torn").err())
                .contains("--no-torn says nothing where fields are not watched");
        assertThat(wdmsim("run", "surprise-removal", "--live", "--fields").err())
                .contains("--live cannot watch fields");
    }

    @Test
    void without_runs_for_it_a_schedule_is_left_as_it_was_found() {
        Ran ran = wdmsim(and(BROKEN, "--small-runs", "0"));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).doesNotContain("  smallest ").contains("  replay   wdmsim run ");
    }

    @Test
    void a_story_that_comes_to_no_end_says_nothing() {
        Ran ran = wdmsim("explore", "surprise-removal", "--runs", "2", "--max-steps", "100");
        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.out()).contains("2 schedules of random were given up for want of steps");
    }

    @ParameterizedTest
    @CsvSource({
        "--policy, randon, no policy is called \"randon\"",
        "--policy, pct:0, needs a number from 1 to 1000",
        "--runs, 0, --runs 0 tries nothing",
        "--small-runs, -1, --small-runs -1 is out of range",
        "--fail, IoAllocateIrb, did you mean \"IoAllocateIrp\"?",
        "--processors, 0, a machine has 1 to 64"
    })
    void a_wrong_word_is_answered_in_a_sentence(String option, String value, String message) {
        Ran ran = wdmsim("explore", "surprise-removal", option, value);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("wdmsim: ").contains(message, "try      wdmsim explore --help");
    }

    @Test
    void a_file_that_is_not_there_or_no_schedule_is_told() throws IOException {
        Path file = folder.resolve("x.txt");
        assertReplayRefused(file, "x.txt is not there");
        Files.writeString(file, "something else\n");
        assertReplayRefused(file, "is not a schedule: its first line is not \"wdmsim schedule 1\"");
        Files.writeString(file, "wdmsim schedule 1\nrun surprise-removal\n");
        assertReplayRefused(file, "is not whole");
        Files.writeString(file, "wdmsim schedule 1\nrun surprise-removel\nends x\n");
        assertReplayRefused(file, "line 2: no scenario is called \"surprise-removel\"");
        Files.writeString(file, "wdmsim schedule 1\nrun surprise-removal --schedule 0:x\nends x\n");
        assertReplayRefused(file, "line 2: schedule \"0:x\"");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertReplayRefused(file, "is not a schedule");
    }

    private static void assertReplayRefused(Path file, String message) {
        Ran ran = wdmsim("replay", file.toString());
        assertThat(ran.code()).as(ran.err()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("wdmsim: ").contains(message);
    }

    @Test
    void a_run_that_ends_otherwise_is_diverged() throws IOException {
        Path file = folder.resolve("x.txt");
        Files.writeString(file, "wdmsim schedule 1\nrun orderly-removal --schedule 0\nends DEADLOCK\n");
        Ran ran = wdmsim("replay", file.toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("DIVERGED", "expected DEADLOCK", "found    completed in");
    }

    @ParameterizedTest
    @CsvSource({"--help", "--version"})
    void a_file_that_asks_for_help_is_refused(String option) throws IOException {
        Path file = folder.resolve("x.txt");
        Files.writeString(file, "wdmsim schedule 1\nrun " + option + "\nends x\n");
        assertReplayRefused(file, "line 2: asks for help or a version");
    }

    @Test
    void the_command_that_shows_it_again_can_be_typed_even_if_the_file_has_a_space() {
        Path file = folder.resolve("a b.txt");
        assertThat(wdmsim(and(BROKEN, "--save", file.toString())).out())
                .contains("  saved    wdmsim replay \"" + file + "\"\n");
    }

    @Test
    void with_too_few_runs_to_make_it_small_nothing_untrue_is_said() {
        Ran ran =
                wdmsim("explore", "surprise-removal", "--replace", "toaster=leaks-on-error-path", "--small-runs", "1");
        assertThat(ran.out())
                .contains("fewer were not tried in full")
                .contains("  why      no schedule with one choice less was found in which the story is clean\n");
    }

    @Test
    void the_end_of_a_run_is_one_line_even_if_a_driver_throws_several() {
        Driver image = (driver, registryPath) -> {
            throw new IllegalStateException("first line\n  second line");
        };
        ScenarioRun run = ScenarioRunner.run(
                Scenarios.named("surprise-removal").orElseThrow(),
                RunOptions.seed(1).replacing("toaster", () -> image));
        assertThat(run.headline()).contains("\n");
        assertThat(ScheduleFile.end(run)).endsWith("first line second line");
    }

    @Test
    void that_nothing_was_made_to_fail_is_told() {
        assertThat(wdmsim("explore", "surprise-removal", "--runs", "3", "--fail", "site:500")
                        .err())
                .isEqualTo("nothing was made to fail in any run: no call fits --fail site:500\n");
        assertThat(wdmsim("explore", "surprise-removal", "--runs", "3", "--fail", "site:2")
                        .err())
                .isEmpty();
    }
}
