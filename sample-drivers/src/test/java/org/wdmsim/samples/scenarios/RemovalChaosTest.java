package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.toaster.ToasterBus.GUID_DEVINTERFACE_BUSENUM_TOASTER;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_PLUGIN_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_UNPLUG_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterFunction.GUID_DEVINTERFACE_TOASTER;

import java.util.List;
import java.util.Random;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KEvent;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.toaster.ToasterLab;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** Several people do to the sound drivers what they like, at the same time. The seed also decides what that is. */
class RemovalChaosTest {
    private static void assertClean(int seeds, ObjLongConsumer<Stage> play) {
        Lab lab = ToasterLab.lab();
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (long seed = 1; seed <= seeds; seed++) {
                long plan = seed;
                ScenarioRun run = ScenarioRunner.run(
                        new Scenario(
                                "chaos",
                                "a test",
                                "",
                                new Lab(lab.store(), lab.images(), List.of()),
                                stage -> play.accept(stage, plan)),
                        RunOptions.seed(seed).on(carrier).withWatchdog(null));
                assertThat(run.verdict())
                        .as("seed %s: %s, left over %s", seed, run.outcome(), run.leftovers())
                        .isEqualTo(ScenarioRun.Verdict.CLEAN);
            }
        }
    }

    @Test
    void a_bus_that_is_removed_while_programs_open_it_is_not_taken_from_under_a_handle() {
        assertClean(300, (stage, seed) -> {
            KEvent ready = KEvent.notification(stage.machine().kernel(), "ready");
            stage.thread("user", () -> {
                stage.pnp().waitUntilIdle();
                stage.pnp().plugIn(DeviceIds.of("root\\toasterbus"));
                stage.pnp().waitUntilIdle();
                // The children leave first: that is the time in which a late open can slip in.
                tellBus(stage, IOCTL_BUSENUM_PLUGIN_HARDWARE, 1);
                tellBus(stage, IOCTL_BUSENUM_PLUGIN_HARDWARE, 2);
                stage.pnp().waitUntilIdle();
                ready.set();
                for (int i = 0; i < 3; i++) {
                    stage.pnp().remove(stage.pnp().find(ToasterLab.BUS), RemovalReason.REMOVE);
                    stage.pnp().rescan(stage.pnp().root());
                }
            });
            for (String name : List.of("program 1", "program 2")) {
                stage.thread(name, () -> {
                    ready.waitFor(KEvent.FOREVER);
                    for (int i = 0; i < 6; i++) {
                        tellBus(stage, IOCTL_BUSENUM_UNPLUG_HARDWARE, 9);
                    }
                });
            }
        });
    }

    @Test
    void plugging_pulling_removing_disabling_and_opening_at_once_ends_well() {
        assertClean(300, RemovalChaosTest::everythingAtOnce);
    }

    private static void everythingAtOnce(Stage stage, long seed) {
        Random random = new Random(seed);
        KEvent ready = KEvent.notification(stage.machine().kernel(), "ready");
        int[] hand = random.ints(12, 0, 10).toArray();
        int[] user = random.ints(6, 0, 10).toArray();
        int[] reads = random.ints(5, 0, 4).toArray();
        stage.thread("hand", () -> hand(stage, hand, ready));
        stage.thread("user", () -> {
            ready.waitFor(KEvent.FOREVER);
            for (int act : user) {
                user(stage, act);
            }
        });
        for (int serial = 1; serial <= 2; serial++) {
            String link = Stage.interfaceName(ToasterLab.toaster(serial), GUID_DEVINTERFACE_TOASTER);
            stage.thread("reader" + serial, () -> {
                ready.waitFor(KEvent.FOREVER);
                for (int act : reads) {
                    useToaster(stage.program(), link, act == 0);
                }
            });
        }
    }

    private static void hand(Stage stage, int[] acts, KEvent ready) {
        DeviceIds bus = DeviceIds.of("root\\toasterbus");
        stage.pnp().waitUntilIdle();
        RootBus.Slot slot = stage.pnp().plugIn(bus);
        stage.pnp().waitUntilIdle();
        tellBus(stage, IOCTL_BUSENUM_PLUGIN_HARDWARE, 1);
        tellBus(stage, IOCTL_BUSENUM_PLUGIN_HARDWARE, 2);
        stage.pnp().waitUntilIdle();
        ready.set();
        for (int act : acts) {
            if (act < 3) {
                tellBus(stage, IOCTL_BUSENUM_UNPLUG_HARDWARE, 1 + act % 2);
            } else if (act < 7) {
                tellBus(stage, IOCTL_BUSENUM_PLUGIN_HARDWARE, 1 + act % 2);
            } else if (act == 7 && slot.isPresent()) {
                stage.pnp().pullOut(slot);
            } else if (act == 8 && !slot.isPresent()) {
                slot = stage.pnp().plugIn(bus);
            } else {
                stage.pnp().waitUntilIdle();
            }
        }
    }

    private static void user(Stage stage, int act) {
        Devnode bus = stage.pnp().find(ToasterLab.BUS);
        Devnode node = act % 3 == 2 ? bus : stage.pnp().find(ToasterLab.toaster(1 + act % 3));
        if (node == null || bus == null) {
            return;
        }
        if (act < 4) {
            stage.pnp().remove(node, RemovalReason.REMOVE);
        } else if (act < 6) {
            stage.pnp().remove(node, RemovalReason.DISABLE);
        } else if (act < 8) {
            stage.pnp().enable(node);
        } else {
            stage.pnp().rescan(bus);
        }
    }

    private static void useToaster(UserProcess program, String link, boolean emptyRead) {
        var toaster = program.createFile(link);
        if (toaster.isSuccess()) {
            program.writeFile(toaster.value(), new byte[1]);
            if (emptyRead) {
                program.readFile(toaster.value(), new byte[0]);
            }
            program.closeHandle(toaster.value());
        }
    }

    private static void tellBus(Stage stage, int code, int serial) {
        UserProcess program = stage.program();
        var bus = program.createFile(Stage.interfaceName(ToasterLab.BUS, GUID_DEVINTERFACE_BUSENUM_TOASTER));
        if (bus.isSuccess()) {
            program.deviceIoControl(bus.value(), code, new byte[] {(byte) serial}, new byte[0]);
            program.closeHandle(bus.value());
        }
    }
}
