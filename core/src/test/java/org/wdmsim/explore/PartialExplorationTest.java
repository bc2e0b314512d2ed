package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.machine.Outcome;

/** What is known of an exploration, in a file and put together. */
class PartialExplorationTest {
    private static final Story STORY = new PartsTest.Counting(2, 2, false);

    private static Explorer explorer() {
        return Explorer.of(STORY)
                .named("counting")
                .search(new BoundedSearch(2))
                .mostFindings(1_000)
                .jobs(1);
    }

    private static PartialExploration known(Explorer explorer) {
        Campaign campaign = explorer.campaign();
        campaign.explore();
        return campaign.soFar();
    }

    private static PartialExploration shard(int index) {
        return known(explorer().shard(new Shard(index, 3)));
    }

    @Test
    void text_and_value_are_the_same() {
        PartialExploration known = known(explorer());
        PartialExploration read = PartialExploration.parse(known.text());
        assertThat(read.text()).isEqualTo(known.text());
        assertThat(read.name()).isEqualTo("counting");
        assertThat(read.findings()).isPositive().isEqualTo(known.findings());
        assertThat(Explorer.of(STORY).conclude(read)).isEqualTo(explorer().explore());
    }

    @Test
    void what_a_driver_throws_may_have_several_lines() {
        Story throwing = machine -> {
            machine.thread("thrower", () -> {
                throw new IllegalStateException("one\\n\r\n  two\n");
            });
            return Story.Judge.OF_NOTHING;
        };
        PartialExploration known = known(Explorer.of(throwing).search(new RandomWalk(1)));
        Exploration read = Explorer.of(throwing).conclude(PartialExploration.parse(known.text()));
        assertThat(read.first().orElseThrow().outcome()).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(read.headline())
                .isEqualTo(Explorer.of(throwing).explore().headline())
                .contains("\r\n  two");
    }

    @Test
    void a_text_that_was_cut_off_anywhere_or_changed_is_told() {
        String text = known(explorer()).text();
        for (int end = 0; end < text.length(); end += 7) {
            String torn = text.substring(0, end);
            assertThatThrownBy(() -> PartialExploration.parse(torn)).isInstanceOf(IllegalArgumentException.class);
        }
        String changed = text.replaceFirst("runs=(\\d)", "runs=1$1");
        assertThatThrownBy(() -> PartialExploration.parse(changed)).hasMessageContaining("was cut off or changed");
        assertThatThrownBy(() -> PartialExploration.parse("wdmsim schedule 1\nrun x\n"))
                .hasMessageContaining("is no exploration");
    }

    @Test
    void a_shard_that_is_missing_is_told_and_nothing_is_claimed() {
        PartialExploration two = PartialExploration.merge(List.of(shard(2), shard(0)));
        assertThat(two.missing()).startsWith(two.size() - two.complete() + " parts (1, 4, 7, 10, 13, 16, ...)");
        assertThat(Explorer.of(STORY).conclude(two).isExhausted()).isFalse();
        assertThat(two.missingShards()).isEqualTo("shard 1/3");
        assertThat(PartialExploration.parse(two.text()).text()).isEqualTo(two.text());
        PartialExploration all = PartialExploration.merge(List.of(two, shard(1)));
        assertThat(all.missing()).isEmpty();
        assertThat(all.missingShards()).isEmpty();
        assertThat(all.text()).isEqualTo(known(explorer()).text());
    }

    @Test
    void a_shard_that_is_there_twice_is_refused() {
        assertThatThrownBy(() -> PartialExploration.merge(List.of(shard(0), shard(0))))
                .hasMessage("shard 0/3 is there twice; give the result of each shard once");
        PartialExploration two = PartialExploration.merge(List.of(shard(0), shard(2)));
        assertThatThrownBy(() -> PartialExploration.merge(List.of(shard(1), shard(2), two)))
                .hasMessageContaining("shard 2/3 is there twice");
    }

    @Test
    void what_was_cut_otherwise_or_not_at_all_is_refused() {
        PartialExploration of2 = known(explorer().shard(new Shard(1, 2)));
        assertThatThrownBy(() -> PartialExploration.merge(List.of(shard(0), of2)))
                .hasMessage("it is of shard 1/2, and what was there before is one of 3 shards");
        PartialExploration whole = known(explorer());
        assertThatThrownBy(() -> PartialExploration.merge(List.of(whole, shard(0))))
                .hasMessageStartingWith("it is the result of a shard, and there is a whole one");
        assertThatThrownBy(() -> PartialExploration.merge(List.of(shard(0), whole)))
                .hasMessageStartingWith("it is a whole result");
    }

    @Test
    void a_whole_exploration_goes_on_from_some_of_its_shards() {
        PartialExploration two = PartialExploration.merge(List.of(shard(0), shard(2)));
        assertThat(known(explorer().from(two)).text())
                .isEqualTo(known(explorer()).text());
        assertRefused(known(explorer()), explorer().shard(new Shard(1, 3)), "it is of all shards, not of shard 1/3");
    }

    @Test
    void what_belongs_to_something_else_is_refused() {
        PartialExploration one = shard(0);
        assertRefused(one, explorer().named("other"), "it is about \"counting\", not \"other\"");
        assertRefused(one, explorer().search(new BoundedSearch(1)), "it has the search dfs:2 cut as ");
        assertRefused(one, explorer().mostRuns(9_999), "has the limit of runs 10000, not 9999");
        assertRefused(one, explorer().mostFindings(1), "has the limit of findings 1000, not 1");
        assertRefused(one, explorer().shard(new Shard(1, 3)), "it is of shard 0/3, not of shard 1/3");
        PartialExploration walk = known(explorer().search(new RandomWalk(1)));
        assertRefused(
                walk,
                explorer().search(new RandomWalk(2)),
                "has the search random from seed 1, not random from seed 2");
    }

    private static void assertRefused(PartialExploration known, Explorer explorer, String why) {
        Explorer from = explorer.from(known);
        assertThatThrownBy(from::campaign)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    /** Somebody has changed the driver between the shard and the merge. */
    @Test
    void a_finding_that_does_not_come_again_is_told() {
        PartialExploration known =
                PartialExploration.parse(known(explorer().mostFindings(1)).text());
        Exploration other = Explorer.of(new PartsTest.Counting(2, 2, true)).conclude(known);
        assertThat(other.headline()).contains("DIVERGED: the run ended with \"2 increments are lost\"");
    }

    @ParameterizedTest
    @CsvSource({"8/8", "-1/8", "1", "a/b", "1/2/3", "0/0", "1/99999999999"})
    void a_shard_that_makes_no_sense_is_refused(String text) {
        assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shards_count_from_0() {
        assertThat(Shard.parse("0/8")).isEqualTo(new Shard(0, 8));
        assertThatThrownBy(() -> Shard.parse("8/8")).hasMessage("shard 8/8 is out of range; the 8 are 0/8 to 7/8");
    }
}
