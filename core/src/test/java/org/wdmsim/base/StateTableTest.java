package org.wdmsim.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.StateTable.allBut;
import static org.wdmsim.base.StateTable.anyOf;
import static org.wdmsim.base.StateTable.back;
import static org.wdmsim.base.StateTable.never;
import static org.wdmsim.base.StateTable.row;
import static org.wdmsim.base.StateTable.stays;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.StateTable.Kind;

class StateTableTest {
    enum Door {
        CLOSED,
        AJAR,
        OPEN,
        BRICKED
    }

    enum Hand {
        PUSH,
        PULL
    }

    private static final StateTable<Door, Hand> SOUND = StateTable.of(
            Door.class,
            Hand.class,
            row(Door.CLOSED, Hand.PUSH, Door.AJAR),
            stays(Door.CLOSED, Hand.PULL, "it is shut; the frame #1 holds it"),
            row(Door.AJAR, Hand.PUSH, Door.OPEN),
            back(Door.AJAR, Hand.PULL),
            row(Door.OPEN, Hand.PULL, Door.AJAR),
            row(Door.OPEN, Hand.PUSH, Door.BRICKED),
            never(anyOf(Door.BRICKED), anyOf(Hand.PUSH, Hand.PULL), "there is no door | any more"));

    @Test
    void a_complete_table_misses_nothing() {
        assertThat(SOUND.missing()).isEmpty();
        assertThat(SOUND.pairs()).hasSize(8);
    }

    @Test
    void every_pair_that_nobody_wrote_is_named() {
        var table = StateTable.of(Door.class, Hand.class, never(allBut(Door.AJAR), anyOf(Hand.PUSH, Hand.PULL), "no"));
        assertThat(table.missing()).containsExactly("AJAR on PUSH", "AJAR on PULL");
    }

    @Test
    void asking_for_a_pair_that_nobody_wrote_is_a_bug_of_ours() {
        var table = StateTable.of(Door.class, Hand.class, row(Door.CLOSED, Hand.PUSH, Door.OPEN));
        assertThatThrownBy(() -> table.pair(Door.OPEN, Hand.PULL))
                .isInstanceOf(AssertionError.class)
                .hasMessage("simulator bug: the table has no line for OPEN on PULL");
    }

    @Test
    void a_pair_written_twice_is_refused_with_both_lines() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateTable.of(
                        Door.class,
                        Hand.class,
                        row(anyOf(Door.CLOSED, Door.AJAR), Hand.PUSH, Door.OPEN),
                        stays(Door.AJAR, Hand.PUSH, "it jams")))
                .withMessage("AJAR on PUSH is written twice: AJAR on PUSH to OPEN; and AJAR on PUSH stays: it jams");
    }

    @Test
    void each_kind_says_where_it_leads() {
        assertThat(SOUND.pair(Door.CLOSED, Hand.PUSH).next(Door.OPEN)).isEqualTo(Door.AJAR);
        assertThat(SOUND.pair(Door.AJAR, Hand.PULL).next(Door.OPEN)).isEqualTo(Door.OPEN);
        assertThat(SOUND.pair(Door.CLOSED, Hand.PULL).next(Door.OPEN)).isEqualTo(Door.CLOSED);
        assertThat(SOUND.pair(Door.BRICKED, Hand.PULL).kind()).isEqualTo(Kind.NEVER);
        assertThat(SOUND.pair(Door.AJAR, Hand.PULL)).hasToString("AJAR on PULL back to the state before");
        assertThat(SOUND.pair(Door.BRICKED, Hand.PULL))
                .hasToString("BRICKED on PULL never: there is no door | any more");
    }

    @Test
    void a_walk_is_the_shortest_story_that_ends_with_the_change() {
        var walks = StateWalks.shortest(SOUND, Door.CLOSED);
        assertThat(walks.get(SOUND.pair(Door.AJAR, Hand.PULL))).containsExactly(Hand.PUSH, Hand.PULL);
        assertThat(walks.get(SOUND.pair(Door.OPEN, Hand.PUSH))).containsExactly(Hand.PUSH, Hand.PUSH, Hand.PUSH);
        assertThat(StateWalks.unreachable(SOUND, Door.CLOSED)).isEmpty();
    }

    @Test
    void a_change_that_no_story_reaches_is_named() {
        assertThat(StateWalks.unreachable(SOUND, Door.BRICKED))
                .extracting(Object::toString)
                .contains("CLOSED on PUSH to AJAR", "AJAR on PULL back to the state before")
                .hasSize(5);
    }

    @Test
    void a_diagram_draws_each_change_and_a_way_back_to_each_state_it_may_lead_to() {
        assertThat(StateDiagram.mermaid(SOUND, Door.CLOSED, door -> "#" + door.ordinal()))
                .isEqualTo("""
                        stateDiagram-v2
                            state "#35;0" as CLOSED
                            state "#35;1" as AJAR
                            state "#35;2" as OPEN
                            state "#35;3" as BRICKED
                            [*] --> CLOSED
                            CLOSED --> AJAR : PUSH
                            AJAR --> CLOSED : PULL
                            AJAR --> OPEN : PUSH, PULL
                            OPEN --> AJAR : PULL
                            OPEN --> BRICKED : PUSH
                            BRICKED --> [*]
                        """);
    }

    @Test
    void text_for_mermaid_is_escaped() {
        assertThat(StateDiagram.escape("pdo#3; \"slot\"")).isEqualTo("pdo#35;3#59; #quot;slot#quot;");
    }

    @Test
    void markdown_has_a_row_for_each_line_and_names_a_large_set_by_what_it_lacks() {
        var table = StateTable.of(
                Door.class,
                Hand.class,
                back(Door.AJAR, Hand.PULL),
                never(allBut(Door.AJAR), anyOf(Hand.PUSH, Hand.PULL), "a | b"));
        assertThat(StateDiagram.markdown(table, Enum::name).lines().toList())
                .isEqualTo(List.of(
                        "| In | On | Then | Because |",
                        "|---|---|---|---|",
                        "| AJAR | PULL | back to the state before | |",
                        "| all but AJAR | all | never | a \\| b |"));
    }
}
