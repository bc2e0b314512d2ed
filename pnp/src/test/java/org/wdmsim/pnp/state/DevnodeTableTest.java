package org.wdmsim.pnp.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.pnp.state.DevnodeState.UNSPECIFIED;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.wdmsim.base.StateTable.Kind;
import org.wdmsim.base.StateWalks;

class DevnodeTableTest {
    @Test
    void every_pair_of_state_and_event_has_a_line() {
        assertThat(DevnodeTable.table().missing()).isEmpty();
    }

    @Test
    void every_change_can_be_walked() {
        assertThat(StateWalks.unreachable(DevnodeTable.table(), UNSPECIFIED)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> each_change_leads_where_its_row_says() {
        return StateWalks.shortest(DevnodeTable.table(), UNSPECIFIED).entrySet().stream()
                .map(walk -> DynamicTest.dynamicTest(walk.getKey() + " by " + walk.getValue(), () -> {
                    var pair = walk.getKey();
                    var life = new DevnodeLife("pdo#3", (from, on, to) -> {});
                    walk.getValue().subList(0, walk.getValue().size() - 1).forEach(life::on);
                    assertThat(life.state()).isEqualTo(pair.from());
                    var previous = life.previous();
                    assertThat(life.on(pair.on())).isEqualTo(pair.next(previous));
                    assertThat(life.previous()).isEqualTo(pair.from());
                }));
    }

    @TestFactory
    Stream<DynamicTest> each_event_that_stays_or_never_comes_leaves_the_state_alone() {
        return DevnodeTable.table().pairs().stream()
                .filter(pair -> !pair.moves())
                .map(pair -> DynamicTest.dynamicTest(pair.toString(), () -> {
                    var life = new DevnodeLife("pdo#3", (from, on, to) -> {});
                    storyTo(pair.from()).forEach(life::on);
                    var caught = tell(life, pair.on());
                    assertThat(life.state()).isEqualTo(pair.from());
                    if (pair.kind() == Kind.NEVER) {
                        assertThat(caught).startsWith("simulator bug: devnode \"pdo#3\" got " + pair.on());
                        assertThat(caught).contains(pair.reason());
                    } else {
                        assertThat(caught).isEmpty();
                    }
                }));
    }

    @Test
    void every_event_changes_something_or_is_worth_a_stay() {
        Set<DevnodeEvent> used = DevnodeTable.table().pairs().stream()
                .filter(pair -> pair.kind() != Kind.NEVER)
                .map(pair -> pair.on())
                .collect(Collectors.toSet());
        assertThat(used).containsExactlyInAnyOrder(DevnodeEvent.values());
    }

    @Test
    void every_reason_is_a_sentence() {
        assertThat(DevnodeTable.table().lines())
                .filteredOn(line -> line.kind() == Kind.STAYS || line.kind() == Kind.NEVER)
                .allSatisfy(line -> assertThat(line.reason()).hasSizeGreaterThan(15));
    }

    private static List<DevnodeEvent> storyTo(DevnodeState state) {
        return StateWalks.shortest(DevnodeTable.table(), UNSPECIFIED).entrySet().stream()
                .filter(walk ->
                        walk.getKey().kind() == Kind.ROW && walk.getKey().to() == state)
                .map(walk -> walk.getValue())
                .findFirst()
                .orElse(List.of());
    }

    private static String tell(DevnodeLife life, DevnodeEvent event) {
        try {
            life.on(event);
            return "";
        } catch (AssertionError bug) {
            return bug.getMessage();
        }
    }
}
