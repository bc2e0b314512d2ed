package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_NOT_CONNECTED;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.samples.kettle.KettleFunction.GUID_DEVINTERFACE_KETTLE;

import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Overlapped;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.Hardware;
import org.wdmsim.ke.InterruptLine;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.samples.kettle.KettleLab;
import org.wdmsim.samples.kettle.KettleModel;

/** Water is boiled in a kettle, and the kettle interrupts. */
final class KettleStories {
    private static final byte[] BOILING = {100};
    private static final byte[] WARM = {40};

    private KettleStories() {}

    private static Hardware kettle(Stage stage, int number, InterruptLine line) {
        return KettleLab.kettle(stage.machine().kernel(), number, line);
    }

    private static InterruptLine line(Stage stage) {
        return KettleLab.line(stage.machine().kernel());
    }

    static Scenario boil() {
        return new Scenario(
                "kettle",
                "water is warmed, boiling is taken back, water is boiled, and the kettle is removed",
                "A program asks for warm water: StartIo tells the kettle, the kettle interrupts when the water is warm, and"
                        + " the DPC completes the request. Then two requests at once: the first to boil is cancelled, the"
                        + " second must get its turn. Then a user asks for the kettle to be removed.",
                KettleLab.lab(),
                KettleStories::playBoil);
    }

    private static void playBoil(Stage stage) {
        Workbench bench = new Workbench(stage);
        Hardware kettle = kettle(stage, 0, line(stage));
        NtStatus[] seen = new NtStatus[4];
        int[] temperature = new int[1];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("user", () -> {
            RootBus.Slot slot = bench.plugIn(KettleLab.KETTLE, KettleLab.ports(0));
            UserProcess program = stage.program();
            UserProcess.Handle handle = bench.handle(program, slot, GUID_DEVINTERFACE_KETTLE);
            seen[0] = program.writeFile(handle, WARM).status();
            UserProcess.Handle hasty = bench.handle(program, slot, GUID_DEVINTERFACE_KETTLE);
            Overlapped takenBack = program.writeFileOverlapped(hasty, BOILING);
            Overlapped patient = program.writeFileOverlapped(handle, BOILING);
            program.cancelIo(hasty);
            seen[1] = takenBack.await().status();
            seen[2] = patient.await().status();
            temperature[0] = kettle.readRegister(KettleModel.TEMPERATURE);
            seen[3] = program.writeFile(handle, new byte[2]).status();
            program.closeHandle(hasty);
            program.closeHandle(handle);
            result[0] = stage.pnp().remove(bench.devnode(slot), RemovalReason.REMOVE);
        });
        stage.expect("the water became warm", () -> seen[0] == STATUS_SUCCESS);
        stage.expect(
                "the request that was taken back was cancelled, or faster",
                () -> Kitchen.is(seen[1], STATUS_CANCELLED, STATUS_SUCCESS));
        stage.expect(
                "the one behind it got boiling water", () -> seen[2] == STATUS_SUCCESS && temperature[0] == BOILING[0]);
        stage.expect("a write of two bytes was refused", () -> seen[3] == STATUS_INVALID_PARAMETER);
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("the driver's device left", () -> bench.isFreed("kettle"));
        stage.expect("the kettle's line is at rest", () -> !kettle.line().isAsserted());
    }

    static Scenario pulledOut() {
        return new Scenario(
                "kettle-pulled-out",
                "a kettle is pulled out while one request boils, one waits, and one of them is cancelled",
                "A program asks for hot water three times without waiting, and takes the first request back. Meanwhile"
                        + " somebody pulls the kettle out: its registers read as ones, and no interrupt will come. Each"
                        + " request is ended by the interrupt, the cancellation or the departure; exactly one of them.",
                KettleLab.lab(),
                KettleStories::playPulledOut);
    }

    private static void playPulledOut(Stage stage) {
        Workbench bench = new Workbench(stage);
        Hardware kettle = kettle(stage, 0, line(stage));
        UserProcess program = stage.program();
        UserProcess.Handle[] handles = new UserProcess.Handle[2];
        NtStatus[] ends = new NtStatus[3];
        Signal opened = stage.signal("kettle opened");
        stage.thread("hand", () -> {
            RootBus.Slot slot = bench.plugIn(KettleLab.KETTLE, KettleLab.ports(0));
            for (int i = 0; i < handles.length; i++) {
                handles[i] = bench.handle(program, slot, GUID_DEVINTERFACE_KETTLE);
            }
            opened.set();
            bench.sleep(390); // the water is nearly warm
            kettle.unplug();
            stage.pnp().pullOut(slot);
        });
        stage.thread("cook", () -> {
            opened.await();
            List<Overlapped> requests = List.of(
                    program.writeFileOverlapped(handles[0], WARM),
                    program.writeFileOverlapped(handles[1], BOILING),
                    program.writeFileOverlapped(handles[1], BOILING));
            program.cancelIo(handles[0]);
            for (int i = 0; i < ends.length; i++) {
                ends[i] = requests.get(i).await().status();
            }
            program.closeHandle(handles[0]);
            program.closeHandle(handles[1]);
        });
        stage.expect(
                "the first request boiled, was cancelled, or heard that the kettle is gone",
                () -> Kitchen.is(ends[0], STATUS_SUCCESS, STATUS_CANCELLED, STATUS_DEVICE_NOT_CONNECTED));
        stage.expect(
                "the others boiled or heard that the kettle is gone",
                () -> Kitchen.is(ends[1], STATUS_SUCCESS, STATUS_DEVICE_NOT_CONNECTED)
                        && Kitchen.is(ends[2], STATUS_SUCCESS, STATUS_DEVICE_NOT_CONNECTED));
        stage.expect(
                "the driver saw SURPRISE_REMOVAL and REMOVE_DEVICE once",
                () -> bench.seen("kettle", IRP_MN_SURPRISE_REMOVAL) == 1
                        && bench.seen("kettle", IRP_MN_REMOVE_DEVICE) == 1);
        stage.expect("the driver's device left", () -> bench.isFreed("kettle"));
    }

    static Scenario sharedLine() {
        return new Scenario(
                "kettles-share-a-line",
                "two kettles share an interrupt line, and one is removed while the other boils",
                "Both kettles interrupt over the same wire. The service routine of each is asked for every interrupt and must"
                        + " say whether it was its own kettle. Then one is removed, and the other interrupts again: the"
                        + " routine of the first must be asked no more.",
                KettleLab.lab(),
                KettleStories::playSharedLine);
    }

    private static void playSharedLine(Stage stage) {
        Workbench bench = new Workbench(stage);
        InterruptLine line = line(stage);
        kettle(stage, 0, line);
        kettle(stage, 1, line);
        RootBus.Slot[] slots = new RootBus.Slot[2];
        NtStatus[] seen = new NtStatus[3];
        RemovalResult[] result = new RemovalResult[1];
        Signal plugged = stage.signal("kettles plugged in");
        Signal removed = stage.signal("first kettle removed");
        stage.thread("user", () -> {
            slots[0] = bench.plugIn(KettleLab.KETTLE, KettleLab.ports(0));
            slots[1] = bench.plugIn(KettleLab.KETTLE, KettleLab.ports(1));
            plugged.set();
            UserProcess program = stage.program();
            UserProcess.Handle first = bench.handle(program, slots[0], GUID_DEVINTERFACE_KETTLE);
            seen[0] = program.writeFile(first, WARM).status();
            program.closeHandle(first);
            result[0] = stage.pnp().remove(bench.devnode(slots[0]), RemovalReason.REMOVE);
            removed.set();
        });
        stage.thread("cook", () -> {
            plugged.await();
            UserProcess program = stage.program();
            UserProcess.Handle second = bench.handle(program, slots[1], GUID_DEVINTERFACE_KETTLE);
            seen[1] = program.writeFile(second, WARM).status();
            removed.await();
            seen[2] = program.writeFile(second, BOILING).status();
            program.closeHandle(second);
        });
        stage.expect("the first kettle's water became warm", () -> seen[0] == STATUS_SUCCESS);
        stage.expect(
                "the second kettle's water became warm, and boiled when it was alone",
                () -> seen[1] == STATUS_SUCCESS && seen[2] == STATUS_SUCCESS);
        stage.expect("the first kettle left", () -> result[0].isRemoved());
        stage.expect("the second is still there", () -> stage.pnp().find(slots[1].instancePath()) != null);
        stage.expect("the line is at rest", () -> !line.isAsserted());
    }
}
