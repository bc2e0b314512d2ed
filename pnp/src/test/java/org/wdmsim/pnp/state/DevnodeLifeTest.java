package org.wdmsim.pnp.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.pnp.state.DevnodeEvent.*;
import static org.wdmsim.pnp.state.DevnodeState.*;
import static org.wdmsim.pnp.state.DevnodeStories.WORKING;
import static org.wdmsim.pnp.state.DevnodeStories.lifeAfter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevnodeLifeTest {
    @Test
    void a_life_begins_before_its_pdo_is_reported() {
        var life = lifeAfter(List.of());
        assertThat(life.state()).isEqualTo(UNSPECIFIED);
        assertThat(life.previous()).isEqualTo(UNSPECIFIED);
        assertThat(life.history().newestFirst()).isEmpty();
    }

    @Test
    void the_listener_hears_each_change_with_its_event_and_nothing_of_a_stay() {
        List<String> heard = new ArrayList<>();
        var life = new DevnodeLife("pdo#3", (from, on, to) -> heard.add(from + " " + on + " " + to));
        List.of(PDO_REPORTED, IDS_QUERIED, NO_DRIVER, MISSING).forEach(life::on);
        assertThat(heard)
                .containsExactly(
                        "UNSPECIFIED PDO_REPORTED UNINITIALIZED",
                        "UNINITIALIZED IDS_QUERIED INITIALIZED",
                        "INITIALIZED MISSING AWAITING_QUEUED_DELETION");
    }

    @Test
    void the_history_is_that_of_a_healthy_device_in_the_debugger() {
        var life = lifeAfter(WORKING);
        assertThat(life.state()).isEqualTo(STARTED);
        assertThat(life.previous()).isEqualTo(ENUMERATE_COMPLETION);
        assertThat(life.history().lines())
                .hasSize(20)
                .startsWith(
                        "StateHistory[09] = DeviceNodeEnumerateCompletion (0x30d)",
                        "StateHistory[08] = DeviceNodeEnumeratePending (0x30c)",
                        "StateHistory[07] = DeviceNodeStarted (0x308)")
                .contains("StateHistory[00] = DeviceNodeUninitialized (0x301)")
                .endsWith("StateHistory[10] = Unknown State (0x0)");
    }

    @Test
    void the_history_keeps_the_last_twenty_states() {
        // GIVEN ten states, and six scans of three states each: 28 in all
        var life = lifeAfter(WORKING);
        Collections.nCopies(6, List.of(ENUMERATE_SENT, RELATIONS_RETURNED, CHILDREN_DIFFED))
                .forEach(scan -> scan.forEach(life::on));
        // THEN the eight oldest are gone and the newest stands in slot 27 mod 20
        var kept = life.history().newestFirst();
        assertThat(kept).hasSize(20).startsWith(ENUMERATE_COMPLETION, ENUMERATE_PENDING, STARTED);
        assertThat(kept).endsWith(ENUMERATE_COMPLETION, ENUMERATE_PENDING);
        assertThat(kept).doesNotContain(UNINITIALIZED, START_POST_WORK);
        assertThat(life.history().lines())
                .startsWith("StateHistory[07] = DeviceNodeEnumerateCompletion (0x30d)")
                .endsWith("StateHistory[08] = DeviceNodeEnumeratePending (0x30c)");
    }

    @Test
    void an_event_that_cannot_come_is_a_bug_of_ours_and_changes_nothing() {
        var life = lifeAfter(WORKING.subList(0, 2));
        assertThatThrownBy(() -> life.on(START_SENT))
                .isInstanceOf(AssertionError.class)
                .hasMessage("simulator bug: devnode \"pdo#3\" got START_SENT in DeviceNodeInitialized (0x302):"
                        + " no resources have been granted; states before, newest first: [UNINITIALIZED]");
        assertThat(life).hasToString("pdo#3 [INITIALIZED]");
    }
}
