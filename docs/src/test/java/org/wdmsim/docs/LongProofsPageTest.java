package org.wdmsim.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Searches;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.app.WatchedSamples;
import org.wdmsim.samples.scenarios.Scenarios;

/** The page of proofs that take minutes is made when the build is asked to; what it was made from is looked at always. */
class LongProofsPageTest {
    /** Proofs that no build waits for. */
    private static final List<LongProof> PROOFS = List.of(
            new LongProof("sleep-and-wake", "dfs:0", false),
            new LongProof("toaster-wakes-machine", "dfs:0", false),
            new LongProof("mailbox-pulled-out", "dfs:0", true),
            new LongProof("kettles-share-a-line", "dfs:0", true),
            new LongProof("egg-timer-pulled-out", "dfs:1", true),
            new LongProof("egg-timer-races-client", "dfs:1", false),
            new LongProof("scale-shared", "dfs:1", true));

    private static final String PAGE = "long-proofs.md";
    private static final int MOST_RUNS = 20_000_000;
    private static final int FIRST_RUNS = 200;

    /** One of them: the sound drivers in a story, a search, and whether fields of drivers are watched. */
    private record LongProof(String story, String search, boolean fields) {
        private Story told() {
            RunOptions options = RunOptions.seed(1);
            return fields
                    ? WatchedStory.loading(
                            Scenarios.class, classes -> WatchedSamples.story(classes, story, options, Map.of()))
                    : new ScenarioStory(Scenarios.named(story).orElseThrow(), options);
        }

        private Exploration explored(int mostRuns) {
            return Explorer.of(told())
                    .search(Searches.parse(search, 1))
                    .mostRuns(mostRuns)
                    .explore();
        }

        /** What the row begins with, and ends with: it changes when the drivers or the simulator do other steps. */
        private String firstCells() {
            return "| `%s` | `%s` | %s |".formatted(story, search, fields ? "yes" : "no");
        }

        private String lastCell() {
            Exploration first = explored(FIRST_RUNS);
            assertThat(first.isClean()).as("%s: %s", this, first.headline()).isTrue();
            return " %d |".formatted(first.steps());
        }
    }

    /** True when the page has a proof of this story. */
    static boolean hasProofOf(String scenario) {
        return PROOFS.stream().anyMatch(proof -> proof.story.equals(scenario));
    }

    @Test
    @EnabledIfSystemProperty(named = "wdmsim.docs.long", matches = "true")
    void the_page_says_what_is_proved_in_minutes() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Proofs that take minutes

                The sound drivers are clean on all schedules within the bound. These proofs are not made anew by each build:
                the command above with `-Dwdmsim.docs.long=true` makes them, and they are as old as this page. Each build makes
                the first %d runs and compares their steps with the last column; if they differ, something has changed, and
                the page must be made again.

                | Story | Search | Fields watched | What is proved | Steps of the first %d runs |
                |---|---|---|---|--:|
                """.formatted(FIRST_RUNS, FIRST_RUNS));
        for (LongProof proof : PROOFS) {
            Exploration whole = proof.explored(MOST_RUNS);
            assertThat(whole.isProof()).as("%s: %s", proof, whole.headline()).isTrue();
            text.append(proof.firstCells())
                    .append(" %s |".formatted(whole.headline()))
                    .append(proof.lastCell())
                    .append('\n');
        }
        GeneratedPage.check(PAGE, text.toString());
    }

    @Test
    void the_page_was_made_from_these_drivers() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(System.getProperty("basedir", "."), "reference", PAGE), UTF_8)) {
            if (line.startsWith("| `")) {
                rows.add(line);
            }
        }
        assertThat(rows).hasSameSizeAs(PROOFS);
        for (int i = 0; i < rows.size(); i++) {
            LongProof proof = PROOFS.get(i);
            assertThat(rows.get(i))
                    .as("docs/reference/%s is older than the code; write it again, with -Dwdmsim.docs.long=true", PAGE)
                    .startsWith(proof.firstCells())
                    .contains(" schedules with ", "are clean")
                    .endsWith(proof.lastCell());
        }
    }
}
