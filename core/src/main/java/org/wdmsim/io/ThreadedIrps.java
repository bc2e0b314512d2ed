package org.wdmsim.io;

import java.util.HashMap;
import java.util.Map;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** Which IRPs are bound to which thread. */
final class ThreadedIrps {
    // Touched under the dispatcher lock; looked up, never walked.
    private final Kernel kernel;
    private final Map<KThread, IrpLedger> ledgers = new HashMap<>();

    ThreadedIrps(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Binds a new IRP to the running thread. */
    void bind(Irp irp) {
        ledgerOf(kernel.currentThread()).add(irp);
    }

    /** Cancels what a thread has outstanding and waits for it. */
    void cancelAndWait(KThread thread) {
        IrpLedger ledger;
        kernel.lockSaid(); // each thread has to do with its own only
        try {
            ledger = ledgers.get(thread);
        } finally {
            kernel.unlock();
        }
        if (ledger != null) {
            ledger.cancelAndWait();
        }
    }

    private IrpLedger ledgerOf(KThread thread) {
        kernel.lockSaid(); // each thread has to do with its own only
        try {
            IrpLedger ledger = ledgers.get(thread);
            if (ledger == null) {
                ledger = new IrpLedger(kernel, thread);
                ledgers.put(thread, ledger);
                thread.atEnd(() -> end(thread));
            }
            return ledger;
        } finally {
            kernel.unlock();
        }
    }

    private void end(KThread thread) {
        cancelAndWait(thread);
        kernel.lockSaid(); // each thread has to do with its own only
        try {
            ledgers.remove(thread);
        } finally {
            kernel.unlock();
        }
    }
}
