package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_DEVICE_ENUMERATED;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.PnpDeviceState;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.testkit.Machines;
import org.wdmsim.pnp.testkit.MachinesAtRest;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.Problem;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.samples.toaster.ToasterLab;

/** Removals that meet a device in an unusual state. */
@ExtendWith(MachinesAtRest.class)
class RemovalCornersTest {
    private static ScenarioRun play(Machines machines, BiConsumer<Stage, Kitchen> user) {
        return play(machines, RunOptions.seed(1), user);
    }

    private static ScenarioRun play(Machines machines, RunOptions options, BiConsumer<Stage, Kitchen> user) {
        Scenario scenario = new Scenario("corner", "a corner", "A corner.", ToasterLab.lab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            stage.thread("user", () -> {
                kitchen.plugIn(1);
                user.accept(stage, kitchen);
            });
        });
        ScenarioRun run = machines.play(scenario, options);
        assertThat(run.outcome().isClean())
                .as("%s%n%s", run.outcome(), run.trace().toText())
                .isTrue();
        return run;
    }

    @Test
    void a_hub_can_be_removed_while_an_unplugged_child_still_waits_for_its_last_handle(Machines machines) {
        play(machines, (stage, kitchen) -> {
            UserProcess program = stage.program();
            Devnode child = kitchen.devnode(1);
            UserProcess.Handle handle = kitchen.open(program, 1).value();
            kitchen.pullOut(1);
            stage.pnp().waitUntilIdle();
            assertThat(child.state()).isEqualTo(DevnodeState.DELETE_PENDING_CLOSES);
            assertThat(stage.pnp().remove(kitchen.bus(), RemovalReason.REMOVE).isRemoved())
                    .isTrue();
            assertThat(child.state()).isEqualTo(DevnodeState.DELETE_PENDING_CLOSES);
            assertThat(child.pdo().isFreed()).isFalse();
            program.closeHandle(handle);
            stage.pnp().waitUntilIdle();
            assertThat(child.state()).isEqualTo(DevnodeState.DELETED);
            assertThat(child.pdo().isFreed()).isTrue();
        });
    }

    @Test
    void a_disabled_child_is_asked_and_removed_with_its_hub(Machines machines) {
        ScenarioRun run = play(machines, (stage, kitchen) -> {
            stage.pnp().remove(kitchen.devnode(1), RemovalReason.DISABLE);
            stage.pnp().remove(kitchen.bus(), RemovalReason.REMOVE);
        });
        // pdo#4 is the toaster's: once with its drivers, once alone.
        assertThat(run.trace()
                        .where(entry -> entry.event().subjectName().equals("pdo#4")
                                && entry.event().kind() == IoStep.DISPATCH_ENTER
                                && (entry.event().second() == IRP_MN_QUERY_REMOVE_DEVICE
                                        || entry.event().second() == IRP_MN_REMOVE_DEVICE)))
                .extracting(entry -> entry.event().second())
                .containsExactly(
                        IRP_MN_QUERY_REMOVE_DEVICE,
                        IRP_MN_REMOVE_DEVICE,
                        IRP_MN_QUERY_REMOVE_DEVICE,
                        IRP_MN_REMOVE_DEVICE);
    }

    @Test
    void a_toaster_that_comes_back_after_it_was_removed_has_its_old_name(Machines machines) {
        play(machines, (stage, kitchen) -> {
            DeviceObject first = kitchen.devnode(1).pdo();
            kitchen.pullOut(1);
            stage.pnp().waitUntilIdle();
            assertThat(first.isFreed()).isTrue();
            kitchen.plugIn(1);
            assertThat(kitchen.devnode(1)).isNotNull();
            assertThat(kitchen.devnode(1).pdo()).isNotSameAs(first);
        });
    }

    @Test
    void a_device_that_rests_without_drivers_can_be_disabled(Machines machines) {
        play(machines, (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            stage.pnp().remove(node, RemovalReason.REMOVE);
            assertThat(stage.pnp().remove(node, RemovalReason.DISABLE).isRemoved())
                    .isTrue();
            assertThat(node.problem()).isEqualTo(Problem.CM_PROB_DISABLED);
            assertThat(stage.pnp().enable(node)).isEqualTo(NtStatus.STATUS_SUCCESS);
        });
    }

    @Test
    void a_driver_is_not_unloaded_while_a_pointer_to_its_device_is_held(Machines machines) {
        play(machines, (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            DeviceObject top = node.pdo().attachedDeviceReference();
            stage.pnp().remove(node, RemovalReason.REMOVE);
            stage.pnp().waitUntilIdle();
            assertThat(top.driver().isUnloaded()).isFalse();
            top.dereference();
            stage.pnp().waitUntilIdle();
            assertThat(top.driver().isUnloaded()).isTrue();
        });
    }

    @Test
    void a_scan_after_a_removal_starts_the_device_without_asking_its_ids_again(Machines machines) {
        ScenarioRun run = play(machines, (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            DeviceObject pdo = node.pdo();
            stage.pnp().remove(node, RemovalReason.REMOVE);
            stage.pnp().rescan(kitchen.bus());
            assertThat(node.state()).isEqualTo(DevnodeState.STARTED);
            assertThat(node.pdo()).isSameAs(pdo);
        });
        assertThat(run.trace()
                        .where(entry -> entry.event().subjectName().equals("pdo#4")
                                && entry.event().kind() == IoStep.DISPATCH_ENTER
                                && entry.event().second() == IRP_MN_DEVICE_ENUMERATED))
                .hasSize(1);
    }

    @Test
    void a_failed_device_with_a_handle_that_is_then_unplugged_goes_with_the_last_close(Machines machines) {
        ScriptedDriver filter = new ScriptedDriver();
        play(machines, RunOptions.seed(1).replacing("sparkle", () -> filter), (stage, kitchen) -> {
            UserProcess program = stage.program();
            Devnode node = kitchen.devnode(1);
            UserProcess.Handle handle = kitchen.open(program, 1).value();
            filter.saysOfItsDevice(PnpDeviceState.PNP_DEVICE_FAILED);
            node.pdo().invalidateState();
            stage.pnp().waitUntilIdle();
            assertThat(node.state()).isEqualTo(DevnodeState.REMOVE_PENDING_CLOSES);
            assertThat(node.problem()).isEqualTo(Problem.CM_PROB_FAILED_POST_START);
            kitchen.pullOut(1);
            stage.pnp().waitUntilIdle();
            assertThat(node.state()).isEqualTo(DevnodeState.DELETE_PENDING_CLOSES);
            program.closeHandle(handle);
            stage.pnp().waitUntilIdle();
            assertThat(node.state()).isEqualTo(DevnodeState.DELETED);
        });
    }

    @Test
    void a_device_that_says_it_is_not_there_has_problem_24_and_keeps_its_pdo(Machines machines) {
        ScriptedDriver filter = new ScriptedDriver();
        play(machines, RunOptions.seed(1).replacing("sparkle", () -> filter), (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            filter.saysOfItsDevice(PnpDeviceState.PNP_DEVICE_REMOVED);
            node.pdo().invalidateState();
            stage.pnp().waitUntilIdle();
            assertThat(node.state()).isEqualTo(DevnodeState.REMOVED);
            assertThat(node.problem()).isEqualTo(Problem.CM_PROB_DEVICE_NOT_THERE);
            assertThat(node.pdo().isFreed()).isFalse();
        });
    }

    @Test
    void what_drivers_that_are_gone_said_about_disabling_does_not_count(Machines machines) {
        ScriptedDriver filter = new ScriptedDriver();
        play(machines, RunOptions.seed(1).replacing("sparkle", () -> filter), (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            filter.saysOfItsDevice(PnpDeviceState.PNP_DEVICE_NOT_DISABLEABLE);
            node.pdo().invalidateState();
            stage.pnp().waitUntilIdle();
            assertThat(stage.pnp().remove(kitchen.bus(), RemovalReason.DISABLE).veto())
                    .isEqualTo(VetoType.NON_DISABLEABLE);
            assertThat(stage.pnp().remove(node, RemovalReason.REMOVE).isRemoved())
                    .isTrue();
            assertThat(stage.pnp().remove(kitchen.bus(), RemovalReason.DISABLE).isRemoved())
                    .isTrue();
        });
    }

    @Test
    void nothing_opens_between_the_query_and_the_removal_even_if_the_drivers_would(Machines machines) {
        int refused = 0;
        for (int seed = 1; seed <= 150; seed++) {
            NtStatus[] opened = new NtStatus[1];
            Scenario scenario = new Scenario("late-open", "a late open", "A late open.", ToasterLab.lab(), stage -> {
                Kitchen kitchen = new Kitchen(stage);
                stage.thread("user", () -> {
                    kitchen.plugIn(1);
                    Devnode node = kitchen.devnode(1);
                    Devnode bus = kitchen.bus();
                    stage.thread("opener", () -> {
                        UserProcess program = stage.program();
                        for (int i = 0; i < 12 && opened[0] != NtStatus.STATUS_NO_SUCH_DEVICE; i++) {
                            var handle = program.createFile(node.pdo().deviceName());
                            opened[0] = handle.status();
                            if (handle.isSuccess()) {
                                assertThat(node.state()).isNotIn(DevnodeState.QUERY_REMOVED, DevnodeState.REMOVED);
                                program.closeHandle(handle.value());
                            }
                        }
                    });
                    stage.pnp().remove(bus, RemovalReason.REMOVE);
                });
            });
            // A driver that accepts every open, so that only the I/O manager can refuse one.
            ScenarioRun run = machines.play(scenario, RunOptions.seed(seed).replacing("toaster", ScriptedDriver::new));
            assertThat(run.outcome().isClean())
                    .as("seed %s: %s", seed, run.outcome())
                    .isTrue();
            refused += opened[0] == NtStatus.STATUS_NO_SUCH_DEVICE ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }
}
