package org.wdmsim.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.wdmsim.ex.Pool;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.ex.PoolFlags;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Explanation;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Minimizer;
import org.wdmsim.explore.PctSearch;
import org.wdmsim.explore.Smallest;
import org.wdmsim.explore.Story;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/** The code of the page about exploring. */
class ExploringExampleTest {
    private static final Pattern SAYS = Pattern.compile("<!-- a test says -->\n```\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void a_story_of_ones_own() {
        // snippet story
        Story story = machine -> {
            int[] count = new int[1];
            for (String name : new String[] {"one", "other"}) {
                KEvent event = KEvent.notification(machine.kernel(), name + " is busy");
                machine.thread(name, () -> {
                    int seen = count[0];
                    event.set(); // another thread may run before each step
                    count[0] = seen + 1;
                });
            }
            return () -> count[0] == 2 ? "" : "an increment is lost";
        };
        Explorer explorer = Explorer.of(story).search(new BoundedSearch(1)).mostRuns(10_000);
        Exploration found = explorer.explore();
        Explanation explanation = explorer.explain(found.first().orElseThrow());
        // end
        Smallest smallest = explanation.smallest().orElseThrow();
        assertThat(found.headline()).isEqualTo("run 2 of dfs:1 fails: an increment is lost");
        assertThat(smallest.preemptions()).isEqualTo(1);
        assertThat(explanation.schedule()).isEqualTo(smallest.schedule());
        assertThat(smallest.parting().sentence())
                .isEqualTo("thread \"other\" comes, to begin, when thread \"one\" is about to take KeSetEvent on one is"
                        + " busy; the other way round, the story is clean");
    }

    @Test
    void a_call_that_may_fail() {
        // snippet open
        Story story = new Story() {
            @Override
            public void build(MachineBuilder machine) {
                machine.choices(OpenChoices.NONE.withFaults(1));
            }

            @Override
            public Judge tell(Machine machine) {
                Pool pool = new Pool(machine.io().poolTracker(), () -> "sparkle");
                machine.thread("taker", () -> {
                    PoolBlock block = pool.allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 64, "Spar");
                    block.free("Spar"); // which may be null
                });
                return Judge.OF_NOTHING;
            }
        };
        Exploration found = Explorer.of(story).search(new BoundedSearch(0)).explore();
        Smallest smallest =
                Minimizer.of(story).minimize(found.first().orElseThrow().schedule());
        // end
        assertThat(found.headline()).contains("NullPointerException");
        assertThat(smallest.answers()).hasSize(1);
        assertThat(smallest.parting().sentence())
                .matches(
                        "ExAllocatePool2 at (\\S+) fails; where ExAllocatePool2 at \\1 does not fail, the story is clean");
    }

    @Test
    void a_proof_within_a_bound() {
        Story story = machine -> {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            machine.thread("one", event::set);
            machine.thread("other", () -> event.waitFor(KEvent.FOREVER));
            return Story.Judge.OF_NOTHING;
        };
        // snippet proof
        Explorer.of(story).search(new PctSearch(3, 1)).mostRuns(1_000).mustBeClean(); // what was tried
        Explorer.of(story).search(new BoundedSearch(2)).mustBeProved(); // every schedule with at most two preemptions
        // end
        assertThat(Explorer.of(story)
                        .search(new BoundedSearch(2))
                        .mustBeProved()
                        .headline())
                .endsWith("schedules with at most 2 preemptions are clean");
    }

    private static final class CountStory implements Story {
        @Override
        public Judge tell(Machine machine) {
            int[] count = new int[1];
            for (String name : new String[] {"one", "other"}) {
                KEvent event = KEvent.notification(machine.kernel(), name + " is busy");
                machine.thread(name, () -> {
                    int seen = count[0];
                    event.set();
                    count[0] = seen + 1;
                });
            }
            return () -> count[0] == 2 ? "" : "an increment is lost";
        }
    }

    @Test
    void the_page_shows_what_a_test_says_that_fails() throws IOException {
        Explorer explorer = Explorer.of(new CountStory()).search(new BoundedSearch(2));
        String says = catchThrowableOfType(AssertionError.class, explorer::mustBeProved)
                .getMessage();
        Path page = Path.of(System.getProperty("basedir", "."), "exploring.md");
        String text = Files.readString(page, UTF_8).replace("\r\n", "\n");
        Matcher fence = SAYS.matcher(text);
        assertThat(fence.find()).as("the page shows what it says").isTrue();
        String wanted = text.substring(0, fence.start(1)) + says + text.substring(fence.end(1));
        if (Boolean.getBoolean("wdmsim.docs.write")) {
            Files.writeString(page, wanted, UTF_8);
            return;
        }
        assertThat(text)
                .as("the page shows something else; write it again with: %s", PrintedOutputsTest.COMMAND)
                .isEqualTo(wanted);
    }
}
