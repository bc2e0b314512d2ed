package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.ke.KernelOptions.TICKS_PER_MILLISECOND;
import static org.wdmsim.samples.mailbox.MailboxFunction.GUID_DEVINTERFACE_MAILBOX;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.Overlapped;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.eggtimer.EggTimerFilter;
import org.wdmsim.samples.eggtimer.EggTimerLab;
import org.wdmsim.samples.mailbox.MailboxLab;

/** Requests are kept by a timer on their way to a mailbox. */
final class EggTimerStories {
    private static final byte[] LETTER = {7, 7, 7};
    private static final long BOILING_MILLISECONDS = EggTimerFilter.BOILING_TICKS / TICKS_PER_MILLISECOND;

    private EggTimerStories() {}

    static Scenario letter() {
        return new Scenario(
                "egg-timer",
                "a filter keeps each request for two seconds, and the device is removed",
                "An egg timer stands on a mailbox. A program reads and writes at once; the filter pends both, its timer rings,"
                        + " a work item passes them on, and they meet in the mailbox. Then a user asks for the mailbox to be"
                        + " removed.",
                EggTimerLab.lab(),
                EggTimerStories::playLetter);
    }

    private static void playLetter(Stage stage) {
        Workbench bench = new Workbench(stage);
        byte[] received = new byte[3];
        NtStatus[] seen = new NtStatus[1];
        long[] took = new long[1];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("user", () -> {
            RootBus.Slot slot = bench.plugIn(MailboxLab.MAILBOX);
            UserProcess program = stage.program();
            UserProcess.Handle handle = bench.handle(program, slot, GUID_DEVINTERFACE_MAILBOX);
            long before = stage.machine().kernel().now();
            Overlapped read = program.readFileOverlapped(handle, received);
            do {
                program.writeFile(handle, LETTER); // again, if it has overtaken the read
            } while (!read.isDone());
            seen[0] = read.await().status();
            took[0] = stage.machine().kernel().now() - before;
            program.closeHandle(handle);
            result[0] = stage.pnp().remove(bench.devnode(slot), RemovalReason.REMOVE);
        });
        stage.expect(
                "the letter arrived, and not before the egg was done",
                () -> seen[0] == STATUS_SUCCESS && received[0] == LETTER[0] && took[0] >= EggTimerFilter.BOILING_TICKS);
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("both drivers left", () -> bench.isFreed("eggtimer") && bench.isFreed("mailbox"));
    }

    static Scenario pulledOut() {
        return new Scenario(
                "egg-timer-pulled-out",
                "a device is pulled out while a filter's timers run for its requests",
                "A program has two reads and a write under way, and takes one read back. Somebody pulls the mailbox out. The"
                        + " filter takes back the timers it can and ends their requests; what comes later it refuses.",
                EggTimerLab.lab(),
                EggTimerStories::playPulledOut);
    }

    private static void playPulledOut(Stage stage) {
        Workbench bench = new Workbench(stage);
        UserProcess program = stage.program();
        UserProcess.Handle[] handles = new UserProcess.Handle[2];
        NtStatus[] ends = new NtStatus[3];
        Signal opened = stage.signal("mailbox opened");
        stage.thread("hand", () -> {
            RootBus.Slot slot = bench.plugIn(MailboxLab.MAILBOX);
            for (int i = 0; i < handles.length; i++) {
                handles[i] = bench.handle(program, slot, GUID_DEVINTERFACE_MAILBOX);
            }
            opened.set();
            stage.pnp().pullOut(slot);
        });
        stage.thread("reader", () -> {
            opened.await();
            List<Overlapped> requests = List.of(
                    program.readFileOverlapped(handles[0], new byte[3]),
                    program.readFileOverlapped(handles[1], new byte[3]),
                    program.writeFileOverlapped(handles[1], LETTER));
            program.cancelIo(handles[0]);
            for (int i = 0; i < ends.length; i++) {
                ends[i] = requests.get(i).await().status();
            }
            program.closeHandle(handles[0]);
            program.closeHandle(handles[1]);
        });
        stage.expect(
                "each request ended as something that happened to it",
                () -> Kitchen.is(ends[0], STATUS_SUCCESS, STATUS_CANCELLED, STATUS_DELETE_PENDING)
                        && Kitchen.is(ends[1], STATUS_SUCCESS, STATUS_DELETE_PENDING)
                        && Kitchen.is(ends[2], STATUS_SUCCESS, STATUS_DELETE_PENDING));
        stage.expect(
                "the filter saw SURPRISE_REMOVAL and REMOVE_DEVICE once",
                () -> bench.seen("eggtimer", IRP_MN_SURPRISE_REMOVAL) == 1
                        && bench.seen("eggtimer", IRP_MN_REMOVE_DEVICE) == 1);
        stage.expect("both drivers left", () -> bench.isFreed("eggtimer") && bench.isFreed("mailbox"));
    }

    static Scenario racesAKernelClient() {
        return new Scenario(
                "egg-timer-races-client",
                "a device is removed while a filter's timer runs for another driver's request",
                "Another driver holds a pointer to the top of the stack, without a handle, and writes. REMOVE_DEVICE meets"
                        + " the request in the timer, in the DPC, in the work item or below; whatever is still to run in the"
                        + " filter, its share of the remove lock keeps the filter there.",
                EggTimerLab.lab(),
                EggTimerStories::playRace);
    }

    private static void playRace(Stage stage) {
        Workbench bench = new Workbench(stage);
        List<NtStatus> answers = new ArrayList<>();
        DeviceObject[] top = new DeviceObject[1];
        RemovalResult[] result = new RemovalResult[1];
        Signal plugged = stage.signal("mailbox plugged in");
        Signal writes = stage.signal("client writes");
        stage.thread("user", () -> {
            Devnode node = bench.devnode(bench.plugIn(MailboxLab.MAILBOX));
            top[0] = node.pdo().attachedDeviceReference();
            plugged.set();
            writes.await();
            bench.sleep(BOILING_MILLISECONDS - 1); // the egg is nearly done
            result[0] = stage.pnp().remove(node, RemovalReason.REMOVE);
        });
        stage.thread("client", () -> {
            plugged.await();
            writes.set();
            answers.add(write(bench, top[0]));
            answers.add(write(bench, top[0]));
            top[0].dereference();
        });
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect(
                "each write was done, or heard that the device is leaving",
                () -> answers.size() == 2
                        && answers.stream()
                                .allMatch(status -> Kitchen.is(status, STATUS_SUCCESS, STATUS_DELETE_PENDING)));
        stage.expect("both drivers left", () -> bench.isFreed("eggtimer") && bench.isFreed("mailbox"));
    }

    /** Sends an empty letter, as a driver does that knows only the device object. */
    private static NtStatus write(Workbench bench, DeviceObject top) {
        Irp irp = bench.io().newSystemIrp(top.stackSize());
        irp.nextLocation().set(IrpMajor.IRP_MJ_WRITE, IrpMinor.IRP_MN_NORMAL, new IrpParameters.ReadWrite(0, 0, 0));
        return bench.io().sendAndWait(top, irp).status();
    }
}
