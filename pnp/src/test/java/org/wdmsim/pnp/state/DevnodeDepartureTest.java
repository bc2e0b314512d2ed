package org.wdmsim.pnp.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.pnp.state.DevnodeEvent.*;
import static org.wdmsim.pnp.state.DevnodeState.*;
import static org.wdmsim.pnp.state.DevnodeStories.FOUND;
import static org.wdmsim.pnp.state.DevnodeStories.REMOVED_IN_ORDER;
import static org.wdmsim.pnp.state.DevnodeStories.WORKING;
import static org.wdmsim.pnp.state.DevnodeStories.lifeAfter;
import static org.wdmsim.pnp.state.DevnodeStories.statesAfter;
import static org.wdmsim.pnp.state.DevnodeStories.then;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DevnodeDepartureTest {
    @Test
    void an_orderly_removal_leaves_a_devnode_whose_pdo_is_still_reported() {
        assertThat(statesAfter(WORKING, QUERY_REMOVE_ACCEPTED, REMOVE)).containsExactly(QUERY_REMOVED, REMOVED);
    }

    @Test
    void an_uninstalled_root_device_leaves_the_tree_at_once() {
        assertThat(statesAfter(WORKING, QUERY_REMOVE_ACCEPTED, REMOVE_UNREPORTED))
                .containsExactly(QUERY_REMOVED, DELETED);
    }

    @Test
    void a_cancelled_query_restores_whatever_state_it_came_in() {
        assertCancelRestores(FOUND, INITIALIZED);
        assertCancelRestores(then(FOUND, ADD_SUCCEEDED), DRIVERS_ADDED);
        assertCancelRestores(then(FOUND, ADD_SUCCEEDED, RESOURCES_GRANTED), RESOURCES_ASSIGNED);
        assertCancelRestores(WORKING, STARTED);
        assertCancelRestores(REMOVED_IN_ORDER, REMOVED);
    }

    private static void assertCancelRestores(List<DevnodeEvent> story, DevnodeState state) {
        assertThat(lifeAfter(story).state()).isEqualTo(state);
        assertThat(statesAfter(story, QUERY_REMOVE_ACCEPTED, CANCEL_REMOVE)).containsExactly(QUERY_REMOVED, state);
        assertThat(statesAfter(story, CANCEL_REMOVE)).isEmpty();
    }

    @Test
    void a_surprise_removal_with_open_handles_waits_for_them_outside_the_tree() {
        assertThat(statesAfter(WORKING, MISSING, SURPRISE_HANDLES_OPEN, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES, DELETED);
    }

    @Test
    void a_surprise_removal_without_handles_is_followed_by_remove_at_once() {
        assertThat(statesAfter(WORKING, MISSING, REMOVE_UNREPORTED)).containsExactly(AWAITING_QUEUED_DELETION, DELETED);
    }

    @ParameterizedTest
    @EnumSource(
            value = DevnodeState.class,
            names = {
                "UNSPECIFIED",
                "AWAITING_QUEUED_DELETION",
                "REMOVE_PENDING_CLOSES",
                "DELETE_PENDING_CLOSES",
                "DELETED"
            },
            mode = EnumSource.Mode.EXCLUDE)
    void a_device_may_vanish_in_any_state(DevnodeState state) {
        assertThat(DevnodeTable.table().pair(state, MISSING).to()).isEqualTo(AWAITING_QUEUED_DELETION);
    }

    @Test
    void a_device_that_vanishes_before_its_start_is_deleted() {
        assertThat(statesAfter(FOUND, ADD_SUCCEEDED, MISSING, REMOVE_UNREPORTED))
                .containsExactly(DRIVERS_ADDED, AWAITING_QUEUED_DELETION, DELETED);
        assertThat(statesAfter(FOUND, NO_DRIVER, MISSING, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETED);
    }

    @Test
    void a_device_that_vanishes_after_it_accepted_the_query_is_deleted() {
        assertThat(statesAfter(WORKING, QUERY_REMOVE_ACCEPTED, MISSING, REMOVE_UNREPORTED))
                .containsExactly(QUERY_REMOVED, AWAITING_QUEUED_DELETION, DELETED);
    }

    @Test
    void a_start_that_outlives_its_device_changes_nothing_more() {
        var story = then(FOUND, ADD_SUCCEEDED, RESOURCES_GRANTED, START_SENT);
        assertThat(statesAfter(story, MISSING, START_RETURNED, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETED);
    }

    @Test
    void a_failed_device_with_open_handles_that_is_then_unplugged_leaves_the_tree() {
        assertThat(statesAfter(WORKING, DEVICE_FAILED, SURPRISE_HANDLES_OPEN, MISSING, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES, DELETED);
    }

    @Test
    void an_ejected_device_gets_a_second_remove_when_it_is_missing() {
        assertThat(statesAfter(REMOVED_IN_ORDER, MISSING, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETED);
    }

    @Test
    void the_removal_of_a_bus_deletes_its_removed_children() {
        assertThat(statesAfter(REMOVED_IN_ORDER, PARENT_REMOVED)).containsExactly(DELETED);
    }

    @Test
    void a_child_that_waits_for_its_handles_outlives_its_bus() {
        assertThat(statesAfter(WORKING, MISSING, SURPRISE_HANDLES_OPEN, PARENT_REMOVED, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES, DELETED);
        assertThat(statesAfter(WORKING, DEVICE_FAILED, SURPRISE_HANDLES_OPEN, PARENT_REMOVED))
                .containsExactly(AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES);
    }
}
