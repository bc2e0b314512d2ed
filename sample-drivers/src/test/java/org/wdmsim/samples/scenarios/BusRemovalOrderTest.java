package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.samples.scenarios.RemovalHouse.tell;
import static org.wdmsim.samples.scenarios.ToasterActs.CANCEL;
import static org.wdmsim.samples.scenarios.ToasterActs.QUERY;
import static org.wdmsim.samples.scenarios.ToasterActs.REMOVE;
import static org.wdmsim.samples.scenarios.ToasterActs.SURPRISE;
import static org.wdmsim.samples.scenarios.ToasterActs.TAKEN_APART;
import static org.wdmsim.samples.scenarios.ToasterActs.at;
import static org.wdmsim.samples.scenarios.ToasterActs.inOrder;

import java.util.List;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.samples.scenarios.RemovalHouse.Told;
import org.wdmsim.samples.toaster.ToasterLab;

/** In which order a bus and what is on it are asked, told and taken apart. */
class BusRemovalOrderTest {
    private static final List<String> BUS_TAKEN_APART =
            List.of("toasterbus@0000 =wait", "toasterbus@0000 =det", "toasterbus@0000 =del");
    private static final List<String> BUS_SURPRISE = List.of("toasterbus@0000 SR", "pdo@0000 SR");

    /** The toasters 1 and 2, and the bus. */
    private static List<Devnode> twoToasters(RemovalHouse house) {
        return List.of(house.plugIn(1), house.plugIn(2), house.bus());
    }

    @OnEachSchedule
    void a_bus_is_asked_and_told_after_its_children_and_deletes_their_pdos(RunOptions options) {
        Told told = tell(options, house -> {
            Devnode bus = twoToasters(house).get(2);
            house.remove(bus, RemovalReason.REMOVE);
            house.note(bus.state(), bus.pdo().isDeletePending());
            house.settle();
            house.note(house.isLoaded("toasterbus"));
        });

        assertThat(PnpOrder.ofLeavingByInstance(told.run()))
                .isEqualTo(inOrder(
                        at("01", QUERY),
                        at("02", QUERY),
                        List.of("toasterbus@0000 Q", "pdo@0000 Q"),
                        at("01", inOrder(REMOVE, TAKEN_APART)),
                        at("02", inOrder(REMOVE, TAKEN_APART)),
                        List.of(
                                "toasterbus@0000 R",
                                "pdo@01 =wait",
                                "pdo@01 =del",
                                "pdo@02 =wait",
                                "pdo@02 =del",
                                "pdo@0000 R"),
                        BUS_TAKEN_APART));
        assertThat(told.notes())
                .as("state, PDO deleted, driver loaded")
                .containsExactly(DevnodeState.REMOVED, false, false);
    }

    @OnEachSchedule
    void a_child_that_refuses_keeps_the_question_from_its_bus(RunOptions options) {
        Told told = tell(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver()
                                .refusing(IRP_MN_QUERY_REMOVE_DEVICE, STATUS_UNSUCCESSFUL)
                                .fromDevice(2)),
                house -> {
                    List<Devnode> nodes = twoToasters(house);
                    RemovalResult result = house.remove(house.bus(), RemovalReason.REMOVE);
                    house.note(result.veto(), result.vetoName());
                    nodes.forEach(node -> house.note(node.state()));
                });

        assertThat(PnpOrder.ofLeavingByInstance(told.run()))
                .isEqualTo(inOrder(
                        at("01", QUERY), List.of("sparkle@02 Q", "toaster@02 Q"), at("02", CANCEL), at("01", CANCEL)));
        assertThat(told.notes())
                .containsExactly(
                        VetoType.DEVICE,
                        ToasterLab.toaster(2),
                        DevnodeState.STARTED,
                        DevnodeState.STARTED,
                        DevnodeState.STARTED);
    }

    @OnEachSchedule
    void a_bus_that_vanishes_goes_after_its_children_and_everything_is_deleted(RunOptions options) {
        Told told = tell(options, house -> {
            List<Devnode> nodes = twoToasters(house);
            house.pullBusOut();
            nodes.forEach(node -> house.note(node.state()));
            nodes.forEach(node -> house.note(node.pdo().isFreed()));
            house.note(house.isLoaded("toasterbus"));
        });

        // The bus driver keeps the PDOs of its children in their REMOVE and deletes them in its own.
        assertThat(PnpOrder.ofLeavingByInstance(told.run()))
                .isEqualTo(inOrder(
                        at("01", SURPRISE),
                        at("02", SURPRISE),
                        BUS_SURPRISE,
                        at("01", inOrder(REMOVE, TAKEN_APART)),
                        at("02", inOrder(REMOVE, TAKEN_APART)),
                        List.of(
                                "toasterbus@0000 R",
                                "pdo@01 =wait",
                                "pdo@01 =del",
                                "pdo@02 =wait",
                                "pdo@02 =del",
                                "pdo@0000 R",
                                "pdo@0000 =del"),
                        BUS_TAKEN_APART));
        assertThat(told.notes().subList(0, 3)).containsOnly(DevnodeState.DELETED);
        assertThat(told.notes().subList(3, 6)).as("PDOs freed").containsOnly(true);
        assertThat(told.notes().subList(6, 7)).as("driver loaded").containsOnly(false);
    }

    @OnEachSchedule
    void a_child_with_an_open_handle_outlives_its_bus(RunOptions options) {
        Told told = tell(options, house -> {
            Devnode child = twoToasters(house).get(0);
            UserProcess program = house.program();
            UserProcess.Handle toaster = house.open(program, 1);
            house.pullBusOut();
            house.note(child.pdo().isFreed(), house.isLoaded("toasterbus"));
            house.note(program.closeHandle(toaster));
            house.settle();
            house.note(child.state(), child.pdo().isFreed(), house.isLoaded("toasterbus"));
        });

        List<String> acts = PnpOrder.ofLeavingByInstance(told.run());
        assertThat(acts)
                .startsWith(inOrder(at("01", SURPRISE), at("02", SURPRISE), BUS_SURPRISE, at("02", REMOVE))
                        .toArray(new String[0]));
        assertThat(acts).containsSubsequence("sparkle@02 =del", "toasterbus@0000 R", "toasterbus@0000 =del");
        assertThat(acts)
                .endsWith(at("01", inOrder(REMOVE, List.of("pdo =wait", "pdo =del"), TAKEN_APART))
                        .toArray(new String[0]));
        assertThat(told.notes())
                .as("PDO freed, bus driver loaded; close; state, PDO freed, bus driver loaded")
                .containsExactly(false, true, STATUS_SUCCESS, DevnodeState.DELETED, true, false);
    }

    @OnEachSchedule
    void a_bus_is_removed_although_one_of_its_children_was_removed_or_disabled_before(RunOptions options) {
        Told told = tell(options, house -> {
            List<Devnode> nodes = twoToasters(house);
            house.remove(nodes.get(0), RemovalReason.REMOVE);
            house.remove(nodes.get(1), RemovalReason.DISABLE);
            house.note(house.remove(nodes.get(2), RemovalReason.REMOVE).status());
            nodes.forEach(node -> house.note(node.state()));
        });

        assertThat(told.notes())
                .containsExactly(STATUS_SUCCESS, DevnodeState.DELETED, DevnodeState.DELETED, DevnodeState.REMOVED);
    }
}
