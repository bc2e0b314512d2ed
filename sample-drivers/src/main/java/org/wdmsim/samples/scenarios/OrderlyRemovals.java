package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_CANCEL_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.Irp;
import org.wdmsim.io.Overlapped;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.samples.toaster.ToasterLab;

/** Everybody is asked before a device goes. */
final class OrderlyRemovals {
    private OrderlyRemovals() {}

    static Scenario orderlyRemoval() {
        return new Scenario(
                "orderly-removal",
                "a user asks for a toaster to be removed, and everybody agrees",
                "A program makes a toast and closes its handle. Then a user asks for the toaster to be removed. Each driver is"
                        + " asked (QUERY_REMOVE_DEVICE) and agrees; then each leaves (REMOVE_DEVICE). The toaster is still"
                        + " plugged in, so its PDO stays.",
                ToasterLab.lab(),
                OrderlyRemovals::playOrderly);
    }

    private static void playOrderly(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        byte[] toast = new byte[4];
        Signal plugged = stage.signal("toaster plugged in");
        Signal asked = stage.signal("toast asked for");
        Signal baked = stage.signal("bread written");
        Signal eaten = stage.signal("toast eaten");
        Devnode[] node = new Devnode[1];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            node[0] = kitchen.plugged(1);
            plugged.set();
            baked.await();
            eaten.await();
            result[0] = stage.pnp().remove(node[0], RemovalReason.REMOVE);
        });
        stage.thread("reader", () -> {
            UserProcess program = stage.program();
            plugged.await();
            UserProcess.Handle toaster = kitchen.handle(program, 1);
            Overlapped read = program.readFileOverlapped(toaster, toast);
            asked.set(); // a toast that pops up before somebody asks for it is nobody's
            read.await();
            program.closeHandle(toaster);
            eaten.set();
        });
        stage.thread("baker", () -> {
            UserProcess program = stage.program();
            asked.await();
            UserProcess.Handle toaster = kitchen.handle(program, 1);
            program.writeFile(toaster, new byte[] {'t', 'o', 's', 't'});
            program.closeHandle(toaster);
            baked.set();
        });
        stage.expect(
                "the toast was made",
                () -> new String(toast, java.nio.charset.StandardCharsets.US_ASCII).equals("tost"));
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect(
                "each driver was asked once",
                () -> kitchen.seen("sparkle", IRP_MN_QUERY_REMOVE_DEVICE) == 1
                        && kitchen.seen("toaster", IRP_MN_QUERY_REMOVE_DEVICE) == 1
                        && kitchen.seen("crumbtray", IRP_MN_QUERY_REMOVE_DEVICE) == 1);
        stage.expect(
                "each left once",
                () -> kitchen.seen("sparkle", IRP_MN_REMOVE_DEVICE) == 1
                        && kitchen.seen("toaster", IRP_MN_REMOVE_DEVICE) == 1
                        && kitchen.seen("crumbtray", IRP_MN_REMOVE_DEVICE) == 1);
        stage.expect("there was no surprise", () -> kitchen.seen("toaster", IRP_MN_SURPRISE_REMOVAL) == 0);
        stage.expect(
                "the devices were freed bottom up",
                () -> kitchen.freed("crumbtray") < kitchen.freed("toaster")
                        && kitchen.freed("toaster") < kitchen.freed("sparkle"));
        stage.expect("the devnode is Removed", () -> node[0].state() == DevnodeState.REMOVED);
        stage.expect("the PDO is alive and still reported", () -> !node[0].pdo().isFreed() && node[0].isReported());
    }

    static Scenario cancelledQueryRemove() {
        return new Scenario(
                "cancelled-query-remove",
                "a user asks for a toaster to be removed, but a program has it open",
                "A program holds a handle. Every driver agrees to the removal, but then the PnP manager finds the handle and"
                        + " refuses: CANCEL_REMOVE_DEVICE takes the question back, and the toaster works on.",
                ToasterLab.lab(),
                OrderlyRemovals::playCancelled);
    }

    private static void playCancelled(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        RemovalResult[] result = new RemovalResult[1];
        NtStatus[] seen = new NtStatus[2];
        Devnode[] node = new Devnode[1];
        stage.thread("user", () -> {
            UserProcess program = stage.program();
            kitchen.plugIn(1);
            node[0] = kitchen.plugged(1);
            UserProcess.Handle toaster = kitchen.handle(program, 1);
            result[0] = stage.pnp().remove(node[0], RemovalReason.REMOVE);
            seen[0] = program.writeFile(toaster, new byte[] {1}).status();
            program.closeHandle(toaster);
            var again = kitchen.open(program, 1);
            seen[1] = again.status();
            program.closeHandle(stage.need("opening the toaster again", again));
        });
        stage.expect(
                "the removal was refused because of the open handle (OutstandingOpen)",
                () -> result[0].veto() == VetoType.OUTSTANDING_OPEN);
        stage.expect(
                "each driver was asked, and then told to go on",
                () -> kitchen.seen("toaster", IRP_MN_QUERY_REMOVE_DEVICE) == 1
                        && kitchen.seen("toaster", IRP_MN_CANCEL_REMOVE_DEVICE) == 1
                        && kitchen.seen("sparkle", IRP_MN_CANCEL_REMOVE_DEVICE) == 1
                        && kitchen.seen("crumbtray", IRP_MN_CANCEL_REMOVE_DEVICE) == 1);
        stage.expect("nobody left", () -> kitchen.seen("toaster", IRP_MN_REMOVE_DEVICE) == 0);
        stage.expect("the handle worked on", () -> seen[0] == STATUS_SUCCESS);
        stage.expect("the toaster can be opened again", () -> seen[1] == STATUS_SUCCESS);
        stage.expect("the devnode is Started", () -> node[0].state() == DevnodeState.STARTED);
    }

    static Scenario busWithTwoChildren() {
        return new Scenario(
                "bus-removal",
                "a toaster bus is removed with two toasters on it",
                "A user asks for the bus to be removed. Both toasters are asked and leave before the bus does; the bus driver"
                        + " deletes their PDOs when it leaves itself.",
                ToasterLab.lab(),
                OrderlyRemovals::playBus);
    }

    private static void playBus(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        RemovalResult[] result = new RemovalResult[1];
        List<Devnode> toasters = new ArrayList<>();
        Devnode[] bus = new Devnode[1];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            kitchen.plugIn(2);
            toasters.add(kitchen.plugged(1));
            toasters.add(kitchen.plugged(2));
            bus[0] = kitchen.bus();
            result[0] = stage.pnp().remove(bus[0], RemovalReason.REMOVE);
        });
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect(
                "both toasters were asked before the bus",
                () -> kitchen.seen("toaster", IRP_MN_QUERY_REMOVE_DEVICE) == 2
                        && kitchen.firstSeen("toaster", IRP_MN_QUERY_REMOVE_DEVICE)
                                < kitchen.firstSeen("toasterbus", IRP_MN_QUERY_REMOVE_DEVICE));
        stage.expect(
                "both toasters left before the bus",
                () -> kitchen.seen("toaster", IRP_MN_REMOVE_DEVICE) == 2
                        && kitchen.freed("sparkle") < kitchen.freed("toasterbus"));
        stage.expect(
                "the toasters' PDOs are gone",
                () -> toasters.stream().allMatch(node -> node.pdo().isFreed() && node.state() == DevnodeState.DELETED));
        stage.expect(
                "the bus is Removed and its PDO stays",
                () -> bus[0].state() == DevnodeState.REMOVED && !bus[0].pdo().isFreed());
        stage.expect(
                "the toaster drivers were unloaded",
                () -> stage.machine().io().driver("toaster") == null
                        && stage.machine().io().driver("toasterbus") == null);
    }

    static Scenario racesAKernelClient() {
        return new Scenario(
                "removal-races-client",
                "a toaster is removed while another driver still sends it requests",
                "Another driver holds a pointer to the top of the stack, without a handle, and sends requests. An open handle"
                        + " would keep REMOVE_DEVICE away; a pointer does not. Only the remove locks keep the drivers"
                        + " there while a request is inside.",
                ToasterLab.lab(),
                OrderlyRemovals::playRace);
    }

    private static void playRace(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        Signal plugged = stage.signal("toaster plugged in");
        List<NtStatus> answers = new ArrayList<>();
        Devnode[] node = new Devnode[1];
        DeviceObject[] top = new DeviceObject[1];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("user", () -> {
            kitchen.plugIn(1);
            node[0] = kitchen.plugged(1);
            top[0] = node[0].pdo().attachedDeviceReference();
            plugged.set();
            result[0] = stage.pnp().remove(node[0], RemovalReason.REMOVE);
        });
        stage.thread("client", () -> {
            plugged.await();
            for (int i = 0; i < 3; i++) {
                answers.add(query(stage.machine().io(), top[0]));
            }
            top[0].dereference();
        });
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("the devnode is Removed", () -> node[0].state() == DevnodeState.REMOVED);
        stage.expect("every request was answered", () -> answers.size() == 3);
        stage.expect(
                "either by the bus driver, or because the device was leaving",
                () -> answers.stream()
                        .allMatch(status -> Kitchen.is(status, STATUS_NOT_SUPPORTED, STATUS_DELETE_PENDING)));
    }

    /** Sends a WMI request, as a driver does that knows only the device object. */
    private static NtStatus query(IoManager io, DeviceObject top) {
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.setStatus(STATUS_NOT_SUPPORTED);
        irp.nextLocation().set(IrpMajor.IRP_MJ_SYSTEM_CONTROL, IrpMinor.IRP_MN_QUERY_ALL_DATA, null);
        return io.sendAndWait(top, irp).status();
    }
}
