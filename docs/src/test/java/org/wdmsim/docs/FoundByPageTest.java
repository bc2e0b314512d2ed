package org.wdmsim.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Minimizer;
import org.wdmsim.explore.NotReducible;
import org.wdmsim.explore.Searches;
import org.wdmsim.explore.Smallest;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.samples.app.WatchedSamples;
import org.wdmsim.samples.broken.BrokenDriver;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.scenarios.Scenarios;

/** The page of what finds each broken driver is made by searching for it. */
class FoundByPageTest {
    private static final List<String> SEARCHES = List.of("random", "pct:3", "pos", "dfs:1", "dpor");

    /** Stories whose schedules a search with reduction tries all in some seconds. */
    private static final List<String> PROVED = List.of(
            "surprise-removal-idle",
            "cancelled-query-remove",
            "orderly-removal",
            "bus-removal",
            "replug-while-open",
            "surprise-removal",
            "removal-races-client",
            "surprise-removal-two-reads",
            "scale",
            "scale-calibrated",
            "mailbox");

    /** What is proved of others within a bound; of the rest that would take too long. */
    private static final Map<String, String> BOUNDED = Map.of(
            "kettle", "dfs:1",
            "egg-timer-pulled-out", "dfs:0",
            "egg-timer-races-client", "dfs:0",
            "removal-races-power-up", "dfs:0",
            "scale-shared", "dfs:0");

    private static final int PROCESSORS = 16;
    private static final int MOST_RUNS = 300;
    private static final int SMALL_RUNS = 1_000;

    private final Map<String, Proof> proofs = new HashMap<>(); // by story

    @Test
    void the_page_says_how_soon_each_search_finds_each_broken_driver() throws IOException {
        StringBuilder text = new StringBuilder(
                """
                # What finds the broken drivers

                For each broken driver and each search: which run was the first to fail, of at most %d, with seed 1 and in the
                story that the driver names. A search by chance may be lucky or unlucky with its seed; the numbers are the same on
                every JVM. The last columns are of the smallest schedule that was made of what the first search found, within
                %d runs: its preemptions, and how many choices it has in all; "at most" where schedules with fewer preemptions
                were not tried in full. Under "Sound twin" stands of how many schedules it is proved that the sound driver is clean
                in this story: all there are up to the order of steps that commute, or all within a bound; "longer" where that
                takes minutes. Fields of drivers are watched, as `wdmsim explore` does; `dpor` does not follow DPCs and
                interrupts, and leaves the stories out that have some ("no").

                | Driver | Rule that it breaks | Story | %s | Preemptions | Choices | Sound twin |
                |---|---|---|%s--:|--:|---|
                """.formatted(MOST_RUNS, SMALL_RUNS, String.join(" | ", SEARCHES), "--:|".repeat(SEARCHES.size())));
        List<BrokenDriver> drivers = new ArrayList<>(BrokenDrivers.all());
        drivers.addAll(BrokenDrivers.ofFields());
        for (BrokenDriver driver : drivers) {
            text.append("| `%s` | %s | `%s` |"
                    .formatted(
                            driver.name(),
                            GeneratedPage.cell(driver.fault().rule()),
                            driver.fault().scenario()));
            Optional<Exploration.Finding> first = Optional.empty();
            for (String search : SEARCHES) {
                Optional<Exploration.Finding> found;
                try {
                    found = found(story(driver, search), search, driver);
                } catch (NotReducible hasDpcs) {
                    text.append(" no |");
                    continue;
                }
                text.append(found.map(finding -> " " + finding.run() + " |").orElse(" - |"));
                first = first.isPresent() ? first : found;
            }
            String scenario = driver.fault().scenario();
            text.append(smallest(story(driver, SEARCHES.get(0)), first))
                    .append(" %s |\n".formatted(proof(scenario).cell(scenario)));
        }
        addProofs(text);
        GeneratedPage.check("found-by.md", text.toString());
    }

    private void addProofs(StringBuilder text) {
        text.append("""

                ## What is proved

                These stories, with the sound drivers, are clean on every schedule there is, up to the order of steps that
                commute: `wdmsim explore STORY --policy dpor --runs 1000000`. Each access to a field of a driver is a step.

                | Story | What happens | Schedules |
                |---|---|--:|
                """);
        for (String name : PROVED) {
            text.append("| `%s` | %s | %d |\n"
                    .formatted(
                            name,
                            Scenarios.named(name).orElseThrow().title(),
                            proof(name).runs()));
        }
    }

    private record Proof(long runs, String bound) {
        String cell(String scenario) {
            String here =
                    runs == 0 ? "" : bound.isEmpty() ? "all %d".formatted(runs) : "all %d %s".formatted(runs, bound);
            if (LongProofsPageTest.hasProofOf(scenario)) {
                return here.isEmpty() ? "[longer](long-proofs.md)" : here + ", [longer](long-proofs.md)";
            }
            return here.isEmpty() ? "-" : here;
        }
    }

    /** Proves the sound drivers clean: on every schedule, or within the bound. */
    private Proof proof(String scenario) {
        return proofs.computeIfAbsent(scenario, name -> {
            boolean isWhole = PROVED.contains(name);
            if (!isWhole && !BOUNDED.containsKey(name)) {
                return new Proof(0, "");
            }
            int processors = isWhole ? PROCESSORS : RunOptions.seed(1).processors();
            Exploration proof = Explorer.of(watched(name, Map.of(), processors))
                    .search(Searches.parse(isWhole ? "dpor" : BOUNDED.get(name), 1))
                    .mostRuns(1_000_000)
                    .explore();
            assertThat(proof.isProof()).as("%s: %s", name, proof.headline()).isTrue();
            return new Proof(proof.runs(), isWhole ? "" : proof.bound());
        });
    }

    private static Story story(BrokenDriver driver, String search) {
        int processors = search.equals("dpor") ? PROCESSORS : RunOptions.seed(1).processors();
        return watched(driver.fault().scenario(), Map.of(driver.service(), driver.name()), processors);
    }

    private static Story watched(String scenario, Map<String, String> replacements, int processors) {
        RunOptions options = RunOptions.seed(1).withProcessors(processors);
        return WatchedStory.loading(
                Scenarios.class, classes -> WatchedSamples.story(classes, scenario, options, replacements));
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
