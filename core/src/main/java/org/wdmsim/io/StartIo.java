package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KDeviceQueue;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/**
 * The system's queue of one device: packets wait in it while the driver's StartIo routine has one in hand. Get it from
 * {@link DeviceObject#startIo()}.
 *
 * <pre>{@code
 * irp.markPending();
 * device.startIo().startPacket(irp, cancel);       // IoStartPacket, in dispatch
 * return STATUS_PENDING;
 * ... in the DPC, when the device is done with the current packet:
 * device.startIo().startNextPacket(true);          // IoStartNextPacket
 * current.complete(status);
 * }</pre>
 *
 * <p>Nothing but a flag of the driver's own keeps it from starting packets, so PnP drivers mostly keep a queue of their own.
 */
public final class StartIo {
    // CurrentIrp changes at DISPATCH_LEVEL: under the cancel spin lock where packets can be cancelled, so that a cancel
    // routine can tell the current packet from a queued one.
    private final DeviceObject device;
    private final KDeviceQueue queue;
    private Irp currentIrp;
    private boolean deferred;
    private boolean nonCancelable;

    // Under the dispatcher lock: how deep StartIo is in itself, and how often the next packet was asked for meanwhile.
    private int startIoDepth;
    private int deferredStarts;
    private boolean deferredCancelable;
    private int deferredKey;

    StartIo(DeviceObject device) {
        this.device = device;
        this.queue = new KDeviceQueue(device.kernel(), device.objectName() + " queue");
    }

    /**
     * IoSetStartIoAttributes.
     *
     * @irql any
     * @param deferredStartIo true: {@link #startNextPacket} inside of StartIo only remembers to start the next packet when
     *     StartIo has returned, so that the two do not call each other deeper and deeper
     * @param nonCancelablePackets true: the cancel routine of a packet is taken back before StartIo gets it
     */
    public void setAttributes(boolean deferredStartIo, boolean nonCancelablePackets) {
        kernel().step(IoStep.IO_SET_START_IO_ATTRIBUTES, device, deferredStartIo, nonCancelablePackets);
        deferred = deferredStartIo;
        nonCancelable = nonCancelablePackets;
    }

    /**
     * IoStartPacket without a key: hands a packet to StartIo if the device is idle, and queues it otherwise.
     *
     * @irql at most DISPATCH_LEVEL
     * @param cancel the packet's cancel routine; null for none
     */
    public void startPacket(Irp irp, CancelRoutine cancel) {
        startPacket(irp, Integer.MAX_VALUE, cancel);
    }

    /**
     * IoStartPacket with a key: packets wait in the order of their keys.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void startPacket(Irp irp, int key, CancelRoutine cancel) {
        kernel().step(IoStep.IO_START_PACKET, device, irp, null);
        KThread me = kernel().currentThread();
        Irql before = me.switchIrqlWithin(Irql.DISPATCH_LEVEL);
        Irql cancelIrql = null;
        if (cancel != null) {
            cancelIrql = device.io().acquireCancelSpinLock();
            irp.setCancelRoutine(cancel);
        }
        boolean queued = queue.insertNow(irp, key);
        if (!queued) {
            currentIrp = irp;
            if (cancel != null && nonCancelable) {
                irp.setCancelRoutine(null);
            }
            releaseCancelSpinLock(cancelIrql);
            callStartIo(irp);
        } else if (cancel != null && irp.isCancelled() && irp.setCancelRoutine(null) != null) {
            // Cancelled before the routine was set: nobody else will call it. It releases the cancel spin lock itself.
            IrpCancellation.callHeld(irp, cancel, device, cancelIrql);
        } else {
            releaseCancelSpinLock(cancelIrql);
        }
        me.switchIrqlWithin(before);
    }

    /**
     * IoStartNextPacket: the current packet is done with; StartIo gets the next, if there is one.
     *
     * @irql DISPATCH_LEVEL
     * @param cancelable true when packets have cancel routines: the cancel spin lock is held while the next is made current
     */
    public void startNextPacket(boolean cancelable) {
        kernel().step(IoStep.IO_START_NEXT_PACKET, device, null, null);
        next(cancelable, Integer.MIN_VALUE);
    }

    /**
     * IoStartNextPacketByKey: as {@link #startNextPacket}, with the first packet whose key is not less.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void startNextPacketByKey(boolean cancelable, int key) {
        kernel().step(IoStep.IO_START_NEXT_PACKET_BY_KEY, device, key, null);
        next(cancelable, key);
    }

    private void next(boolean cancelable, int key) {
        if (isLeftToStartIo(cancelable, key)) {
            return;
        }
        KThread me = kernel().currentThread();
        Irql before = me.switchIrqlWithin(Irql.DISPATCH_LEVEL);
        Irql cancelIrql = cancelable ? device.io().acquireCancelSpinLock() : null;
        currentIrp = null;
        Irp irp = (Irp) queue.removeNow(key);
        if (irp != null) {
            currentIrp = irp;
            if (cancelable && nonCancelable) {
                irp.setCancelRoutine(null);
            }
        }
        releaseCancelSpinLock(cancelIrql);
        if (irp != null) {
            callStartIo(irp);
        }
        me.switchIrqlWithin(before);
    }

    private void releaseCancelSpinLock(Irql irql) {
        if (irql != null) {
            device.io().releaseCancelSpinLock(irql);
        }
    }

    private void callStartIo(Irp irp) {
        StartIoRoutine routine = device.driver().startIo();
        if (routine == null) {
            throw new IllegalStateException("driver \"" + device.driver().serviceName()
                    + "\" has no StartIo routine; set one with onStartIo in DriverEntry");
        }
        entersStartIo();
        Kernel kernel = kernel();
        KThread me = kernel.currentThread();
        kernel.note(IoStep.START_IO_ENTER, device, irp, null);
        me.enter(new DriverFrame(device.driver(), device, "StartIo", irp.objectName()));
        try {
            routine.startIo(device, irp);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        mustBeAtDispatchLevel(me);
        kernel.note(IoStep.START_IO_RETURN, device, irp, null);
        if (leavesStartIo()) {
            next(deferredCancelable, deferredKey);
        }
    }

    private void mustBeAtDispatchLevel(KThread me) {
        if (me.irql() != Irql.DISPATCH_LEVEL) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.IRQL_UNEXPECTED_VALUE, "StartIo left the IRQL changed")
                    .parameters((me.irql().level() << 16) | (Irql.DISPATCH_LEVEL.level() << 8), device)
                    .what("StartIo of " + device.objectName() + " was called at DISPATCH_LEVEL and returned at "
                            + me.irql())
                    .todo("lower the IRQL to what it was, or release the spin lock, before the routine returns")
                    .about(device)
                    .build());
        }
    }

    /** True when the next packet must wait until StartIo has returned: then it is remembered. */
    private boolean isLeftToStartIo(boolean cancelable, int key) {
        kernel().lock();
        try {
            boolean left = deferred && startIoDepth > 0;
            if (left) {
                deferredStarts++;
                deferredCancelable = cancelable;
                deferredKey = key;
            }
            return left;
        } finally {
            kernel().unlock();
        }
    }

    private void entersStartIo() {
        kernel().lock();
        try {
            startIoDepth++;
        } finally {
            kernel().unlock();
        }
    }

    /** True when the next packet was asked for while StartIo ran, and is to be started now. */
    private boolean leavesStartIo() {
        kernel().lock();
        try {
            startIoDepth--;
            boolean goesOn = startIoDepth == 0 && deferredStarts > 0;
            if (goesOn) {
                deferredStarts--;
            }
            return goesOn;
        } finally {
            kernel().unlock();
        }
    }

    /** CurrentIrp: the packet that StartIo has in hand; null while the device is idle. */
    public Irp currentIrp() {
        return currentIrp;
    }

    /** DeviceQueue: what waits. A cancel routine takes its packet out of it with KeRemoveEntryDeviceQueue. */
    public KDeviceQueue queue() {
        return queue;
    }

    /** True when DeferredStartIo was set. */
    public boolean isDeferred() {
        return deferred;
    }

    private Kernel kernel() {
        return device.kernel();
    }
}
