package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.samples.mailbox.MailboxFunction.GUID_DEVINTERFACE_MAILBOX;

import java.util.Arrays;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.IoStatusBlock;
import org.wdmsim.io.Overlapped;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.samples.mailbox.MailboxLab;

/** Reads wait in a mailbox. */
final class MailboxStories {
    private static final byte[] LETTER = {7, 7, 7};

    private MailboxStories() {}

    static Scenario letter() {
        return new Scenario(
                "mailbox",
                "a read waits for a letter, another for nothing, and the mailbox is removed",
                "A program reads from a mailbox and waits. Another one writes a letter, which ends the read. The first reads"
                        + " again; nobody writes, and its handle is closed by another thread: CLEANUP cancels the read. Then"
                        + " a user asks for the mailbox to be removed.",
                MailboxLab.lab(),
                MailboxStories::playLetter);
    }

    private static void playLetter(Stage stage) {
        Workbench bench = new Workbench(stage);
        UserProcess reader = stage.program();
        UserProcess.Handle[] handle = new UserProcess.Handle[1];
        RootBus.Slot[] slot = new RootBus.Slot[1];
        byte[] received = new byte[3];
        NtStatus[] seen = new NtStatus[2];
        RemovalResult[] result = new RemovalResult[1];
        Signal plugged = stage.signal("mailbox opened");
        Signal asked = stage.signal("letter waited for");
        Signal waits = stage.signal("second read waits");
        Signal over = stage.signal("reads over");
        Signal posted = stage.signal("letter posted");
        stage.thread("user", () -> {
            slot[0] = bench.plugIn(MailboxLab.MAILBOX);
            handle[0] = bench.handle(reader, slot[0], GUID_DEVINTERFACE_MAILBOX);
            plugged.set();
            waits.await();
            reader.closeHandle(handle[0]);
            over.await();
            posted.await(); // an open handle would keep the mailbox from being removed
            result[0] = stage.pnp().remove(bench.devnode(slot[0]), RemovalReason.REMOVE);
        });
        stage.thread("reader", () -> {
            plugged.await();
            Overlapped first = reader.readFileOverlapped(handle[0], received);
            asked.set();
            seen[0] = first.await().status();
            Overlapped second = reader.readFileOverlapped(handle[0], new byte[3]);
            waits.set(); // a read that is still on its way when CLEANUP passes would not be cancelled by it
            seen[1] = second.await().status();
            over.set();
        });
        stage.thread("writer", () -> {
            asked.await();
            UserProcess writer = stage.program();
            UserProcess.Handle own = bench.handle(writer, slot[0], GUID_DEVINTERFACE_MAILBOX);
            writer.writeFile(own, LETTER);
            writer.closeHandle(own);
            posted.set();
        });
        stage.expect("the letter arrived", () -> seen[0] == STATUS_SUCCESS && Arrays.equals(received, LETTER));
        stage.expect("the read of the closed handle was cancelled", () -> seen[1] == STATUS_CANCELLED);
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("the mailbox left", () -> bench.isFreed("mailbox"));
    }

    static Scenario pulledOut() {
        return new Scenario(
                "mailbox-pulled-out",
                "a mailbox is pulled out while reads wait, and one of them is cancelled",
                "Two programs read from a mailbox, again and again. Somebody cancels the reads of the first and somebody pulls"
                        + " the mailbox out. Each read has three who may end it; exactly one does. A read that comes too"
                        + " late is refused by the queue's gate.",
                MailboxLab.lab(),
                MailboxStories::playPulledOut);
    }

    private static void playPulledOut(Stage stage) {
        Workbench bench = new Workbench(stage);
        UserProcess[] programs = {stage.program(), stage.program()};
        UserProcess.Handle[] handles = new UserProcess.Handle[2];
        IoStatusBlock[] last = new IoStatusBlock[2];
        Signal opened = stage.signal("mailbox opened");
        stage.thread("hand", () -> {
            RootBus.Slot slot = bench.plugIn(MailboxLab.MAILBOX);
            for (int i = 0; i < handles.length; i++) {
                handles[i] = bench.handle(programs[i], slot, GUID_DEVINTERFACE_MAILBOX);
            }
            opened.set();
            stage.pnp().pullOut(slot);
        });
        stage.thread("canceller", () -> {
            opened.await();
            programs[0].cancelIo(handles[0]);
        });
        for (int i = 0; i < handles.length; i++) {
            int me = i;
            stage.thread("reader " + (i + 1), () -> {
                opened.await();
                do {
                    last[me] = programs[me].readFile(handles[me], new byte[3]);
                } while (last[me].status() == STATUS_CANCELLED);
                programs[me].closeHandle(handles[me]);
            });
        }
        stage.expect(
                "in the end both heard that the mailbox is leaving",
                () -> last[0].status() == STATUS_DELETE_PENDING && last[1].status() == STATUS_DELETE_PENDING);
        stage.expect(
                "the driver saw SURPRISE_REMOVAL and REMOVE_DEVICE once",
                () -> bench.seen("mailbox", IRP_MN_SURPRISE_REMOVAL) == 1
                        && bench.seen("mailbox", IRP_MN_REMOVE_DEVICE) == 1);
        stage.expect("the mailbox left", () -> bench.isFreed("mailbox"));
    }
}
