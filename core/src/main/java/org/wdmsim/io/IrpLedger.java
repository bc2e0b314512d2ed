package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/**
 * The IRPs that are bound to one thread, until they are completed. When the thread ends, the I/O manager cancels each and
 * waits; after five minutes it gives up, so that a driver that does not let go of an IRP cannot keep a thread for ever.
 */
final class IrpLedger {
    static final int MINUTES = 5;

    // irps is touched under the dispatcher lock.
    private final Kernel kernel;
    private final KThread thread;
    private final List<Irp> irps = new ArrayList<>(2);
    private KEvent empty;

    IrpLedger(Kernel kernel, KThread thread) {
        this.kernel = kernel;
        this.thread = thread;
    }

    void add(Irp irp) {
        touch();
        kernel.lockSaid();
        try {
            irps.add(irp);
            irp.ledger = this;
        } finally {
            kernel.unlock();
        }
    }

    /** The IRP is completed, or its thread waits for it no longer. */
    void remove(Irp irp) {
        touch();
        kernel.lockSaid();
        try {
            if (irps.remove(irp) && irps.isEmpty() && empty != null) {
                empty.setNow();
                empty = null;
            }
        } finally {
            kernel.unlock();
        }
    }

    private List<Irp> outstanding() {
        touch();
        kernel.lockSaid();
        try {
            return List.copyOf(irps);
        } finally {
            kernel.unlock();
        }
    }

    /** IoCancelThreadIo: what happens at thread exit. */
    void cancelAndWait() {
        List<Irp> cancelled;
        KEvent allDone;
        touch();
        kernel.lockSaid();
        try {
            cancelled = outstanding();
            allDone = cancelled.isEmpty() ? null : whenEmpty();
        } finally {
            kernel.unlock();
        }
        if (allDone == null) {
            return;
        }
        cancelled.forEach(Irp::cancelUnlessFinished);
        if (allDone.waitFor(MINUTES * kernel.options().ticksPerMinute()) == NtStatus.STATUS_TIMEOUT) {
            for (Irp irp : outstanding()) {
                disassociate(irp);
            }
        }
    }

    /** Lets an IRP go that was not completed in time, unless it is completed just now. */
    private void disassociate(Irp irp) {
        touch();
        kernel.lockSaid();
        try {
            if (irps.contains(irp)) {
                kernel.note(IoStep.IRP_DISASSOCIATED, irp, thread, null);
                irp.isDisassociated = true;
                remove(irp);
            }
        } finally {
            kernel.unlock();
        }
    }

    private void touch() {
        kernel.touch(thread, Touch.WRITE);
    }

    private KEvent whenEmpty() {
        touch();
        kernel.lockSaid();
        try {
            if (empty == null) {
                empty = KEvent.notification(kernel, "last IRP of thread \"" + thread.objectName() + "\"");
                empty.explainedBy(() -> irps.stream().map(Irp::toString).toList());
            }
            return empty;
        } finally {
            kernel.unlock();
        }
    }
}
