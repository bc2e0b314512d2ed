package org.wdmsim.pnp.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.ke.KEvent;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.sched.Schedule;

/** What a story may ask of the place where it is played. */
class StageTest {
    private static Scenario story(Consumer<Stage> play) {
        return new Scenario("story", "a story", "", new Lab(DriverStore::new, new DriverImages(), List.of()), play);
    }

    private static Exploration explore(Scenario scenario) {
        return Explorer.of(new ScenarioStory(scenario, RunOptions.seed(1)))
                .search(BoundedSearch.unbounded())
                .mostRuns(20_000)
                .mostFindings(Integer.MAX_VALUE)
                .explore();
    }

    /** What is prepared and what two threads do, each in two steps, on each schedule. */
    private static Set<List<String>> orders(boolean isPrepared) {
        Set<List<String>> orders = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
        Exploration all = explore(story(stage -> {
            List<String> order = new ArrayList<>();
            KEvent event = KEvent.notification(stage.machine().kernel(), "event");
            if (isPrepared) {
                stage.prepare("first", () -> {
                    order.add("first");
                    event.set();
                    order.add("first done");
                });
                stage.prepare("second", () -> order.add("second"));
            }
            for (String name : List.of("one", "two")) {
                stage.thread(name, () -> {
                    order.add(name);
                    event.set();
                });
            }
            stage.expect("the order is noted", () -> orders.add(order));
        }));
        assertThat(all.isExhausted()).isTrue();
        return orders;
    }

    @Test
    void what_is_prepared_is_done_in_its_order_before_any_thread_begins() {
        assertThat(orders(true))
                .isNotEmpty()
                .allSatisfy(order -> assertThat(order).startsWith("first", "first done", "second"));
        assertThat(orders(true)).hasSize(2); // then one thread or the other
    }

    @Test
    void a_story_whose_preparation_fails_does_not_begin() {
        List<String> begun = new ArrayList<>();
        Exploration found = explore(story(stage -> {
            stage.prepare("something", () -> stage.need("toaster", (Object) null));
            stage.thread("one", () -> begun.add("one"));
        }));
        assertThat(begun).isEmpty();
        assertThat(found.isClean()).isFalse();
        assertThat(found.headline()).contains("there is no toaster");
    }

    @Test
    void a_story_that_has_said_that_it_does_not_ask_for_the_trace_gets_none() {
        Scenario asks = story(stage -> stage.expect("it looks", () -> stage.trace() != null));
        assertThat(explore(asks).isClean()).isTrue();
        assertThatThrownBy(() -> explore(asks.withoutTrace()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this story asks for the trace, and was made with Scenario.withoutTrace()")
                .hasMessageContaining("or watch the steps with Stage.watch");
    }

    @Test
    void a_replay_of_such_a_story_has_a_trace_all_the_same() {
        Scenario quiet = story(stage -> stage.thread("one", () -> {})).withoutTrace();
        assertThat(Explorer.of(new ScenarioStory(quiet, RunOptions.seed(1)))
                        .replay(Schedule.empty())
                        .machine()
                        .trace())
                .isNotNull();
    }
}
