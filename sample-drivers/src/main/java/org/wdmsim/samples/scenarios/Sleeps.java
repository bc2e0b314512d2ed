package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_WORKING;

import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.po.PowerManager;
import org.wdmsim.samples.toaster.ToasterLab;

/** The machine sleeps, and wakes again. */
final class Sleeps {
    private Sleeps() {}

    static Scenario sleepAndWake() {
        return new Scenario(
                "sleep-and-wake",
                "the machine sleeps and wakes while a program uses a toaster",
                "Somebody puts the machine to sleep and wakes it again. The toaster is switched off before its bus and on"
                        + " after it. A program goes on writing; what comes while the toaster is off waits in its driver,"
                        + " and no write fails.",
                ToasterLab.lab(),
                Sleeps::playSleep);
    }

    private static void playSleep(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        PowerManager power = stage.machine().power();
        Signal plugged = stage.signal("toaster plugged in");
        NtStatus[] seen = new NtStatus[5];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            plugged.set();
            seen[3] = power.sleep(POWER_SYSTEM_SLEEPING3);
            seen[4] = power.wake();
        });
        stage.thread("baker", () -> {
            UserProcess program = stage.program();
            plugged.await();
            UserProcess.Handle toaster = kitchen.handle(program, 1);
            for (int i = 0; i < 3; i++) {
                seen[i] = program.writeFile(toaster, new byte[] {1}).status();
            }
            program.closeHandle(toaster);
        });
        stage.expect("every driver agreed to sleep", () -> seen[3] == STATUS_SUCCESS && seen[4] == STATUS_SUCCESS);
        stage.expect(
                "no write failed",
                () -> seen[0] == STATUS_SUCCESS && seen[1] == STATUS_SUCCESS && seen[2] == STATUS_SUCCESS);
        stage.expect(
                "the toaster went to sleep before its bus",
                () -> kitchen.firstPowerIrp("sparkle", POWER_DEVICE_D3)
                        < kitchen.firstPowerIrp("toasterbus", POWER_DEVICE_D3));
        stage.expect(
                "and was told of the waking after it",
                () -> kitchen.firstPowerIrp("sparkle", POWER_SYSTEM_WORKING)
                        > kitchen.firstPowerIrp("toasterbus", POWER_SYSTEM_WORKING));
        stage.expect("the machine works", () -> power.systemState() == POWER_SYSTEM_WORKING);
        stage.expect(
                "the toaster is on, and so is its slot",
                () -> kitchen.devnode(1) != null // gone with its bus, when PoRequestPowerIrp was made to fail
                        && kitchen.devnode(1).pdo().stack().stream()
                                        .map(power::stateOf)
                                        .filter(state -> state == POWER_DEVICE_D0)
                                        .count()
                                == 2);
        stage.expect("no power IRP is under way", () -> power.requests().isEmpty());
    }

    static Scenario removalRacesPowerUp() {
        return new Scenario(
                "removal-races-power-up",
                "a toaster is removed while it is being switched on",
                "The machine wakes. The function driver lets the machine go on and asks for D0; before D0 has been through"
                        + " the stack, a user asks for the toaster to be removed. Each driver that still has something to do"
                        + " for D0 holds a share of its remove lock, and REMOVE_DEVICE waits.",
                ToasterLab.lab(),
                Sleeps::playRace);
    }

    private static void playRace(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        PowerManager power = stage.machine().power();
        Devnode[] node = new Devnode[1];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            node[0] = kitchen.plugged(1);
            power.sleep(POWER_SYSTEM_SLEEPING3);
            power.wake();
            result[0] = stage.pnp().remove(node[0], RemovalReason.REMOVE);
        });
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("the devnode is Removed", () -> node[0].state() == DevnodeState.REMOVED);
        stage.expect("the slot is off", () -> power.stateOf(node[0].pdo()) == POWER_DEVICE_D3);
        stage.expect("no power IRP is under way", () -> power.requests().isEmpty());
    }

    static Scenario toasterWakesTheMachine() {
        return new Scenario(
                "toaster-wakes-machine",
                "somebody presses a toaster's lever, and the machine wakes",
                "The function driver keeps a WAIT_WAKE in the bus driver. The machine sleeps. Somebody presses the lever. The"
                        + " signal ends the WAIT_WAKE that the bus has in its own parent; the bus driver finds out whose lever"
                        + " it was and completes that toaster's; the machine wakes, and both send new ones.",
                ToasterLab.wakingLab(),
                Sleeps::playLever);
    }

    private static void playLever(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        PowerManager power = stage.machine().power();
        Signal sleeps = stage.signal("machine sleeps");
        Signal armedAgain = stage.signal("lever let go");
        Devnode[] node = new Devnode[1];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            node[0] = kitchen.started(1);
            boolean canWake = kitchen.canWake(1); // not when PoRequestPowerIrp was made to fail
            if (canWake) {
                power.sleep(POWER_SYSTEM_SLEEPING3);
            }
            sleeps.set();
            if (canWake) {
                power.awaitWakeSignal();
                power.wake();
            }
            // A removal that came earlier would end the first WAIT_WAKE, and there would be no second.
            armedAgain.await();
            stage.pnp().remove(node[0], RemovalReason.REMOVE);
        });
        stage.thread("hand", () -> {
            sleeps.await();
            kitchen.pressLever(1);
            armedAgain.set();
        });
        stage.expect(
                "the first WAIT_WAKE ended with the lever, and the second with the removal",
                () -> kitchen.endsOfWaitWakes("toaster").equals(List.of(STATUS_SUCCESS, STATUS_CANCELLED)));
        stage.expect(
                "so did the WAIT_WAKEs of the bus",
                () -> kitchen.endsOfWaitWakes("toasterbus").equals(List.of(STATUS_SUCCESS, STATUS_CANCELLED)));
        stage.expect("the devnode is Removed", () -> node[0].state() == DevnodeState.REMOVED);
        stage.expect("no power IRP is under way", () -> power.requests().isEmpty());
    }

    static Scenario waitWakeAndRemoval() {
        return new Scenario(
                "wait-wake-removal",
                "a toaster that could wake the machine is pulled out while its lever is pressed",
                "The function driver keeps a WAIT_WAKE in the bus driver, with a share of its remove lock. When the toaster is"
                        + " pulled out it must be cancelled, or REMOVE_DEVICE would wait for it; and somebody presses the"
                        + " lever at the same moment.",
                ToasterLab.wakingLab(),
                Sleeps::playPullOut);
    }

    private static void playPullOut(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        PowerManager power = stage.machine().power();
        Signal plugged = stage.signal("toaster plugged in");
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            plugged.set();
            kitchen.pullOut(1);
        });
        stage.thread("hand", () -> {
            plugged.await();
            kitchen.pressLever(1);
        });
        stage.expect("the toaster's devnode has left the tree", () -> kitchen.devnode(1) == null);
        stage.expect(
                "every WAIT_WAKE has ended: the last was cancelled, or the lever came first",
                () -> !kitchen.endsOfWaitWakes("toaster").isEmpty());
        stage.expect("no power IRP is under way", () -> power.requests().isEmpty());
    }
}
