package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.trace.TraceEvent;

/**
 * IO_CSQ: a cancel-safe queue. It keeps pended IRPs and solves the races between queueing, dequeueing and cancelling.
 *
 * <p>It does not know about removal: give it a gate (InsertIrpEx) that refuses once the device is gone, and close the gate
 * under the queue's lock before draining.
 *
 * @differs the WDK's six callbacks are the driver's; here list and lock are the queue's own, and the driver gives the gate
 *     and the completion of a cancelled IRP
 */
public final class IoCsq implements KernelObject {
    // Invariant: irps is touched only under lock. An IRP is completed by whoever took its cancel routine back: the
    // library's routine when IoCancelIrp got it first, otherwise the one who dequeues.
    private final IoManager io;
    private final String name;
    private final KSpinLock lock;
    private final CompleteCancelled completeCancelled;
    private final List<Irp> irps = new ArrayList<>();
    private NtStatus gate = NtStatus.STATUS_SUCCESS;

    /** CsqCompleteCanceledIrp: completes an IRP that was cancelled while it was queued. */
    @FunctionalInterface
    public interface CompleteCancelled {
        /** Completes with {@code STATUS_CANCELLED}, and releases the share that was held for the IRP. */
        void complete(IoCsq queue, Irp irp);
    }

    /** IoCsqInitializeEx: an empty queue with an open gate. */
    public IoCsq(DriverObject driver, String name, CompleteCancelled completeCancelled) {
        this.io = driver.io();
        this.name = name;
        this.lock = new KSpinLock(io.kernel(), name + " lock");
        this.completeCancelled = completeCancelled;
    }

    /**
     * IoCsqInsertIrpEx: marks the IRP pending and queues it, unless the gate is closed.
     *
     * @irql at most DISPATCH_LEVEL
     * @return {@code STATUS_SUCCESS}: return {@code STATUS_PENDING} and do not touch the IRP again. Otherwise the gate's
     *     status: the IRP is not queued and not marked pending; complete it.
     * @differs Windows does not say whether a refused IRP is marked pending; here it is not
     */
    public NtStatus insert(Irp irp) {
        TraceEvent event = io.kernel().step(IoStep.IO_CSQ_INSERT_IRP, this, irp, null);
        Irql old = lock.acquire();
        if (!gate.isSuccess()) {
            NtStatus refused = gate;
            lock.release(old);
            return io.kernel().answer(event, refused);
        }
        irp.markPending();
        irp.driverContext()[3] = this;
        irps.add(irp);
        irp.setCancelRoutine(this::cancelled);
        if (irp.isCancelled() && irp.setCancelRoutine(null) != null) {
            irps.remove(irp);
            lock.release(old);
            completeCancelled.complete(this, irp);
            return io.kernel().answer(event, NtStatus.STATUS_SUCCESS);
        }
        lock.release(old);
        return io.kernel().answer(event, NtStatus.STATUS_SUCCESS);
    }

    /**
     * IoCsqRemoveNextIrp: takes the next IRP that fits and is not being cancelled.
     *
     * @irql at most DISPATCH_LEVEL
     * @param fits which IRPs are wanted; {@code irp -> true} for any
     * @return null when there is none
     */
    public Irp removeNext(Predicate<Irp> fits) {
        TraceEvent event = io.kernel().step(IoStep.IO_CSQ_REMOVE_NEXT_IRP, this, null, null);
        Irql old = lock.acquire();
        Irp found = null;
        for (int i = 0; i < irps.size() && found == null; i++) {
            Irp irp = irps.get(i);
            if (fits.test(irp) && irp.setCancelRoutine(null) != null) {
                irps.remove(i);
                irp.driverContext()[3] = null;
                found = irp;
            }
        }
        lock.release(old);
        return io.kernel().answer(event, found);
    }

    private void cancelled(DeviceObject device, Irp irp) {
        io.releaseCancelSpinLock(irp.cancelIrql());
        Irql old = lock.acquire();
        irps.remove(irp);
        lock.release(old);
        completeCancelled.complete(this, irp);
    }

    /** Closes the gate: from now on {@link #insert} answers this status. Taken under the queue's lock. */
    public void refuse(NtStatus status) {
        Irql old = lock.acquire();
        gate = status;
        lock.release(old);
    }

    /** How many IRPs are queued, for reports. */
    public int size() {
        return irps.size();
    }

    @Override
    public String objectName() {
        return name;
    }
}
