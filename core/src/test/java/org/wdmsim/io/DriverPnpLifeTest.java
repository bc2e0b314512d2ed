package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wdmsim.io.DriverPnpEvent.CANCEL_REMOVE;
import static org.wdmsim.io.DriverPnpEvent.CANCEL_STOP;
import static org.wdmsim.io.DriverPnpEvent.QUERY_REMOVE;
import static org.wdmsim.io.DriverPnpEvent.QUERY_STOP;
import static org.wdmsim.io.DriverPnpEvent.REMOVE;
import static org.wdmsim.io.DriverPnpEvent.START;
import static org.wdmsim.io.DriverPnpEvent.STOP;
import static org.wdmsim.io.DriverPnpEvent.SURPRISE_REMOVAL;
import static org.wdmsim.io.DriverPnpState.NOT_STARTED;
import static org.wdmsim.io.DriverPnpState.REMOVED;
import static org.wdmsim.io.DriverPnpState.REMOVE_PENDING;
import static org.wdmsim.io.DriverPnpState.STARTED;
import static org.wdmsim.io.DriverPnpState.STOPPED;
import static org.wdmsim.io.DriverPnpState.STOP_PENDING;
import static org.wdmsim.io.DriverPnpState.SURPRISE_REMOVED;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wdmsim.base.StateTable.Kind;
import org.wdmsim.base.StateWalks;
import org.wdmsim.machine.Machine;

class DriverPnpLifeTest {
    private static List<DriverPnpState> history(DriverPnpEvent... story) {
        var life = new DriverPnpLife("toaster#3", Machine.builder().build().kernel());
        return Stream.of(story).map(life::on).toList();
    }

    private static DriverPnpLife after(List<DriverPnpEvent> story) {
        var life = new DriverPnpLife("toaster#3", Machine.builder().build().kernel());
        story.forEach(life::on);
        return life;
    }

    @Test
    void every_pair_of_state_and_event_has_a_line() {
        assertThat(DriverPnpTable.table().missing()).isEmpty();
    }

    @Test
    void every_change_can_be_walked() {
        assertThat(StateWalks.unreachable(DriverPnpTable.table(), NOT_STARTED)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> each_change_leads_where_its_row_says() {
        return StateWalks.shortest(DriverPnpTable.table(), NOT_STARTED).entrySet().stream()
                .map(walk -> DynamicTest.dynamicTest(walk.getKey() + " by " + walk.getValue(), () -> {
                    var pair = walk.getKey();
                    var life = after(walk.getValue().subList(0, walk.getValue().size() - 1));
                    assertThat(life.state()).isEqualTo(pair.from());
                    assertThat(life.on(pair.on())).isEqualTo(pair.next(life.beforeQuery()));
                }));
    }

    @Test
    void an_orderly_removal_passes_through_remove_pending() {
        assertThat(history(START, QUERY_REMOVE, REMOVE)).containsExactly(STARTED, REMOVE_PENDING, REMOVED);
    }

    @Test
    void a_rebalance_stops_and_starts_again() {
        assertThat(history(START, QUERY_STOP, STOP, START)).containsExactly(STARTED, STOP_PENDING, STOPPED, STARTED);
    }

    @Test
    void a_cancelled_query_restores_the_state_in_which_it_came() {
        assertThat(history(QUERY_REMOVE, CANCEL_REMOVE)).containsExactly(REMOVE_PENDING, NOT_STARTED);
        assertThat(history(START, QUERY_REMOVE, CANCEL_REMOVE)).containsExactly(STARTED, REMOVE_PENDING, STARTED);
        assertThat(history(START, QUERY_STOP, CANCEL_STOP)).containsExactly(STARTED, STOP_PENDING, STARTED);
    }

    @Test
    void a_second_query_restores_the_state_in_which_it_came_itself() {
        assertThat(history(QUERY_REMOVE, CANCEL_REMOVE, START, QUERY_REMOVE, CANCEL_REMOVE))
                .containsExactly(REMOVE_PENDING, NOT_STARTED, STARTED, REMOVE_PENDING, STARTED);
    }

    @ParameterizedTest
    @EnumSource(
            value = DriverPnpState.class,
            names = {"STOP_PENDING", "REMOVE_PENDING", "REMOVED"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_cancel_without_a_query_changes_nothing(DriverPnpState state) {
        assertThat(DriverPnpTable.table().pair(state, CANCEL_STOP).kind()).isEqualTo(Kind.STAYS);
        assertThat(DriverPnpTable.table().pair(state, CANCEL_REMOVE).kind()).isEqualTo(Kind.STAYS);
    }

    @ParameterizedTest
    @EnumSource(
            value = DriverPnpState.class,
            names = {"SURPRISE_REMOVED", "REMOVED"},
            mode = EnumSource.Mode.EXCLUDE)
    void surprise_removal_may_come_in_any_state(DriverPnpState state) {
        var pair = DriverPnpTable.table().pair(state, SURPRISE_REMOVAL);
        assertThat(pair.to()).isEqualTo(SURPRISE_REMOVED);
    }

    @Test
    void a_stopped_device_may_be_surprise_removed_and_removed() {
        assertThat(history(START, QUERY_STOP, STOP, SURPRISE_REMOVAL, REMOVE))
                .endsWith(STOPPED, SURPRISE_REMOVED, REMOVED);
    }

    @Test
    void a_request_that_cannot_come_says_why_and_what_can() {
        var life = after(List.of(START));
        assertThatIllegalStateException()
                .isThrownBy(() -> life.on(STOP))
                .withMessage(
                        "device \"toaster#3\" cannot take STOP in STARTED: STOP comes only after a query-stop that every"
                                + " driver accepted; call on() once for each request that arrives; now it takes START,"
                                + " QUERY_STOP, CANCEL_STOP, QUERY_REMOVE, CANCEL_REMOVE, SURPRISE_REMOVAL, REMOVE");
        assertThat(life).hasToString("toaster#3 [STARTED]");
    }

    @Test
    void a_removed_device_takes_nothing_any_more() {
        var life = after(List.of(START, SURPRISE_REMOVAL, REMOVE));
        assertThat(life.is(REMOVED)).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> life.on(REMOVE))
                .withMessageEndingWith("; make a new DriverPnpLife for the next AddDevice");
    }
}
