package org.wdmsim.io;

import java.util.function.Predicate;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * IO_CSQ: a cancel-safe queue. It keeps pended IRPs and solves the races between queueing, dequeueing and cancelling.
 *
 * <p>A driver brings its list and lock as six callbacks, as in the WDK, or takes a queue that has both. Either way the
 * queue does not know about removal: give it a gate (CsqInsertIrpEx) that refuses once the device is gone, and close the
 * gate under the queue's lock before draining.
 */
public final class IoCsq implements KernelObject {
    // An IRP is completed by whoever took its cancel routine back: the library's routine when IoCancelIrp got it first,
    // otherwise the one who dequeues. DriverContext[3] holds the context that the IRP was queued with, or the queue.
    private final Kernel kernel;
    private final IoManager io;
    private final String name;
    private final IoCsqCallbacks callbacks;

    /** CsqCompleteCanceledIrp: completes an IRP that was cancelled while it was queued. */
    @FunctionalInterface
    public interface CompleteCancelled {
        /** Completes with {@code STATUS_CANCELLED}, and releases the share that was held for the IRP. */
        void complete(IoCsq queue, Irp irp);
    }

    /** An empty queue with a list, a lock and an open gate of its own. */
    public IoCsq(DriverObject driver, String name, CompleteCancelled completeCancelled) {
        this(driver, name, new IrpList(new KSpinLock(driver.kernel(), name + " lock"), completeCancelled));
    }

    /** IoCsqInitialize, IoCsqInitializeEx: a queue over the driver's own list and lock. */
    public IoCsq(DriverObject driver, String name, IoCsqCallbacks callbacks) {
        this.kernel = driver.kernel();
        this.io = driver.io();
        this.name = name;
        this.callbacks = callbacks;
    }

    /**
     * IoCsqInsertIrpEx without contexts: marks the IRP pending and queues it, unless the gate is closed.
     *
     * @irql at most DISPATCH_LEVEL
     * @return {@code STATUS_SUCCESS}: return {@code STATUS_PENDING} and do not touch the IRP again. Otherwise the gate's
     *     status: the IRP is not queued and not marked pending; complete it.
     * @differs Windows does not say whether a refused IRP is marked pending; here it is not
     */
    public NtStatus insert(Irp irp) {
        return insertEx(irp, null, null);
    }

    /**
     * IoCsqInsertIrp: marks the IRP pending and queues it.
     *
     * @irql at most DISPATCH_LEVEL
     * @param context for a later {@link #remove}; null for none
     * @throws IllegalStateException when the driver's CsqInsertIrp refuses, which only CsqInsertIrpEx may
     */
    public void insert(Irp irp, IoCsqIrpContext context) {
        TraceEvent event = kernel.step(IoStep.IO_CSQ_INSERT_IRP_PLAIN, this, irp, null);
        if (!insertNow(irp, context, null).isSuccess()) {
            throw new IllegalStateException(
                    "CsqInsertIrp of queue \"" + name + "\" refuses an IRP; call IoCsqInsertIrpEx, which can say so");
        }
        kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }

    /**
     * IoCsqInsertIrpEx: marks the IRP pending and queues it, unless CsqInsertIrpEx refuses.
     *
     * @irql at most DISPATCH_LEVEL
     * @param context for a later {@link #remove}; null for none
     * @param insertContext given to CsqInsertIrpEx
     * @return as {@link #insert(Irp)}: what CsqInsertIrpEx answered
     */
    public NtStatus insertEx(Irp irp, IoCsqIrpContext context, Object insertContext) {
        TraceEvent event = kernel.step(IoStep.IO_CSQ_INSERT_IRP, this, irp, null);
        return kernel.answer(event, insertNow(irp, context, insertContext));
    }

    private NtStatus insertNow(Irp irp, IoCsqIrpContext context, Object insertContext) {
        Irql old = callbacks.acquireLock(this);
        NtStatus status = callbacks.insertIrp(this, irp, insertContext);
        if (!status.isSuccess()) {
            callbacks.releaseLock(this, old);
            return status;
        }
        irp.markPending();
        irp.driverContext()[3] = context == null ? this : context;
        if (context != null) {
            context.irp = irp;
        }
        irp.setCancelRoutine(this::cancelled);
        boolean isOurs = irp.isCancelled() && irp.setCancelRoutine(null) != null;
        if (isOurs) {
            takeOut(irp);
        }
        callbacks.releaseLock(this, old);
        if (isOurs) {
            callbacks.completeCanceledIrp(this, irp);
        }
        return status;
    }

    /** Under the lock. */
    private void takeOut(Irp irp) {
        callbacks.removeIrp(this, irp);
        Object[] driverContext = irp.driverContext();
        if (driverContext[3] instanceof IoCsqIrpContext context) {
            context.irp = null;
        }
        driverContext[3] = null;
    }

    /**
     * IoCsqRemoveNextIrp: takes the next IRP that matches and is not being cancelled.
     *
     * @irql at most DISPATCH_LEVEL
     * @param peekContext given to CsqPeekNextIrp; null for any IRP
     * @return null when there is none
     */
    public Irp removeNext(Object peekContext) {
        TraceEvent event = kernel.step(IoStep.IO_CSQ_REMOVE_NEXT_IRP, this, null, null);
        Irql old = callbacks.acquireLock(this);
        Irp irp = callbacks.peekNextIrp(this, null, peekContext);
        while (irp != null && irp.setCancelRoutine(null) == null) {
            irp = callbacks.peekNextIrp(this, irp, peekContext); // that one is being cancelled
        }
        if (irp != null) {
            takeOut(irp);
        }
        callbacks.releaseLock(this, old);
        return kernel.answer(event, irp);
    }

    /**
     * IoCsqRemoveNextIrp for a queue with a list of its own.
     *
     * @irql at most DISPATCH_LEVEL
     * @param fits which IRPs are wanted; {@code irp -> true} for any
     * @return null when there is none
     */
    public Irp removeNext(Predicate<Irp> fits) {
        return removeNext((Object) fits);
    }

    /**
     * IoCsqRemoveIrp: takes the IRP that was queued with this context.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when it is queued no longer: somebody has taken it, or it is being cancelled
     */
    public Irp remove(IoCsqIrpContext context) {
        TraceEvent event = kernel.step(IoStep.IO_CSQ_REMOVE_IRP, this, null, null);
        Irql old = callbacks.acquireLock(this);
        Irp irp = context.irp;
        if (irp != null && irp.setCancelRoutine(null) == null) {
            irp = null;
        }
        if (irp != null) {
            takeOut(irp);
        }
        callbacks.releaseLock(this, old);
        return kernel.answer(event, irp);
    }

    private void cancelled(DeviceObject device, Irp irp) {
        io.releaseCancelSpinLock(irp.cancelIrql());
        Irql old = callbacks.acquireLock(this);
        takeOut(irp);
        callbacks.releaseLock(this, old);
        callbacks.completeCanceledIrp(this, irp);
    }

    /**
     * Closes the gate of a queue with a list of its own: from now on {@link #insert} answers this status. Taken under the
     * queue's lock.
     */
    public void refuse(NtStatus status) {
        own().refuse(status);
    }

    /** How many IRPs are queued in a queue with a list of its own, for reports. */
    public int size() {
        return own().size();
    }

    private IrpList own() {
        if (callbacks instanceof IrpList list) {
            return list;
        }
        throw new IllegalStateException("queue \"" + name + "\" works on the driver's own list; ask the driver");
    }

    @Override
    public String objectName() {
        return name;
    }
}
