package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wdmsim.ke.KEvent;

class SearchesTest {
    @ParameterizedTest
    @CsvSource({"random, random", "pos, pos", "pct, pct:3", "pct:5, pct:5", "dfs, dfs", "dfs:2, dfs:2"})
    void a_search_is_known_by_its_name(String text, String name) {
        assertThat(Searches.parse(text, 1).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "randon, no policy is called \"randon\"; the forms are random",
        "'', no policy is called \"\"; the forms are random",
        "random:3, 'policy random has no number; leave \":3\" away'",
        "pct:0, policy \"pct:0\" needs a number from 1 to 1000",
        "pct:x, policy \"pct:x\" needs a number from 1 to 1000",
        "dfs:-1, policy \"dfs:-1\" needs a number from 0 to 1000",
        "dfs:, policy \"dfs:\" needs a number from 0 to 1000"
    })
    void another_name_is_answered_with_the_right_ones(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Searches.parse(text, 1))
                .withMessageStartingWith(message);
    }

    @Test
    void round_robin_is_one_run() {
        Exploration result = Explorer.of(machine -> {
                    KEvent event = KEvent.notification(machine.kernel(), "event");
                    machine.thread("one", event::set);
                    machine.thread("other", event::set);
                    return Story.Judge.OF_NOTHING;
                })
                .search(Searches.parse("round-robin", 1))
                .explore();
        assertThat(result.headline()).isEqualTo("the only schedule with another thread at every step is clean");
    }
}
