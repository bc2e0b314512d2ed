package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_REMOVED;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;

import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.toaster.ToasterLab;

/** A toaster is pulled out, and nobody was asked. */
final class SurpriseRemovals {
    private SurpriseRemovals() {}

    static Scenario idle() {
        return new Scenario(
                "surprise-removal-idle",
                "a toaster is pulled out that nobody uses",
                "Somebody plugs a toaster in and pulls it out again. Each driver of the stack gets SURPRISE_REMOVAL and then"
                        + " REMOVE_DEVICE; nobody is asked first.",
                ToasterLab.lab(),
                SurpriseRemovals::playIdle);
    }

    private static void playIdle(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        stage.thread("hand", () -> {
            kitchen.plugIn(1);
            kitchen.pullOut(1);
        });
        expectGone(stage, kitchen);
    }

    private static void expectGone(Stage stage, Kitchen kitchen) {
        stage.expect("the toaster's devnode has left the tree", () -> kitchen.devnode(1) == null);
        stage.expect(
                "no driver was asked (QUERY_REMOVE_DEVICE)",
                () -> kitchen.seen("toaster", IRP_MN_QUERY_REMOVE_DEVICE) == 0);
        stage.expect(
                "the function driver saw SURPRISE_REMOVAL once",
                () -> kitchen.seen("toaster", IRP_MN_SURPRISE_REMOVAL) == 1);
        stage.expect(
                "and then REMOVE_DEVICE once",
                () -> kitchen.seen("toaster", IRP_MN_REMOVE_DEVICE) == 1
                        && kitchen.firstSeen("toaster", IRP_MN_REMOVE_DEVICE)
                                > kitchen.firstSeen("toaster", IRP_MN_SURPRISE_REMOVAL));
        stage.expect(
                "the devices were freed bottom up, the PDO last",
                () -> kitchen.freed("crumbtray") < kitchen.freed("toaster")
                        && kitchen.freed("toaster") < kitchen.freed("sparkle")
                        && kitchen.freed("sparkle") < kitchen.freed("pdo"));
    }

    static Scenario underARead() {
        return new Scenario(
                "surprise-removal",
                "a toaster is pulled out while a program waits for its toast",
                "A program opens a toaster and reads; the read waits in the function driver's queue. Somebody pulls the"
                        + " toaster out. SURPRISE_REMOVAL ends the read; REMOVE_DEVICE comes only after the program has"
                        + " closed its handle.",
                ToasterLab.lab(),
                SurpriseRemovals::playUnderARead);
    }

    private static void playUnderARead(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        Signal plugged = stage.signal("toaster plugged in");
        Signal opened = stage.signal("toaster opened");
        NtStatus[] seen = new NtStatus[4];
        stage.thread("hand", () -> {
            kitchen.plugIn(1);
            plugged.set();
            opened.await();
            kitchen.pullOut(1);
        });
        stage.thread("reader", () -> {
            UserProcess program = stage.program();
            plugged.await();
            UserProcess.Handle toaster = kitchen.handle(program, 1);
            seen[0] = program.readFile(toaster, new byte[0]).status();
            opened.set();
            seen[1] = program.readFile(toaster, new byte[16]).status();
            seen[2] = kitchen.open(program, 1).status();
            seen[3] = program.closeHandle(toaster);
        });
        stage.expect("a read of no bytes was refused", () -> seen[0] == STATUS_INVALID_PARAMETER);
        stage.expect("the waiting read ended with STATUS_DEVICE_REMOVED", () -> seen[1] == STATUS_DEVICE_REMOVED);
        stage.expect(
                "a second open was refused",
                () -> Kitchen.is(seen[2], STATUS_NO_SUCH_DEVICE, STATUS_OBJECT_NAME_NOT_FOUND));
        stage.expect(
                "REMOVE_DEVICE came after the last close",
                () -> kitchen.firstSeen("toaster", IRP_MN_REMOVE_DEVICE) > kitchen.lastClose(1));
        expectGone(stage, kitchen);
    }

    static Scenario underTwoReads() {
        return new Scenario(
                "surprise-removal-two-reads",
                "a toaster is pulled out while two threads read, or are about to",
                "Two threads read, each with a handle of its own, while somebody pulls the toaster out. A read that waits in"
                        + " the function driver's queue is ended by SURPRISE_REMOVAL; one that comes later is refused."
                        + " REMOVE_DEVICE comes only after both have closed their handles.",
                ToasterLab.lab(),
                SurpriseRemovals::playUnderTwoReads);
    }

    private static void playUnderTwoReads(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        UserProcess[] programs = {stage.program(), stage.program()};
        UserProcess.Handle[] toasters = new UserProcess.Handle[2];
        NtStatus[] seen = new NtStatus[2];
        stage.prepare("plug in", () -> kitchen.tellPlugIn(1));
        stage.prepare("open twice", () -> {
            toasters[0] = kitchen.handle(programs[0], 1);
            toasters[1] = kitchen.handle(programs[1], 1);
        });
        stage.thread("hand", () -> kitchen.pullOut(1));
        for (int i = 0; i < 2; i++) {
            int mine = i;
            stage.thread("reader " + (i + 1), () -> {
                seen[mine] =
                        programs[mine].readFile(toasters[mine], new byte[16]).status();
                programs[mine].closeHandle(toasters[mine]);
            });
        }
        stage.expect(
                "both reads ended with STATUS_DEVICE_REMOVED",
                () -> seen[0] == STATUS_DEVICE_REMOVED && seen[1] == STATUS_DEVICE_REMOVED);
        stage.expect(
                "REMOVE_DEVICE came after the last close",
                () -> kitchen.firstSeen("toaster", IRP_MN_REMOVE_DEVICE) > kitchen.lastClose(1));
        expectGone(stage, kitchen);
    }

    static Scenario replugWhileOpen() {
        return new Scenario(
                "replug-while-open",
                "a toaster comes back while a program still holds a handle to the old one",
                "A program holds a handle. Somebody pulls the toaster out and plugs the same unit in again. The bus makes a"
                        + " new PDO: old and new live side by side until the program closes its handle.",
                ToasterLab.lab(),
                SurpriseRemovals::playReplug);
    }

    private static void playReplug(Stage stage) {
        Kitchen kitchen = new Kitchen(stage);
        NtStatus[] seen = new NtStatus[3];
        Devnode[] node = new Devnode[2];
        boolean[] sideBySide = new boolean[1];
        String secondPath = ToasterLab.toaster(1) + "_1";
        stage.thread("user", () -> {
            UserProcess program = stage.program();
            kitchen.plugIn(1);
            node[0] = kitchen.plugged(1);
            UserProcess.Handle old = kitchen.handle(program, 1);
            kitchen.pullOut(1);
            kitchen.plugIn(1);
            node[1] = stage.need("devnode " + secondPath, stage.pnp().find(secondPath));
            sideBySide[0] = node[1] != null && !node[0].pdo().isFreed();
            NtResult<UserProcess.Handle> fresh = kitchen.open(program, secondPath);
            seen[0] = program.writeFile(old, new byte[] {1}).status();
            seen[1] = fresh.isSuccess()
                    ? program.writeFile(fresh.value(), new byte[] {1}).status()
                    : fresh.status();
            program.closeHandle(old);
            stage.pnp().waitUntilIdle();
            if (fresh.isSuccess()) {
                program.closeHandle(fresh.value());
            }
        });
        stage.expect("old and new PDO lived side by side", () -> sideBySide[0]);
        stage.expect("the new one is another PDO", () -> node[0].pdo() != node[1].pdo());
        stage.expect("a write to the old one failed", () -> seen[0] == STATUS_DEVICE_REMOVED);
        stage.expect("a write to the new one succeeded", () -> seen[1] == NtStatus.STATUS_SUCCESS);
        stage.expect(
                "the old PDO was freed after the last close",
                () -> node[0].pdo().isFreed());
        stage.expect("the new toaster is still started", () -> stage.pnp().find(secondPath) == node[1]);
    }
}
