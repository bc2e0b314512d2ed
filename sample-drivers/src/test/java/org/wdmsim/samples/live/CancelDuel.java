package org.wdmsim.samples.live;

import static org.wdmsim.samples.toaster.ToasterFunction.GUID_DEVINTERFACE_TOASTER;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DevicePointer;
import org.wdmsim.io.IoBuild;
import org.wdmsim.io.Irp;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.samples.toaster.ToasterLab;

/**
 * For each read two threads set off at the same moment: one cancels it, the other bakes for it; every other time while it is
 * still on its way to the queue. Whoever comes second must find nothing to end, and the reader must hear of the end whether it
 * waits already or not.
 */
final class CancelDuel {
    // The threads meet by spinning, not by waiting for each other: a wake-up takes longer than the whole race.
    // And they aim: whoever has come first in one round starts a little later in the next; so most rounds are close.
    private static final int LOOKS = 200;
    private static final int SPREAD = 200;

    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger eaten = new AtomicInteger();
    final AtomicInteger endedTwice = new AtomicInteger();

    private final Machine machine;
    private final int rounds;
    private final KEvent back;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private Irp irp;
    private volatile int round;

    // How much later the canceller sets off than the baker, and the reader looks than it could: in even rounds, and
    // in odd ones. Written by the reader before a round begins.
    private final int[] handicap = new int[2];
    private final int[] patience = new int[2];

    /** A duel at a toaster with this serial number, which is there. */
    CancelDuel(Machine machine, int rounds) {
        this.machine = machine;
        this.rounds = rounds;
        this.back = KEvent.synchronization(machine.kernel(), "read is back");
    }

    /** Holds the duel in threads of its own; the caller waits in {@link #read}. */
    void fight(int serial) {
        String link = Stage.interfaceName(ToasterLab.toaster(serial), GUID_DEVINTERFACE_TOASTER);
        machine.thread("canceller", () -> eachRound(1, 1, () -> irp.cancel()));
        machine.thread("baker", () -> {
            UserProcess program = new UserProcess(machine.io());
            UserProcess.Handle toaster = program.createFile(link).value();
            eachRound(2, -1, () -> program.writeFile(toaster, new byte[1]));
            program.closeHandle(toaster);
        });
        read(machine.io().deviceObjectPointer(link).value());
    }

    private void read(DevicePointer toaster) {
        Random random = new Random(3);
        for (int n = 1; n <= rounds; n++) {
            irp = IoBuild.asynchronousFsdRequest(IrpMajor.IRP_MJ_READ, toaster.device(), new byte[1], 0, null);
            irp.nextLocation().setFileObject(toaster.file());
            irp.setCompletionRoutine(this::completed, null, true, true, true);
            ends.set(0);
            int kind = n & 1;
            if (kind == 0) {
                round = n; // it may be cancelled before the driver has it
            }
            toaster.device().call(irp);
            round = n;
            delay(patience[kind] + random.nextInt(SPREAD));
            patience[kind] += ends.get() == 0 ? 5 : -5;
            back.waitFor(KEvent.FOREVER);
            spinUntil(2 * n);
            boolean wasCancelled = irp.status() == NtStatus.STATUS_CANCELLED;
            (wasCancelled ? cancelled : eaten).incrementAndGet();
            handicap[kind] += wasCancelled ? 5 : -5;
            irp.free();
        }
        toaster.file().dereference();
    }

    private NtStatus completed(org.wdmsim.io.DeviceObject device, Irp ended, Object context) {
        if (ends.incrementAndGet() > 1) {
            endedTwice.incrementAndGet();
        }
        back.set();
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    private void eachRound(int seed, int sign, Runnable act) {
        Random random = new Random(seed);
        for (int n = 1; n <= rounds; n++) {
            for (int look = 0; round < n; look++) {
                breathe(look);
            }
            delay(sign * handicap[n & 1] + random.nextInt(SPREAD));
            act.run();
            done.incrementAndGet();
        }
    }

    /** A delay of so many looks at a number in memory; a nanosecond or so each. */
    private void delay(int looks) {
        int seen = round;
        for (int i = 0; i < looks && round == seen; i++) {
            // Nothing: looking is all.
        }
    }

    private void spinUntil(int count) {
        for (int look = 0; done.get() < count; look++) {
            breathe(look);
        }
    }

    private void breathe(int look) {
        if (look < LOOKS) {
            Thread.onSpinWait();
        } else {
            back.readState(); // where a machine that was stopped ends its threads
            Thread.yield();
        }
    }
}
