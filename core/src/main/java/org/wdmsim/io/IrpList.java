package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KSpinLock;

/** The list, the lock and the gate of a cancel-safe queue that brings its own. The peek context is a predicate. */
final class IrpList implements IoCsqCallbacks {
    // irps and gate are touched under lock.
    private final KSpinLock lock;
    private final IoCsq.CompleteCancelled completeCancelled;
    private final List<Irp> irps = new ArrayList<>();
    private NtStatus gate = NtStatus.STATUS_SUCCESS;

    IrpList(KSpinLock lock, IoCsq.CompleteCancelled completeCancelled) {
        this.lock = lock;
        this.completeCancelled = completeCancelled;
    }

    @Override
    public NtStatus insertIrp(IoCsq queue, Irp irp, Object insertContext) {
        if (gate.isSuccess()) {
            irps.add(irp);
        }
        return gate;
    }

    @Override
    public void removeIrp(IoCsq queue, Irp irp) {
        irps.remove(irp);
    }

    @Override
    @SuppressWarnings("unchecked") // the queue gives what removeNext(Predicate) was given
    public Irp peekNextIrp(IoCsq queue, Irp after, Object peekContext) {
        Predicate<Irp> fits = peekContext == null ? irp -> true : (Predicate<Irp>) peekContext;
        for (int i = after == null ? 0 : irps.indexOf(after) + 1; i < irps.size(); i++) {
            if (fits.test(irps.get(i))) {
                return irps.get(i);
            }
        }
        return null;
    }

    @Override
    public Irql acquireLock(IoCsq queue) {
        return lock.acquire();
    }

    @Override
    public void releaseLock(IoCsq queue, Irql irql) {
        lock.release(irql);
    }

    @Override
    public void completeCanceledIrp(IoCsq queue, Irp irp) {
        completeCancelled.complete(queue, irp);
    }

    void refuse(NtStatus status) {
        Irql old = lock.acquire();
        gate = status;
        lock.release(old);
    }

    int size() {
        lock.owner(); // whoever changes the list holds the lock
        return irps.size();
    }
}
