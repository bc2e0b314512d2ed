package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_REMOVED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_WORKING;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.PctSearch;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.io.UserProcess;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.testkit.Machines;
import org.wdmsim.pnp.testkit.MachinesAtRest;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.Problem;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.toaster.ToasterLab;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** The machine sleeps and wakes with the toasters in it. */
@ExtendWith(MachinesAtRest.class)
class PowerStoriesTest {
    @ParameterizedTest
    @ValueSource(strings = {"sleep-and-wake", "removal-races-power-up", "toaster-wakes-machine", "wait-wake-removal"})
    void every_story_is_clean_on_five_hundred_random_walks(String name) {
        Scenario story = Scenarios.named(name).orElseThrow();
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= 500; seed++) {
                ScenarioRun run = ScenarioRunner.run(
                        story, RunOptions.seed(seed).on(carrier).withWatchdog(null));
                assertThat(run.verdict())
                        .as("seed %s: %s, left over %s, %s", seed, run.outcome(), run.leftovers(), run.expectations())
                        .isEqualTo(ScenarioRun.Verdict.CLEAN);
            }
        }
    }

    private static Scenario tale(BiConsumer<Stage, Kitchen> user) {
        return new Scenario("power", "power", "Power.", ToasterLab.lab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            stage.thread("user", () -> {
                kitchen.plugIn(1);
                user.accept(stage, kitchen);
            });
        });
    }

    private static void play(Machines machines, BiConsumer<Stage, Kitchen> user) {
        ScenarioRun run = machines.play(tale(user), RunOptions.seed(1));
        assertThat(run.outcome().isClean())
                .as("%s%n%s", run.outcome(), run.trace().toText())
                .isTrue();
    }

    @Test
    void starting_is_d0_and_removing_is_d3_without_any_power_irp(Machines machines) {
        play(machines, (stage, kitchen) -> {
            var power = stage.machine().power();
            Devnode node = kitchen.devnode(1);
            assertThat(power.stateOf(node.pdo())).isEqualTo(POWER_DEVICE_D0);
            stage.pnp().remove(node, RemovalReason.REMOVE);
            assertThat(power.stateOf(node.pdo())).isEqualTo(POWER_DEVICE_D3);
            assertThat(kitchen.seen("sparkle", IrpMinor.IRP_MN_SET_POWER)).isZero();
        });
    }

    @Test
    void switching_the_machine_off_removes_nothing(Machines machines) {
        play(machines, (stage, kitchen) -> {
            assertThat(stage.machine().power().sleep(SystemPowerState.POWER_SYSTEM_SHUTDOWN))
                    .isEqualTo(STATUS_SUCCESS);
            assertThat(kitchen.devnode(1).state()).isEqualTo(DevnodeState.STARTED);
            assertThat(kitchen.seen("sparkle", IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE))
                    .isZero();
            assertThat(kitchen.seen("sparkle", IrpMinor.IRP_MN_REMOVE_DEVICE)).isZero();
            assertThat(stage.machine().io().driver("toaster")).isNotNull();
        });
    }

    @Test
    void a_toaster_that_is_pulled_out_while_the_machine_sleeps_is_missed_when_it_wakes(Machines machines) {
        play(machines, (stage, kitchen) -> {
            Devnode node = kitchen.devnode(1);
            stage.machine().power().sleep(POWER_SYSTEM_SLEEPING3);
            kitchen.pullOut(1);
            assertThat(node.state()).isEqualTo(DevnodeState.STARTED);
            stage.machine().power().wake();
            stage.pnp().waitUntilIdle();
            assertThat(node.state()).isEqualTo(DevnodeState.DELETED);
        });
    }

    @Test
    void a_surprise_removed_toaster_with_an_open_handle_still_follows_the_machine(Machines machines) {
        play(machines, (stage, kitchen) -> {
            UserProcess program = stage.program();
            UserProcess.Handle handle = kitchen.open(program, 1).value();
            kitchen.pullOut(1);
            stage.pnp().waitUntilIdle();
            assertThat(stage.machine().power().sleep(POWER_SYSTEM_SLEEPING3)).isEqualTo(STATUS_SUCCESS);
            assertThat(kitchen.firstPowerIrp("sparkle", POWER_SYSTEM_SLEEPING3)).isPositive();
            stage.machine().power().wake();
            program.closeHandle(handle);
            stage.pnp().waitUntilIdle();
            assertThat(stage.machine().power().systemState()).isEqualTo(POWER_SYSTEM_WORKING);
        });
    }

    // Which PoRequestPowerIrp it is: toaster and bus ask for QUERY_POWER, both for D3, then the bus for D0, and the
    // toaster.
    private static final String D0_OF_THE_BUS = "PoRequestPowerIrp:5";
    private static final String D0_OF_THE_TOASTER = "PoRequestPowerIrp:6";

    /** A program writes to a toaster that was on when the machine fell asleep. */
    private static void writesAcrossASleep(String faults, BiConsumer<Kitchen, NtStatus> whenAllIsOver) {
        Scenario story = new Scenario("power", "power", "Power.", ToasterLab.lab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            UserProcess program = stage.program();
            UserProcess.Handle[] toaster = new UserProcess.Handle[1];
            NtStatus[] written = new NtStatus[1];
            Signal asleep = stage.signal("machine sleeps");
            Signal answered = stage.signal("write answered");
            stage.thread("user", () -> {
                kitchen.plugIn(1);
                toaster[0] = kitchen.handle(program, 1);
                stage.machine().power().sleep(POWER_SYSTEM_SLEEPING3);
                asleep.set();
                stage.machine().power().wake();
                answered.await();
                program.closeHandle(toaster[0]);
                stage.pnp().waitUntilIdle();
                whenAllIsOver.accept(kitchen, written[0]);
            });
            stage.thread("baker", () -> {
                asleep.await();
                written[0] = program.writeFile(toaster[0], new byte[] {1}).status();
                answered.set();
            });
        });
        Explorer.of(new ScenarioStory(story, RunOptions.seed(1).withFaults(faults)))
                .search(new PctSearch(3, 1))
                .mostRuns(200)
                .mustBeClean();
    }

    @Test
    void a_toaster_that_cannot_ask_for_d0_has_failed_and_so_has_what_waited_for_it() {
        writesAcrossASleep(D0_OF_THE_TOASTER, (kitchen, written) -> {
            assertThat(written).isEqualTo(STATUS_DEVICE_REMOVED);
            assertThat(kitchen.devnode(1).state()).isEqualTo(DevnodeState.REMOVED);
            assertThat(kitchen.devnode(1).problem()).isEqualTo(Problem.CM_PROB_FAILED_POST_START);
            assertThat(kitchen.bus().state()).isEqualTo(DevnodeState.STARTED);
        });
    }

    @Test
    void a_bus_that_cannot_ask_for_d0_has_failed_and_takes_its_toaster_along() {
        writesAcrossASleep(D0_OF_THE_BUS, (kitchen, written) -> {
            assertThat(written).isIn(STATUS_SUCCESS, STATUS_DEVICE_REMOVED); // the toaster may have come to D0 before
            assertThat(kitchen.devnode(1)).isNull();
            assertThat(kitchen.bus().state()).isEqualTo(DevnodeState.REMOVED);
            assertThat(kitchen.bus().problem()).isEqualTo(Problem.CM_PROB_FAILED_POST_START);
        });
    }

    @Test
    void a_toaster_that_was_never_switched_off_has_not_failed_when_it_cannot_ask_for_d0() {
        writesAcrossASleep("PoRequestPowerIrp", (kitchen, written) -> {
            assertThat(written).isEqualTo(STATUS_SUCCESS);
            assertThat(kitchen.devnode(1).state()).isEqualTo(DevnodeState.STARTED);
            assertThat(kitchen.bus().state()).isEqualTo(DevnodeState.STARTED);
        });
    }

    @Test
    void a_bus_keeps_one_wait_wake_in_its_parent_while_any_of_its_toasters_has_one(Machines machines) {
        Scenario story = new Scenario("wake", "wake", "Wake.", ToasterLab.wakingLab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            stage.thread("user", () -> {
                kitchen.plugIn(1);
                kitchen.plugIn(2);
                assertThat(kitchen.waitWakesOf("toasterbus")).isOne();
                assertThat(kitchen.waitWakesOf("toaster")).isEqualTo(2);
                // The first goes, which was the one that made the bus ask.
                stage.pnp().remove(kitchen.devnode(1), RemovalReason.REMOVE);
                assertThat(kitchen.waitWakesOf("toasterbus")).isOne();
                kitchen.pullOut(2);
                stage.pnp().waitUntilIdle();
                assertThat(kitchen.waitWakesOf("toasterbus")).isZero();
                assertThat(kitchen.waitWakesOf("toaster")).isZero();
            });
        });
        for (int seed = 1; seed <= 100; seed++) {
            ScenarioRun run = machines.play(story, RunOptions.seed(seed));
            assertThat(run.outcome().isClean())
                    .as("seed %s: %s", seed, run.outcome())
                    .isTrue();
        }
    }

    @Test
    void a_cancelled_removal_arms_the_lever_again(Machines machines) {
        Scenario story = new Scenario("wake", "wake", "Wake.", ToasterLab.wakingLab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            stage.thread("user", () -> {
                kitchen.plugIn(1);
                UserProcess program = stage.program();
                UserProcess.Handle handle = kitchen.open(program, 1).value();
                assertThat(stage.pnp()
                                .remove(kitchen.devnode(1), RemovalReason.REMOVE)
                                .isRemoved())
                        .isFalse();
                assertThat(kitchen.waitWakesOf("toaster")).isOne();
                assertThat(kitchen.waitWakesOf("toasterbus")).isOne();
                program.closeHandle(handle);
                stage.pnp().remove(kitchen.devnode(1), RemovalReason.REMOVE);
            });
        });
        ScenarioRun run = machines.play(story, RunOptions.seed(1));
        assertThat(run.outcome().isClean()).as("%s", run.outcome()).isTrue();
    }

    @Test
    void a_removal_that_never_ends_keeps_the_machine_from_sleeping_and_is_told_so() {
        // GIVEN a toaster whose driver has lost a share
        Scenario story = tale((stage, kitchen) -> {
            UserProcess program = stage.program();
            UserProcess.Handle handle = kitchen.open(program, 1).value();
            program.readFile(handle, new byte[0]);
            program.closeHandle(handle);
            kitchen.pullOut(1);
            stage.machine().kernel().currentThread().delay(10_000);
            // WHEN the machine is put to sleep while REMOVE_DEVICE waits for that share
            stage.machine().power().sleep(POWER_SYSTEM_SLEEPING3);
        });
        ScenarioRun run = ScenarioRunner.run(
                story,
                RunOptions.seed(1)
                        .replacing(
                                "toaster",
                                BrokenDrivers.named("leaks-on-error-path")
                                        .orElseThrow()
                                        .image()));
        // THEN the PnP worker is named, and what it waits for
        assertThat(run.outcome()).isInstanceOfSatisfying(Outcome.BugChecked.class, stopped -> {
            assertThat(stopped.bugCheck().code()).isEqualTo(BugCheckCode.DRIVER_POWER_STATE_FAILURE);
            assertThat(stopped.bugCheck().parameter(0)).isEqualTo("0x4");
            assertThat(stopped.bugCheck().parameter(2)).isEqualTo("pnp worker");
            assertThat(List.copyOf(stopped.bugCheck().facts("waits for")))
                    .anyMatch(line -> line.contains("removeLock"))
                    .anyMatch(line -> line.contains("IRP_MJ_READ"));
        });
    }
}
