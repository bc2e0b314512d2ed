package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.ex.PoolFlags;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.io.Driver;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.RunReport;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.samples.toaster.CrumbTrayFilter;

/** Schedules that say more than who runs, from the command line and back. */
class OpenChoicesTest {
    @TempDir
    private Path folder;

    /** The crumb tray's filter, which takes memory first, and looks whether it got some or not. */
    private static Supplier<Driver> takesMemory(boolean looks) {
        return () -> (driver, path) -> {
            PoolBlock block = driver.pool().allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 16, "Crum");
            if (looks && block == null) {
                return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
            }
            block.free("Crum");
            return new CrumbTrayFilter().driverEntry(driver, path);
        };
    }

    private static ScenarioStory story(boolean looks) {
        return new ScenarioStory(
                Scenarios.named("surprise-removal-idle").orElseThrow(),
                RunOptions.seed(1)
                        .withProcessors(16)
                        .withChoices(OpenChoices.NONE.withFaults(1))
                        .replacing("crumbtray", takesMemory(looks)));
    }

    @ParameterizedTest
    @CsvSource({"dfs", "dpor"})
    void a_driver_that_does_not_look_whether_it_got_memory_is_found(String policy) {
        Supplier<Search> search = () -> policy.equals("dpor") ? new DporSearch() : new BoundedSearch(0);
        ScenarioStory wrong = story(false);
        Exploration.Finding found =
                Explorer.of(wrong).search(search.get()).explore().first().orElseThrow();
        assertThat(found.headline()).contains("NullPointerException");
        String report = RunReport.of(
                ScenarioRunner.run(wrong.scenario(), wrong.options().withSchedule(found.schedule())), "again");
        assertThat(report)
                .contains("injected ExAllocatePool2 was made to fail (call 1, site 1, ExAllocatePool2 at"
                        + " OpenChoicesTest.java:");
        Exploration proof =
                Explorer.of(story(true)).search(new BoundedSearch(0)).explore();
        assertThat(proof.isProof()).as("%s", proof.headline()).isTrue();
    }

    @Test
    void a_run_of_such_a_schedule_tells_which_call_failed_and_can_be_typed_again() {
        String injected = "";
        String schedule = "";
        for (int seed = 1; injected.isEmpty(); seed++) {
            Ran ran = wdmsim("run", "surprise-removal-idle", "--faults", "1", "--seed", "" + seed, "--json");
            Matcher found =
                    Pattern.compile("\"([^\"]* was made to fail [^\"]*), step ").matcher(ran.out());
            injected = found.find() ? found.group(1) : "";
            Matcher choices = Pattern.compile("\"schedule\": \"([^\"]*)\"").matcher(ran.out());
            schedule = choices.find() ? choices.group(1) : "";
            assertThat(ran.out()).contains("\"chosen\": []");
        }
        Ran again = wdmsim("run", "surprise-removal-idle", "--faults", "1", "--schedule", schedule);
        assertThat(again.out()).contains("Injected failures\n  " + injected + ", step ");
        assertThat(again.out()).contains("again    wdmsim run surprise-removal-idle --faults 1 --seed 1 --schedule ");
        Ran without = wdmsim("run", "surprise-removal-idle", "--schedule", schedule);
        assertThat(without.out()).doesNotContain("Injected failures");
    }

    @Test
    void a_search_says_what_it_has_answered_whether_in_one_piece_or_merged() {
        String[] search = {"explore", "surprise-removal-idle", "--policy", "dfs:0", "--faults", "1", "--any-waiter"};
        Ran whole = wdmsim(search);
        assertThat(whole.out())
                .matches(
                        "surprise-removal-idle: all \\d+ schedules with at most 0 preemptions, at most 1 injected fault"
                                + " and any waiter set free are clean\n");
        for (int shard = 0; shard < 2; shard++) {
            Ran part = wdmsim(
                    and(search, "--shard", shard + "/2", "--result", file(shard).toString()));
            assertThat(part.code()).as(part.err()).isZero();
        }
        Ran merged = wdmsim("merge", file(0).toString(), file(1).toString());
        assertThat(merged.out()).isEqualTo(whole.out());
        assertThat(merged.err()).isEmpty();
    }

    @Test
    void a_saved_schedule_knows_what_was_left_open() throws IOException {
        Path saved = folder.resolve("found.txt");
        Ran found = wdmsim(
                "explore",
                "removal-races-client",
                "--replace",
                "toaster=ignores-acquire",
                "--policy",
                "pct:3",
                "--faults",
                "2",
                "--open-outcomes",
                "--small-runs",
                "0",
                "--save",
                saved.toString());
        assertThat(found.code()).isEqualTo(1);
        assertThat(Files.readString(saved)).contains(" --faults 2 --open-outcomes --seed 1 --schedule ");
        Ran again = wdmsim("replay", saved.toString());
        assertThat(again.code()).as(again.err()).isEqualTo(1);
        assertThat(found.out()).startsWith(again.out());
    }

    @Test
    void a_story_in_which_nothing_is_open_says_so() {
        assertThat(wdmsim("explore", "kettle", "--policy", "dfs:0", "--any-waiter", "--open-outcomes")
                        .err())
                .isEqualTo("nothing went otherwise in any run: the story comes to nothing that --any-waiter"
                        + " --open-outcomes leaves open, or no run came so far\n");
    }

    @ParameterizedTest
    @CsvSource({
        "explore kettle --faults -1, --faults -1 is out of range; give 0 to 100",
        "explore kettle --faults 1 --fail each-site, '--fail says which calls fail, and --faults leaves it to the schedule'",
        "run kettle --faults 1 --fail-each-site, '--fail-each-site says which calls fail, and --faults leaves it'",
        "run kettle --faults 1 --live, --live has no schedule that could say what happens; leave --faults away",
        "run kettle --any-waiter --live, leave --any-waiter away",
        "run kettle --open-outcomes --live, leave --open-outcomes away"
    })
    void what_does_not_go_together_is_told(String command, String message) {
        Ran ran = wdmsim(command.split(" "));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).startsWith("wdmsim: ").contains(message);
    }

    private Path file(int shard) {
        return folder.resolve("result-" + shard + ".txt");
    }

    private static String[] and(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
