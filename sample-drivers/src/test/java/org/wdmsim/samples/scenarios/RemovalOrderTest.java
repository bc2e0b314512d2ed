package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_START_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.samples.toaster.ToasterBus.GUID_DEVINTERFACE_BUSENUM_TOASTER;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_PLUGIN_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_UNPLUG_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterFunction.GUID_DEVINTERFACE_TOASTER;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.samples.toaster.ToasterLab;

/**
 * In which order a stack is asked, told and taken apart. One thread does everything, so the order is the same whoever goes
 * first.
 */
class RemovalOrderTest {
    private static final List<String> QUERY = List.of("sparkle Q", "toaster Q", "crumbtray Q", "pdo Q");
    private static final List<String> CANCEL = List.of("sparkle CR", "toaster CR", "crumbtray CR", "pdo CR");
    private static final List<String> SURPRISE = List.of("sparkle SR", "toaster SR", "crumbtray SR", "pdo SR");
    private static final List<String> REMOVE = List.of("sparkle R", "toaster R", "crumbtray R", "pdo R");
    private static final List<String> TAKEN_APART = List.of(
            "crumbtray =wait",
            "crumbtray =det",
            "crumbtray =del",
            "toaster =wait",
            "toaster =det",
            "toaster =del",
            "sparkle =wait",
            "sparkle =det",
            "sparkle =del");

    static Stream<RunOptions> schedules() {
        return Stream.concat(
                Stream.of(
                        RunOptions.seed(1).withPolicy("first"),
                        RunOptions.seed(1).withPolicy("round-robin")),
                Stream.of(1, 2, 3, 4, 5).map(RunOptions::seed));
    }

    // ---- The stage.

    /** A kitchen whose bus can be pulled out. */
    private static final class House {
        final Stage stage;
        final RootBus.Slot busSlot;

        House(Stage stage) {
            this.stage = stage;
            stage.pnp().waitUntilIdle();
            this.busSlot = stage.pnp().plugIn(DeviceIds.of("root\\toasterbus"));
            stage.pnp().waitUntilIdle();
        }

        void plugIn(int serial) {
            tellBus(IOCTL_BUSENUM_PLUGIN_HARDWARE, serial);
        }

        void pullOut(int serial) {
            tellBus(IOCTL_BUSENUM_UNPLUG_HARDWARE, serial);
        }

        private void tellBus(int code, int serial) {
            UserProcess hand = stage.program();
            UserProcess.Handle bus = hand.createFile(
                            Stage.interfaceName(ToasterLab.BUS, GUID_DEVINTERFACE_BUSENUM_TOASTER))
                    .value();
            hand.deviceIoControl(bus, code, new byte[] {(byte) serial}, new byte[0]);
            hand.closeHandle(bus);
            stage.pnp().waitUntilIdle();
        }

        Devnode toaster(int serial) {
            return stage.pnp().find(ToasterLab.toaster(serial));
        }

        Devnode bus() {
            return stage.pnp().find(ToasterLab.BUS);
        }

        UserProcess.Handle open(UserProcess program, int serial) {
            return program.createFile(Stage.interfaceName(ToasterLab.toaster(serial), GUID_DEVINTERFACE_TOASTER))
                    .value();
        }
    }

    /** Plays a story of one thread, which must end well; what it saw is in its notes. */
    private static ScenarioRun play(RunOptions options, BiConsumer<House, List<Object>> story, List<Object> notes) {
        Lab lab = ToasterLab.lab();
        ScenarioRun run = ScenarioRunner.run(
                new Scenario(
                        "test",
                        "a test",
                        "",
                        new Lab(lab.store(), lab.images(), List.of()),
                        stage -> stage.thread("user", () -> story.accept(new House(stage), notes))),
                options);
        assertThat(run.outcome().isClean())
                .as("%s%n%s", run.outcome(), run.trace().toText())
                .isTrue();
        assertThat(run.leftovers()).isEmpty();
        return run;
    }

    @SafeVarargs
    private static List<String> inOrder(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static List<String> at(String instance, List<String> acts) {
        return acts.stream().map(act -> act.replace(" ", "@" + instance + " ")).toList();
    }

    private static List<String> without(List<String> acts, String... drivers) {
        return acts.stream()
                .filter(act -> Stream.of(drivers).noneMatch(driver -> act.startsWith(driver + " ")))
                .toList();
    }

    // ---- One stack.

    @ParameterizedTest
    @MethodSource("schedules")
    void an_orderly_removal_asks_tells_and_takes_apart_bottom_up_and_keeps_the_pdo(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    house.stage.pnp().remove(node, RemovalReason.REMOVE);
                    seen.add(node.state());
                    seen.add(node.pdo().isDeletePending());
                    house.stage.pnp().waitUntilIdle();
                    seen.add(house.stage.machine().io().driver("toaster") == null);
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(QUERY, REMOVE, TAKEN_APART));
        assertThat(notes).as("state, PDO deleted, driver unloaded").containsExactly(DevnodeState.REMOVED, false, true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_surprise_removal_tells_twice_and_frees_the_pdo_that_is_deleted_first_as_the_last(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    house.pullOut(1);
                    seen.add(node.state());
                    seen.add(node.pdo().isFreed());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(SURPRISE, REMOVE, List.of("pdo =del"), TAKEN_APART));
        assertThat(notes).as("state, PDO freed").containsExactly(DevnodeState.DELETED, true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_query_refused_in_the_middle_is_cancelled_in_all_layers(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver().refusing(IRP_MN_QUERY_REMOVE_DEVICE, STATUS_UNSUCCESSFUL)),
                (house, seen) -> {
                    house.plugIn(1);
                    RemovalResult result = house.stage.pnp().remove(house.toaster(1), RemovalReason.REMOVE);
                    seen.add(result.veto());
                    seen.add(house.toaster(1).state());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(List.of("sparkle Q", "toaster Q"), CANCEL));
        assertThat(notes).containsExactly(VetoType.DEVICE, DevnodeState.STARTED);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_query_refused_on_the_way_up_was_seen_by_all_and_is_cancelled_in_all(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing("sparkle", () -> new ScriptedDriver().refusingQueryOnTheWayUp(STATUS_UNSUCCESSFUL)),
                (house, seen) -> {
                    house.plugIn(1);
                    RemovalResult result = house.stage.pnp().remove(house.toaster(1), RemovalReason.REMOVE);
                    seen.add(result.veto());
                    seen.add(house.toaster(1).state());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(QUERY, CANCEL));
        assertThat(notes).containsExactly(VetoType.DEVICE, DevnodeState.STARTED);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_child_that_refuses_keeps_the_question_from_its_bus(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver()
                                .refusing(IRP_MN_QUERY_REMOVE_DEVICE, STATUS_UNSUCCESSFUL)
                                .fromDevice(2)),
                (house, seen) -> {
                    house.plugIn(1);
                    house.plugIn(2);
                    RemovalResult result = house.stage.pnp().remove(house.bus(), RemovalReason.REMOVE);
                    seen.add(result.veto());
                    seen.add(result.vetoName());
                    Stream.of(house.toaster(1), house.toaster(2), house.bus()).forEach(node -> seen.add(node.state()));
                },
                notes);

        assertThat(PnpOrder.ofLeavingByInstance(run))
                .isEqualTo(inOrder(
                        at("01", QUERY), List.of("sparkle@02 Q", "toaster@02 Q"), at("02", CANCEL), at("01", CANCEL)));
        assertThat(notes)
                .containsExactly(
                        VetoType.DEVICE,
                        ToasterLab.toaster(2),
                        DevnodeState.STARTED,
                        DevnodeState.STARTED,
                        DevnodeState.STARTED);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void an_open_handle_is_found_after_everybody_has_agreed(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    UserProcess program = house.stage.program();
                    UserProcess.Handle toaster = house.open(program, 1);
                    seen.add(house.stage
                            .pnp()
                            .remove(house.toaster(1), RemovalReason.REMOVE)
                            .veto());
                    seen.add(program.writeFile(toaster, new byte[1]).status());
                    program.closeHandle(toaster);
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(QUERY, CANCEL));
        assertThat(notes).containsExactly(VetoType.OUTSTANDING_OPEN, STATUS_SUCCESS);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_first_start_that_fails_is_followed_by_remove_alone(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing(
                        "toaster",
                        () -> new ScriptedDriver().refusing(IRP_MN_START_DEVICE, STATUS_INSUFFICIENT_RESOURCES)),
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    seen.add(node.state());
                    seen.add(node.problem().code());
                    seen.add(node.pdo().isDeletePending());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).isEqualTo(inOrder(REMOVE, TAKEN_APART));
        assertThat(notes).as("state, problem, PDO deleted").containsExactly(DevnodeState.REMOVED, 10, false);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void an_add_device_that_fails_is_followed_by_remove_to_what_is_attached(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing("toaster", () -> new ScriptedDriver().failingAddDevice(STATUS_UNSUCCESSFUL)),
                RemovalOrderTest::plugInOnly,
                notes);

        assertThat(PnpOrder.of(run))
                .filteredOn(act -> !act.startsWith("toasterbus") && !act.equals("pdo ST"))
                .isEqualTo(inOrder(
                        List.of("crumbtray ADD", "toaster ADD", "toaster =del", "crumbtray R", "pdo R"),
                        without(TAKEN_APART, "toaster", "sparkle")));
        assertThat(PnpOrder.of(run)).as("only the bus was started").containsOnlyOnce("pdo ST");
        assertThat(notes).as("state, problem, PDO deleted").containsExactly(DevnodeState.REMOVED, 31, false);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_filter_that_fails_in_add_device_takes_the_function_driver_with_it(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options.replacing("sparkle", () -> new ScriptedDriver().failingAddDevice(STATUS_UNSUCCESSFUL)),
                RemovalOrderTest::plugInOnly,
                notes);

        assertThat(PnpOrder.ofLeaving(run))
                .isEqualTo(
                        inOrder(List.of("sparkle =del"), without(REMOVE, "sparkle"), without(TAKEN_APART, "sparkle")));
        assertThat(PnpOrder.of(run)).as("only the bus was started").containsOnlyOnce("pdo ST");
        assertThat(notes).as("state, problem, PDO deleted").containsExactly(DevnodeState.REMOVED, 31, false);
    }

    private static void plugInOnly(House house, List<Object> seen) {
        house.plugIn(1);
        Devnode node = house.toaster(1);
        seen.add(node.state());
        seen.add(node.problem().code());
        seen.add(node.pdo().isDeletePending());
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_device_disabled_and_enabled_twice_has_new_devices_on_the_same_pdo(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        List<DeviceObject> tops = new ArrayList<>();
        List<DeviceObject> pdos = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    tops.add(node.pdo().top());
                    pdos.add(node.pdo());
                    for (int round = 0; round < 2; round++) {
                        house.stage.pnp().remove(node, RemovalReason.DISABLE);
                        seen.add(node.problem().code());
                        seen.add(house.stage.pnp().enable(node));
                        seen.add(node.problem().code());
                        tops.add(node.pdo().top());
                        pdos.add(node.pdo());
                    }
                },
                notes);

        List<String> round = inOrder(
                QUERY,
                REMOVE,
                TAKEN_APART,
                List.of("crumbtray ADD", "toaster ADD", "sparkle ADD"),
                List.of("sparkle ST", "toaster ST", "crumbtray ST", "pdo ST"));
        List<String> acts = PnpOrder.of(run);
        assertThat(acts.subList(acts.indexOf("sparkle Q"), acts.size())).isEqualTo(inOrder(round, round));
        assertThat(notes).containsExactly(22, STATUS_SUCCESS, 0, 22, STATUS_SUCCESS, 0);
        assertThat(tops).doesNotHaveDuplicates().hasSize(3);
        assertThat(pdos).containsOnly(pdos.get(0));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_pdo_that_was_kept_gets_a_second_remove_when_it_is_unplugged(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    house.stage.pnp().remove(node, RemovalReason.REMOVE);
                    house.pullOut(1);
                    seen.add(node.state());
                    seen.add(node.pdo().isFreed());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run))
                .isEqualTo(inOrder(QUERY, REMOVE, TAKEN_APART, List.of("pdo R", "pdo =del")));
        assertThat(notes).containsExactly(DevnodeState.DELETED, true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_disabled_device_that_is_unplugged_loses_its_pdo(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    Devnode node = house.toaster(1);
                    house.stage.pnp().remove(node, RemovalReason.DISABLE);
                    house.pullOut(1);
                    seen.add(node.state());
                    seen.add(node.pdo().isFreed());
                },
                notes);

        assertThat(PnpOrder.ofLeaving(run)).endsWith("pdo R", "pdo =del");
        assertThat(notes).containsExactly(DevnodeState.DELETED, true);
    }

    // ---- A bus and what is on it.

    @ParameterizedTest
    @MethodSource("schedules")
    void a_bus_is_asked_and_told_after_its_children_and_deletes_their_pdos(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    house.plugIn(2);
                    Devnode bus = house.bus();
                    house.stage.pnp().remove(bus, RemovalReason.REMOVE);
                    seen.add(bus.state());
                    seen.add(bus.pdo().isDeletePending());
                    house.stage.pnp().waitUntilIdle();
                    seen.add(house.stage.machine().io().driver("toasterbus") == null);
                },
                notes);

        assertThat(PnpOrder.ofLeavingByInstance(run))
                .isEqualTo(inOrder(
                        at("01", QUERY),
                        at("02", QUERY),
                        List.of("toasterbus@0000 Q", "pdo@0000 Q"),
                        at("01", inOrder(REMOVE, TAKEN_APART)),
                        at("02", inOrder(REMOVE, TAKEN_APART)),
                        List.of("toasterbus@0000 R", "pdo@01 =del", "pdo@02 =del", "pdo@0000 R"),
                        List.of("toasterbus@0000 =wait", "toasterbus@0000 =det", "toasterbus@0000 =del")));
        assertThat(notes).as("state, PDO deleted, driver unloaded").containsExactly(DevnodeState.REMOVED, false, true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_bus_that_vanishes_goes_after_its_children_and_everything_is_deleted(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    house.plugIn(2);
                    List<Devnode> nodes = List.of(house.toaster(1), house.toaster(2), house.bus());
                    house.stage.pnp().pullOut(house.busSlot);
                    house.stage.pnp().waitUntilIdle();
                    nodes.forEach(node -> seen.add(node.state()));
                    nodes.forEach(node -> seen.add(node.pdo().isFreed()));
                    seen.add(house.stage.machine().io().driver("toasterbus") == null);
                },
                notes);

        // The bus driver keeps the PDOs of its children in their REMOVE and deletes them in its own.
        assertThat(PnpOrder.ofLeavingByInstance(run))
                .isEqualTo(inOrder(
                        at("01", SURPRISE),
                        at("02", SURPRISE),
                        List.of("toasterbus@0000 SR", "pdo@0000 SR"),
                        at("01", inOrder(REMOVE, TAKEN_APART)),
                        at("02", inOrder(REMOVE, TAKEN_APART)),
                        List.of("toasterbus@0000 R", "pdo@01 =del", "pdo@02 =del", "pdo@0000 R", "pdo@0000 =del"),
                        List.of("toasterbus@0000 =wait", "toasterbus@0000 =det", "toasterbus@0000 =del")));
        assertThat(notes.subList(0, 3)).containsOnly(DevnodeState.DELETED);
        assertThat(notes.subList(3, 7)).as("PDOs freed, driver unloaded").containsOnly(true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_child_with_an_open_handle_outlives_its_bus(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    house.plugIn(2);
                    Devnode child = house.toaster(1);
                    UserProcess program = house.stage.program();
                    UserProcess.Handle toaster = house.open(program, 1);
                    house.stage.pnp().pullOut(house.busSlot);
                    house.stage.pnp().waitUntilIdle();
                    seen.add(child.pdo().isFreed());
                    seen.add(house.stage.machine().io().driver("toasterbus") != null);
                    seen.add(program.closeHandle(toaster));
                    house.stage.pnp().waitUntilIdle();
                    seen.add(child.state());
                    seen.add(child.pdo().isFreed());
                    seen.add(house.stage.machine().io().driver("toasterbus") == null);
                },
                notes);

        List<String> acts = PnpOrder.ofLeavingByInstance(run);
        assertThat(acts)
                .startsWith(inOrder(
                                at("01", SURPRISE),
                                at("02", SURPRISE),
                                List.of("toasterbus@0000 SR", "pdo@0000 SR"),
                                at("02", REMOVE))
                        .toArray(new String[0]));
        assertThat(acts).containsSubsequence("sparkle@02 =del", "toasterbus@0000 R", "toasterbus@0000 =del");
        assertThat(acts)
                .endsWith(at("01", inOrder(REMOVE, List.of("pdo =del"), TAKEN_APART))
                        .toArray(new String[0]));
        assertThat(notes)
                .as("PDO freed, bus driver loaded; close; state, PDO freed, bus driver unloaded")
                .containsExactly(false, true, STATUS_SUCCESS, DevnodeState.DELETED, true, true);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_bus_is_removed_although_one_of_its_children_was_removed_or_disabled_before(RunOptions options) {
        List<Object> notes = new ArrayList<>();
        play(
                options,
                (house, seen) -> {
                    house.plugIn(1);
                    house.plugIn(2);
                    List<Devnode> nodes = List.of(house.toaster(1), house.toaster(2), house.bus());
                    house.stage.pnp().remove(nodes.get(0), RemovalReason.REMOVE);
                    house.stage.pnp().remove(nodes.get(1), RemovalReason.DISABLE);
                    seen.add(house.stage
                            .pnp()
                            .remove(nodes.get(2), RemovalReason.REMOVE)
                            .status());
                    nodes.forEach(node -> seen.add(node.state()));
                },
                notes);

        assertThat(notes)
                .containsExactly(STATUS_SUCCESS, DevnodeState.DELETED, DevnodeState.DELETED, DevnodeState.REMOVED);
    }
}
