package org.wdmsim.pnp.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.pnp.state.DevnodeEvent.*;
import static org.wdmsim.pnp.state.DevnodeState.*;
import static org.wdmsim.pnp.state.DevnodeStories.FOUND;
import static org.wdmsim.pnp.state.DevnodeStories.REMOVED_IN_ORDER;
import static org.wdmsim.pnp.state.DevnodeStories.WORKING;
import static org.wdmsim.pnp.state.DevnodeStories.statesAfter;
import static org.wdmsim.pnp.state.DevnodeStories.then;

import java.util.List;
import org.junit.jupiter.api.Test;

class DevnodeStartTest {
    private static final List<DevnodeEvent> STOPPED_FOR_REBALANCE = then(WORKING, QUERY_STOP_ACCEPTED, STOP);

    @Test
    void a_healthy_device_walks_the_history_the_debugger_shows() {
        assertThat(statesAfter(List.of(), WORKING.toArray(DevnodeEvent[]::new)))
                .containsExactly(
                        UNINITIALIZED,
                        INITIALIZED,
                        DRIVERS_ADDED,
                        RESOURCES_ASSIGNED,
                        START_PENDING,
                        START_COMPLETION,
                        START_POST_WORK,
                        STARTED,
                        ENUMERATE_PENDING,
                        ENUMERATE_COMPLETION,
                        STARTED);
    }

    @Test
    void a_device_without_a_driver_waits_in_initialized() {
        assertThat(statesAfter(FOUND, NO_DRIVER, RE_ENABLED, ADD_SUCCEEDED)).containsExactly(DRIVERS_ADDED);
    }

    @Test
    void a_failed_add_device_removes_what_was_attached() {
        assertThat(statesAfter(FOUND, ADD_FAILED, REMOVE, NO_DRIVER)).containsExactly(AWAITING_QUEUED_REMOVAL, REMOVED);
    }

    @Test
    void a_device_without_resources_is_removed_again() {
        assertThat(statesAfter(FOUND, ADD_SUCCEEDED, RESOURCES_DENIED, REMOVE))
                .containsExactly(DRIVERS_ADDED, AWAITING_QUEUED_REMOVAL, REMOVED);
    }

    @Test
    void a_failed_first_start_is_followed_by_remove_alone() {
        assertThat(statesAfter(DevnodeStories.STARTING, START_FAILED, REMOVE))
                .containsExactly(AWAITING_QUEUED_REMOVAL, REMOVED);
    }

    @Test
    void a_device_that_reports_failure_after_its_start_never_becomes_started() {
        assertThat(statesAfter(DevnodeStories.STARTING, START_SUCCEEDED, DEVICE_FAILED, REMOVE))
                .containsExactly(START_POST_WORK, AWAITING_QUEUED_REMOVAL, REMOVED);
    }

    @Test
    void a_device_that_reports_failure_later_waits_for_its_handles_and_stays_in_the_tree() {
        assertThat(statesAfter(WORKING, DEVICE_FAILED, SURPRISE_HANDLES_OPEN, REMOVE, NO_DRIVER))
                .containsExactly(AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, REMOVED);
    }

    @Test
    void a_rebalance_stops_and_starts_again_without_asking_for_children() {
        assertThat(statesAfter(WORKING, QUERY_STOP_ACCEPTED, STOP, START_SENT, START_RETURNED, START_SUCCEEDED))
                .containsExactly(QUERY_STOPPED, STOPPED, RESTART_COMPLETION, STARTED);
    }

    @Test
    void a_refused_rebalance_goes_back_and_the_refuser_never_left() {
        assertThat(statesAfter(WORKING, QUERY_STOP_ACCEPTED, CANCEL_STOP)).containsExactly(QUERY_STOPPED, STARTED);
        assertThat(statesAfter(WORKING, CANCEL_STOP)).isEmpty();
    }

    @Test
    void a_failed_restart_ends_in_surprise_removal() {
        assertThat(statesAfter(STOPPED_FOR_REBALANCE, START_RETURNED, START_FAILED, SURPRISE_HANDLES_OPEN, REMOVE))
                .containsExactly(RESTART_COMPLETION, AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, REMOVED);
    }

    @Test
    void a_device_that_vanishes_while_it_is_stopped_is_deleted() {
        assertThat(statesAfter(STOPPED_FOR_REBALANCE, START_SENT, MISSING, START_RETURNED, REMOVE_UNREPORTED))
                .containsExactly(AWAITING_QUEUED_DELETION, DELETED);
    }

    @Test
    void a_second_start_without_a_stop_comes_back_to_started() {
        assertThat(statesAfter(WORKING, START_SENT, START_RETURNED, START_SUCCEEDED))
                .containsExactly(RESTART_COMPLETION, STARTED);
    }

    @Test
    void a_disabled_device_is_built_again_on_the_same_devnode_when_it_is_enabled() {
        assertThat(statesAfter(REMOVED_IN_ORDER, NO_DRIVER, RE_ENABLED, ADD_SUCCEEDED, RESOURCES_GRANTED, START_SENT))
                .containsExactly(INITIALIZED, DRIVERS_ADDED, RESOURCES_ASSIGNED, START_PENDING);
    }

    @Test
    void a_device_found_again_after_its_uninstall_is_asked_for_its_ids() {
        assertThat(statesAfter(REMOVED_IN_ORDER, REINSTALLED, IDS_QUERIED)).containsExactly(UNINITIALIZED, INITIALIZED);
    }
}
