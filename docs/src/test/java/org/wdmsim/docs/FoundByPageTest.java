package org.wdmsim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Minimizer;
import org.wdmsim.explore.Searches;
import org.wdmsim.explore.Smallest;
import org.wdmsim.explore.Story;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;

/** The page of what finds each broken driver is made by searching for it. */
class FoundByPageTest {
    private static final List<String> SEARCHES = List.of("random", "pct:3", "pos", "dfs:1");
    private static final int MOST_RUNS = 300;
    private static final int SMALL_RUNS = 1_000;

    @Test
    void the_page_says_how_soon_each_search_finds_each_broken_driver() throws IOException {
        StringBuilder text = new StringBuilder(
                """
                # What finds the broken drivers

                For each broken driver and each search: which run was the first to fail, of at most %d, with seed 1 and in the
                story that the driver names. A search by chance may be lucky or unlucky with its seed; the numbers are the same on
                every JVM. The last columns are of the smallest schedule that was made of what the first search found, within
                %d runs: its preemptions, and how many choices it has in all; "at most" where schedules with fewer preemptions
                were not tried in full.

                | Driver | Rule that it breaks | Story | %s | Preemptions | Choices |
                |---|---|---|%s--:|--:|
                """.formatted(MOST_RUNS, SMALL_RUNS, String.join(" | ", SEARCHES), "--:|".repeat(SEARCHES.size())));
        for (BrokenDriver driver : BrokenDrivers.all()) {
            text.append("| `%s` | %s | `%s` |"
                    .formatted(
                            driver.name(),
                            GeneratedPage.cell(driver.fault().rule()),
                            driver.fault().scenario()));
            Story story = story(driver);
            Optional<Exploration.Finding> first = Optional.empty();
            for (String search : SEARCHES) {
                Optional<Exploration.Finding> found = found(story, search, driver);
                text.append(found.map(finding -> " " + finding.run() + " |").orElse(" - |"));
                first = first.isPresent() ? first : found;
            }
            text.append(smallest(story, first)).append('\n');
        }
        GeneratedPage.check("found-by.md", text.toString());
    }

    private static Story story(BrokenDriver driver) {
        return new ScenarioStory(
                Scenarios.named(driver.fault().scenario()).orElseThrow(),
                RunOptions.seed(1).replacing(driver.service(), driver.image()));
    }

    private static Optional<Exploration.Finding> found(Story story, String search, BrokenDriver driver) {
        Optional<Exploration.Finding> found = Explorer.of(story)
                .search(Searches.parse(search, 1))
                .mostRuns(MOST_RUNS)
                .explore()
                .first();
        found.ifPresent(finding -> assertThat(driver.isShownBy(finding.outcome()))
                .as("%s by %s: %s", driver, search, finding.headline())
                .isTrue());
        return found;
    }

    private static String smallest(Story story, Optional<Exploration.Finding> found) {
        if (found.isEmpty()) {
            return " - | - |";
        }
        Smallest smallest =
                Minimizer.of(story).mostRuns(SMALL_RUNS).minimize(found.get().schedule());
        return " %s%d | %d |"
                .formatted(smallest.isFewest() ? "" : "at most ", smallest.preemptions(), smallest.choices());
    }
}
