package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;

/** The command line as a person and as a program use it, wrong words included. */
class WdmsimTest {
    /** Standard output as a full disk, or as a reader that has gone away. */
    private static OutputStream refusing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void a_result_that_cannot_be_written_is_told_and_one_that_nobody_reads_to_its_end_is_not() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Wdmsim.run(refusing("No space left on device"), err, "list")).isEqualTo(74);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("could not be written to standard output: No space left on device");
        err.reset();
        assertThat(Wdmsim.run(refusing("Broken pipe"), err, "list")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void list_names_every_scenario_and_every_broken_driver() {
        Ran ran = wdmsim("list");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("surprise-removal ", "orderly-removal", "bus-removal", "replug-while-open")
                .contains("deletes-without-waiting", "ignores-acquire", "leaks-on-error-path");
    }

    @Test
    void a_sound_run_is_clean_and_shows_stack_requests_order_and_verdict() {
        Ran ran = wdmsim("run", "surprise-removal");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("The stack of TOASTER\\MSTOASTER\\01", "request ↓  sparkle#7")
                .contains("sparkle#7 ↓ toaster#6 pends … ✓ ↑ sparkle#7")
                .contains("The order of the removal", "REMOVE_DEVICE is withheld")
                .contains("held    the waiting read ended with STATUS_DEVICE_REMOVED")
                .contains("CLEAN: completed in")
                .endsWith("again    wdmsim run surprise-removal --seed 1\n");
    }

    static java.util.List<BrokenDriver> brokenDrivers() {
        return BrokenDrivers.all();
    }

    @ParameterizedTest
    @MethodSource("brokenDrivers")
    void the_replay_line_of_a_broken_driver_gives_the_same_report_byte_for_byte(BrokenDriver driver) {
        String[] asDeclared = {
            "run",
            driver.fault().scenario(),
            "--replace",
            driver.service() + "=" + driver.name(),
            "--seed",
            Long.toString(driver.fault().seed())
        };
        Ran first = wdmsim(asDeclared);
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.out()).contains("DEFECT\n");
        String replay = first.out()
                .lines()
                .filter(line -> line.startsWith("  replay"))
                .findFirst()
                .orElseThrow()
                .substring("  replay   wdmsim ".length());
        assertThat(replay).contains("--schedule");
        assertThat(wdmsim(replay.split(" "))).isEqualTo(first);
    }

    @Test
    void a_deadlock_names_the_share_that_was_never_released() {
        Ran ran = wdmsim("run", "surprise-removal", "--replace", "toaster=leaks-on-error-path");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("DEADLOCK: 1 thread waits for what cannot come")
                .containsPattern("holders  share of toaster#6.removeLock: irp#\\d+ \\(IRP_MJ_READ, thread \"reader\"")
                .contains("LeaksOnErrorPath.java:");
    }

    @Test
    void many_seeds_report_on_stderr_how_far_they_came() {
        Ran ran = wdmsim("run", "surprise-removal-idle", "--seeds", "3");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEqualTo("3 seeds from 1 on: all clean; the last one is reported\n");
    }

    @Test
    void json_is_one_document_with_a_schema() {
        Ran ran = wdmsim("run", "surprise-removal", "--json");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .startsWith("{\n  \"schema\": \"wdmsim.run/1\",\n  \"scenario\": \"surprise-removal\",")
                .contains("\"verdict\": \"CLEAN\"")
                .endsWith("}\n");
    }

    @Test
    void a_trace_comes_as_text_before_the_report_or_as_json_in_its_place() {
        assertThat(wdmsim("run", "surprise-removal-idle", "--trace", "text").out())
                .startsWith("  step  time(ms) cpu irql thread            event\n")
                .contains("CLEAN");
        assertThat(wdmsim("run", "surprise-removal-idle", "--trace", "json").out())
                .startsWith("[\n{\"step\":1,")
                .endsWith("\n]\n");
    }

    @Test
    void a_budget_that_runs_out_is_inconclusive() {
        Ran ran = wdmsim("run", "surprise-removal", "--max-steps", "50");
        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.out()).contains("INCONCLUSIVE\nOUT OF STEPS: not finished after 50 steps");
    }

    @Test
    void a_schedule_that_does_not_fit_is_a_wrong_input_and_the_report_gives_it_back() {
        Ran ran = wdmsim("run", "surprise-removal", "--schedule", "0:3.7");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out())
                .contains("WRONG SCHEDULE")
                .contains("--schedule 0:3.7\n")
                .contains("DIVERGED: choice 3 of the schedule asks for candidate 7");
    }

    @Test
    void live_runs_are_counted_as_runs() {
        Ran ran = wdmsim("run", "surprise-removal", "--live", "--seeds", "3");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEqualTo("3 live runs: all clean; the last one is reported\n");
        assertThat(ran.out())
                .contains("CLEAN: completed in")
                .endsWith("again    wdmsim run surprise-removal --live --seeds 3\n");
    }

    @Test
    void a_live_deadlock_names_who_holds_the_share_and_where_it_was_taken() {
        Ran ran =
                wdmsim("run", "surprise-removal", "--live", "--seeds", "3", "--replace", "toaster=leaks-on-error-path");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("live run 1 is not clean; the runs before it are\n");
        assertThat(ran.out())
                .contains("DEFECT\nDEADLOCK: 1 thread waits for what cannot come\n")
                .contains("what     thread \"pnp worker\" waits for toaster#6.removeLock event for ever")
                .containsPattern("holders  share of toaster#6.removeLock: irp#\\d+ .*LeaksOnErrorPath\\.java:\\d+");
    }

    @Test
    void a_live_run_in_which_everybody_waits_is_given_up_and_tells_who_waits_for_what() {
        Ran ran = wdmsim("run", "sleep-and-wake", "--live", "--watchdog", "1", "--replace", "toaster=keeps-system-irp");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("DEFECT\nSTUCK: ", " for what has not come in time\n")
                .containsPattern("what     thread \"user\" waits for IRP_MN_SET_POWER S0 for pdo#\\d+,")
                .contains("without --live time passes at once");
    }

    @Test
    void a_run_in_which_nothing_could_be_made_to_fail_says_so() {
        Ran ran = wdmsim("run", "surprise-removal-idle", "--fail", "site:9999");
        assertThat(ran.code()).isZero();
        assertThat(ran.err())
                .startsWith("nothing was made to fail: no call fits --fail site:9999; the run came to ")
                .endsWith(" sites\n");
        assertThat(wdmsim("run", "surprise-removal-idle", "--fail", "IoMakeAssociatedIrp")
                        .err())
                .startsWith("nothing was made to fail: no call fits --fail IoMakeAssociatedIrp; ");
        assertThat(wdmsim("run", "surprise-removal-idle", "--fail", "site:1").err())
                .isEmpty();
        assertThat(wdmsim("run", "surprise-removal-idle").err()).isEmpty();
    }

    @Test
    void a_live_replay_line_keeps_the_seed_that_decides_which_calls_fail() {
        Ran ran = wdmsim("run", "surprise-removal-idle", "--live", "--fail", "probability:0", "--seed", "7");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .endsWith("again    wdmsim run surprise-removal-idle --fail probability:0 --live --seed 7\n");
    }

    @Test
    void after_a_failure_the_report_says_that_expectations_are_not_judged() {
        Ran ran = wdmsim("run", "surprise-removal-idle", "--fail", "IoCreateDevice");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("\nExpected, but not judged: a call was made to fail\n  not so  ")
                .doesNotContain("missed", "BROKEN")
                .containsPattern("CLEAN: completed in \\d+ steps; what was expected is not judged\n");
        assertThat(wdmsim("run", "surprise-removal-idle", "--fail", "IoCreateDevice", "--json")
                        .out())
                .contains("\"expectationsJudged\": false");
        assertThat(wdmsim("run", "surprise-removal-idle", "--json").out()).contains("\"expectationsJudged\": true");
    }

    private static void assertUsage(Ran ran, String... texts) {
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("wdmsim: ").contains(texts).contains(" --help");
        assertThat(ran.err().lines()).as("what is wrong does not scroll away").hasSizeLessThan(5);
    }

    @Test
    void wrong_words_are_answered_with_the_right_ones() {
        assertUsage(wdmsim(), "no command was given");
        assertUsage(wdmsim("rum"), "rum", "run");
        assertUsage(wdmsim("run", "suprise-removal"), "did you mean \"surprise-removal\"?");
        assertUsage(wdmsim("run", "xyz"), "known: orderly-removal");
        assertUsage(
                wdmsim("run", "surprise-removal", "--replace", "toaster=ignores-aquire"),
                "did you mean \"ignores-acquire\"?");
        assertUsage(
                wdmsim("run", "surprise-removal", "--replace", "sparkle=ignores-acquire"),
                "write --replace toaster=ignores-acquire");
        assertUsage(wdmsim("run", "surprise-removal", "--seed", "seven"), "--seed", "seven");
        assertUsage(wdmsim("run", "surprise-removal", "--seeds", "0"), "give 1 or more");
        assertUsage(wdmsim("run", "surprise-removal", "--seeds", "2", "--schedule", "0"), "exclude each other");
        assertUsage(
                wdmsim("run", "surprise-removal", "--schedule", "0", "--policy", "first"), "leave one of them away");
        assertUsage(wdmsim("run", "surprise-removal", "--live", "--no-verifier"), "leave --no-verifier away");
        assertUsage(wdmsim("run", "surprise-removal", "--schedule", "1.x"), "\"x\" is not a choice");
        assertUsage(wdmsim("run", "surprise-removal", "--carrier", "fibres"), "platform-threads");
        assertUsage(wdmsim("run", "surprise-removal", "--policy", "frist"), "did you mean \"first\"?");
        assertUsage(wdmsim("run", "surprise-removal", "--processors", "0"), "1 to 64");
        assertUsage(wdmsim("run", "surprise-removal", "--watchdog", "0"), "give 1 second or more");
        assertUsage(wdmsim("run", "surprise-removal", "--live", "--schedule", "0"), "leave --schedule away");
        assertUsage(wdmsim("run", "surprise-removal", "--live", "--fail-each-site"), "counted anew in each run");
        assertUsage(wdmsim("run", "surprise-removal", "--fail", "IoAlocateIrp"), "did you mean \"IoAllocateIrp\"?");
        assertUsage(wdmsim("run", "surprise-removal", "--fail", "NoSuchRoutine:2"), "\"NoSuchRoutine\"");
        assertUsage(wdmsim("run", "surprise-removal", "--fail-each-site", "--fail", "none"), "leave --seeds");
        assertUsage(wdmsim("run", "surprise-removal", "--live", "--policy", "random"), "leave --policy away");
        assertUsage(wdmsim("run", "surprise-removal", "--live", "--seed", "1"), "except for --fail probability:N");
        assertUsage(wdmsim("run", "surprise-removal", "--json", "--trace", "json"), "leave --json or --trace away");
        assertUsage(wdmsim("run", "surprise-removal", "--json", "--trace", "text"), "leave --json or --trace away");
        assertUsage(wdmsim("run", "surprise-removal", "--trace", "xml"), "xml");
        assertUsage(wdmsim("run"), "SCENARIO");
    }

    @Test
    void version_names_the_jvm_and_the_carrier() {
        Ran ran = wdmsim("--version");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("wdmsim ", "Java ", "carrier ");
    }
}
