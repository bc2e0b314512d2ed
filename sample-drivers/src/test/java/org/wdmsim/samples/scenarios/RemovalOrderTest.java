package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_START_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.samples.scenarios.RemovalHouse.tell;
import static org.wdmsim.samples.scenarios.ToasterActs.CANCEL;
import static org.wdmsim.samples.scenarios.ToasterActs.QUERY;
import static org.wdmsim.samples.scenarios.ToasterActs.REMOVE;
import static org.wdmsim.samples.scenarios.ToasterActs.SURPRISE;
import static org.wdmsim.samples.scenarios.ToasterActs.TAKEN_APART;
import static org.wdmsim.samples.scenarios.ToasterActs.inOrder;
import static org.wdmsim.samples.scenarios.ToasterActs.without;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.samples.scenarios.RemovalHouse.Told;

/** In which order the stack of a toaster is asked, told and taken apart. */
class RemovalOrderTest {
    // ---- Asked, told, taken apart.

    @OnEachSchedule
    void an_orderly_removal_asks_tells_and_takes_apart_bottom_up_and_keeps_the_pdo(RunOptions options) {
        Told told = tell(options, house -> {
            Devnode node = house.plugIn(1);
            house.remove(node, RemovalReason.REMOVE);
            house.note(node.state(), node.pdo().isDeletePending());
            house.settle();
            house.note(house.isLoaded("toaster"));
        });

        assertThat(PnpOrder.ofLeaving(told.run())).isEqualTo(inOrder(QUERY, REMOVE, TAKEN_APART));
        assertThat(told.notes())
                .as("state, PDO deleted, driver loaded")
                .containsExactly(DevnodeState.REMOVED, false, false);
    }

    @OnEachSchedule
    void a_surprise_removal_tells_twice_and_frees_the_pdo_that_is_deleted_first_as_the_last(RunOptions options) {
        Told told = tell(options, house -> pullOutAndNote(house, house.plugIn(1)));

        assertThat(PnpOrder.ofLeaving(told.run()))
                .isEqualTo(inOrder(SURPRISE, REMOVE, List.of("pdo =wait", "pdo =del"), TAKEN_APART));
        assertThat(told.notes()).as("state, PDO freed").containsExactly(DevnodeState.DELETED, true);
    }

    @OnEachSchedule
    void a_pdo_that_was_kept_gets_a_second_remove_when_it_is_unplugged(RunOptions options) {
        Told told = tell(options, removedThenPulledOut(RemovalReason.REMOVE));

        assertThat(PnpOrder.ofLeaving(told.run()))
                .isEqualTo(inOrder(QUERY, REMOVE, TAKEN_APART, List.of("pdo R", "pdo =wait", "pdo =del")));
        assertThat(told.notes()).as("state, PDO freed").containsExactly(DevnodeState.DELETED, true);
    }

    @OnEachSchedule
    void a_disabled_device_that_is_unplugged_loses_its_pdo(RunOptions options) {
        Told told = tell(options, removedThenPulledOut(RemovalReason.DISABLE));

        assertThat(PnpOrder.ofLeaving(told.run())).endsWith("pdo R", "pdo =wait", "pdo =del");
        assertThat(told.notes()).as("state, PDO freed").containsExactly(DevnodeState.DELETED, true);
    }

    private static Consumer<RemovalHouse> removedThenPulledOut(RemovalReason reason) {
        return house -> {
            Devnode node = house.plugIn(1);
            house.remove(node, reason);
            pullOutAndNote(house, node);
        };
    }

    private static void pullOutAndNote(RemovalHouse house, Devnode node) {
        house.pullOut(1);
        house.note(node.state(), node.pdo().isFreed());
    }

    @OnEachSchedule
    void a_device_disabled_and_enabled_twice_has_new_devices_on_the_same_pdo(RunOptions options) {
        List<DeviceObject> tops = new ArrayList<>();
        List<DeviceObject> pdos = new ArrayList<>();
        Told told = tell(options, house -> {
            Devnode node = house.plugIn(1);
            tops.add(node.pdo().top());
            pdos.add(node.pdo());
            for (int round = 0; round < 2; round++) {
                house.remove(node, RemovalReason.DISABLE);
                house.note(
                        node.problem().code(),
                        house.enable(node),
                        node.problem().code());
                tops.add(node.pdo().top());
                pdos.add(node.pdo());
            }
        });

        List<String> round = inOrder(
                QUERY,
                REMOVE,
                TAKEN_APART,
                List.of("crumbtray ADD", "toaster ADD", "sparkle ADD"),
                List.of("sparkle ST", "toaster ST", "crumbtray ST", "pdo ST"));
        List<String> acts = PnpOrder.of(told.run());
        assertThat(acts.subList(acts.indexOf("sparkle Q"), acts.size())).isEqualTo(inOrder(round, round));
        assertThat(told.notes())
                .as("problem, answer of enable, problem; twice")
                .containsExactly(22, STATUS_SUCCESS, 0, 22, STATUS_SUCCESS, 0);
        assertThat(tops).doesNotHaveDuplicates().hasSize(3);
        assertThat(pdos).containsOnly(pdos.get(0));
    }

    // ---- Somebody says no.

    @OnEachSchedule
    void a_query_refused_in_the_middle_is_cancelled_in_all_layers(RunOptions options) {
        assertVetoed(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver().refusing(IRP_MN_QUERY_REMOVE_DEVICE, STATUS_UNSUCCESSFUL)),
                inOrder(List.of("sparkle Q", "toaster Q"), CANCEL));
    }

    @OnEachSchedule
    void a_query_refused_on_the_way_up_was_seen_by_all_and_is_cancelled_in_all(RunOptions options) {
        assertVetoed(
                options.replacing("sparkle", () -> new ScriptedDriver().refusingQueryOnTheWayUp(STATUS_UNSUCCESSFUL)),
                inOrder(QUERY, CANCEL));
    }

    private static void assertVetoed(RunOptions options, List<String> acts) {
        Told told = tell(options, house -> {
            Devnode node = house.plugIn(1);
            house.note(house.remove(node, RemovalReason.REMOVE).veto(), node.state());
        });

        assertThat(PnpOrder.ofLeaving(told.run())).isEqualTo(acts);
        assertThat(told.notes()).containsExactly(VetoType.DEVICE, DevnodeState.STARTED);
    }

    @OnEachSchedule
    void an_open_handle_is_found_after_everybody_has_agreed(RunOptions options) {
        Told told = tell(options, house -> {
            Devnode node = house.plugIn(1);
            UserProcess program = house.program();
            UserProcess.Handle toaster = house.open(program, 1);
            house.note(house.remove(node, RemovalReason.REMOVE).veto());
            house.note(program.writeFile(toaster, new byte[1]).status());
            program.closeHandle(toaster);
        });

        assertThat(PnpOrder.ofLeaving(told.run())).isEqualTo(inOrder(QUERY, CANCEL));
        assertThat(told.notes()).containsExactly(VetoType.OUTSTANDING_OPEN, STATUS_SUCCESS);
    }

    // ---- Stacks that do not come up.

    @OnEachSchedule
    void a_first_start_that_fails_is_followed_by_remove_alone(RunOptions options) {
        Told told = assertNotStarted(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver().refusing(IRP_MN_START_DEVICE, STATUS_INSUFFICIENT_RESOURCES)),
                10);

        assertThat(PnpOrder.ofLeaving(told.run())).isEqualTo(inOrder(REMOVE, TAKEN_APART));
    }

    @OnEachSchedule
    void an_add_device_that_fails_is_followed_by_remove_to_what_is_attached(RunOptions options) {
        Told told = assertNotStarted(
                options.replacing("toaster", () -> new ScriptedDriver().failingAddDevice(STATUS_UNSUCCESSFUL)), 31);

        assertThat(PnpOrder.of(told.run()))
                .filteredOn(act -> !act.startsWith("toasterbus") && !act.equals("pdo ST"))
                .isEqualTo(inOrder(
                        List.of("crumbtray ADD", "toaster ADD", "toaster =del", "crumbtray R", "pdo R"),
                        without(TAKEN_APART, "toaster", "sparkle")));
        assertThat(PnpOrder.of(told.run())).as("only the bus was started").containsOnlyOnce("pdo ST");
    }

    @OnEachSchedule
    void a_filter_that_fails_in_add_device_takes_the_function_driver_with_it(RunOptions options) {
        Told told = assertNotStarted(
                options.replacing("sparkle", () -> new ScriptedDriver().failingAddDevice(STATUS_UNSUCCESSFUL)), 31);

        assertThat(PnpOrder.ofLeaving(told.run()))
                .isEqualTo(
                        inOrder(List.of("sparkle =del"), without(REMOVE, "sparkle"), without(TAKEN_APART, "sparkle")));
        assertThat(PnpOrder.of(told.run())).as("only the bus was started").containsOnlyOnce("pdo ST");
    }

    private static Told assertNotStarted(RunOptions options, int problem) {
        Told told = tell(options, house -> {
            Devnode node = house.plugIn(1);
            house.note(node.state(), node.problem().code(), node.pdo().isDeletePending());
        });

        assertThat(told.notes())
                .as("state, problem, PDO deleted")
                .containsExactly(DevnodeState.REMOVED, problem, false);
        return told;
    }
}
