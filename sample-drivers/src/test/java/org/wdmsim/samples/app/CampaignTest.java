package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.explore.Campaign;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;

/** {@code wdmsim explore} over cores and machines, {@code wdmsim merge}, and states that are gone on from. */
class CampaignTest {
    private static final String[] BROKEN = {
        "explore", "removal-races-client", "--replace", "toaster=deletes-without-waiting", "--policy", "pct:3"
    };
    private static final String[] SOUND = {"explore", "surprise-removal", "--policy", "dfs:0", "--runs", "1000"};

    @TempDir
    private Path folder;

    private static Ran run(String[] args, Object... more) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        Arrays.stream(more).map(String::valueOf).forEach(all::add);
        return wdmsim(all.toArray(String[]::new));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void shards(String[] args, int count) {
        for (int shard = 0; shard < count; shard++) {
            Ran ran = run(args, "--shard", shard + "/" + count, "--result", file("shard" + shard));
            assertThat(ran.out()).contains("\n  shard    " + shard + "/" + count + ": ");
        }
    }

    @Test
    void jobs_and_shards_put_together_report_what_one_job_reports() {
        Ran one = run(BROKEN);
        assertThat(run(BROKEN, "--jobs", 2)).isEqualTo(one);
        shards(BROKEN, 2);
        assertThat(wdmsim("merge", file("shard1").toString(), file("shard0").toString()))
                .isEqualTo(one);
    }

    @Test
    void a_proof_is_one_when_all_shards_are_there() {
        Ran one = run(SOUND);
        assertThat(one.out()).contains("all ");
        assertThat(run(SOUND, "--jobs", 3)).isEqualTo(one);
        shards(SOUND, 3);
        String[] merge = {"merge", file("shard2").toString(), file("shard0").toString()};
        assertThat(run(merge, file("shard1"))).isEqualTo(one);
        Ran missing = run(merge);
        assertThat(missing.code()).isEqualTo(4);
        assertThat(missing.out()).doesNotContain("all ");
        assertThat(missing.err()).contains("are missing; give the results of all shards; there is none of shard 1/3");
        Ran twice = run(merge, file("shard0"));
        assertThat(twice.code()).isEqualTo(3);
        assertThat(twice.err()).contains("shard0 does not go with the files before: shard 0/3 is there twice");
    }

    /** The whole search ends with a finding in its first part, so that no part would be there twice. */
    @Test
    void a_whole_result_and_a_shard_of_it_are_not_put_together() {
        run(BROKEN, "--result", file("whole"));
        run(BROKEN, "--shard", "1/2", "--result", file("shard"));
        Ran ran = wdmsim("merge", file("whole").toString(), file("shard").toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .contains("shard does not go with ", ": it is the result of a shard, and there is a whole one; give");
        ran = wdmsim("merge", file("shard").toString(), file("whole").toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("whole does not go with ", ": it is a whole result; give");
    }

    @Test
    void results_of_different_stories_are_not_put_together() {
        run(SOUND, "--result", file("one"));
        run(SOUND, "--checked", "--result", file("other"));
        Ran ran = wdmsim("merge", file("one").toString(), file("other").toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .contains(
                        "surprise-removal --checked --fields --seed 1\", not \"wdmsim (development) explores surprise-removal");
    }

    @Test
    void a_result_of_another_version_is_told() throws IOException {
        Campaign campaign = Explorer.of(machine -> Story.Judge.OF_NOTHING)
                .named("wdmsim 99 explores surprise-removal --seed 1")
                .jobs(1)
                .campaign();
        campaign.explore();
        Files.writeString(file("one"), campaign.soFar().text());
        Ran ran = wdmsim("merge", file("one").toString());
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("and this is wdmsim (development)");
    }

    @Test
    void a_state_that_is_whole_gives_the_result_again() throws IOException {
        Ran one = run(SOUND, "--checkpoint", file("state"), "--result", file("result"));
        assertThat(one.code()).isZero();
        assertThat(file("state")).hasSameTextualContentAs(file("result"));
        assertThat(run(SOUND, "--checkpoint", file("state"))).isEqualTo(one);
        Ran other = run(SOUND, "--seed", 2, "--checkpoint", file("state"));
        assertThat(other.code()).isEqualTo(3);
        assertThat(other.err()).contains("is not the state of this exploration: it is about", "--seed 1\", not");
        Files.writeString(file("state"), Files.readString(file("state")).substring(0, 200));
        Ran torn = run(SOUND, "--checkpoint", file("state"));
        assertThat(torn.code()).isEqualTo(3);
        assertThat(torn.err()).contains("is not whole");
    }

    @ParameterizedTest
    @CsvSource({
        "--jobs, 0, --jobs 0 is out of range",
        "--shard, 3/3, shard 3/3 is out of range; the 3 are 0/3 to 2/3",
        "--shard, one, is not a shard; write its index from 0"
    })
    void a_wrong_word_is_answered_in_a_sentence(String option, String value, String message) {
        Ran ran = run(SOUND, option, value, "--result", file("result"));
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(message);
    }

    @Test
    void a_shard_that_would_be_lost_is_refused() {
        Ran ran = run(SOUND, "--shard", "0/2");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("say with --result FILE");
    }

    @Test
    void progress_is_shown_when_it_is_asked_for() {
        assertThat(run(SOUND).err()).isEmpty();
        assertThat(run(SOUND, "--progress").err()).contains(" schedules", "all different", "part ");
        assertThat(run(SOUND, "--progress").out()).isEqualTo(run(SOUND).out());
    }
}
