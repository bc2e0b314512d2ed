package org.wdmsim.samples.scenarios;

import java.util.List;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;

/** What the people do in stories about devices that stand on the root bus. */
final class Workbench {
    private final Stage stage;
    private final Kitchen kitchen;

    Workbench(Stage stage) {
        this.stage = stage;
        this.kitchen = new Kitchen(stage);
    }

    /** Plugs a device in and waits until it is started. */
    RootBus.Slot plugIn(DeviceIds ids, Resource... resources) {
        stage.pnp().waitUntilIdle();
        RootBus.Slot slot = stage.pnp().plugIn(ids, List.of(resources));
        stage.pnp().waitUntilIdle();
        return slot;
    }

    /** Opens a device that must be there, by its interface. */
    UserProcess.Handle handle(UserProcess program, RootBus.Slot slot, String interfaceClass) {
        return stage.need(
                "opening " + slot.instancePath(),
                program.createFile(Stage.interfaceName(slot.instancePath(), interfaceClass)));
    }

    /** The devnode of a slot that must be in the tree. */
    Devnode devnode(RootBus.Slot slot) {
        return stage.need(slot.instancePath() + " in the tree", stage.pnp().find(slot.instancePath()));
    }

    /** Sleep: lets time pass for the calling thread. */
    void sleep(long milliseconds) {
        stage.machine().kernel().currentThread().delay(milliseconds * KernelOptions.TICKS_PER_MILLISECOND);
    }

    IoManager io() {
        return stage.machine().io();
    }

    /** How often a driver's dispatch routine was entered with this minor. */
    long seen(String driver, IrpMinor minor) {
        return kitchen.seen(driver, minor);
    }

    /** A device of this driver was freed. */
    boolean isFreed(String driver) {
        return kitchen.freed(driver) > 0;
    }
}
