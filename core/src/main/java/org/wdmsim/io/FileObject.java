package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ObStep;
import org.wdmsim.trace.TraceEvent;

/**
 * FILE_OBJECT: one open of a device.
 *
 * <p>Life: CREATE → requests → CLEANUP when the last handle is closed → CLOSE when the last reference is gone. A handle is
 * a reference, and so is each request that is not completed: CLOSE comes after all of them. A file object that never had a
 * handle gets its CLEANUP right before its CLOSE.
 */
public final class FileObject implements KernelObject {
    private final IoManager io;
    private final DeviceObject device;
    private final String objectName;
    private final String openedName;

    // Touched under the dispatcher lock.
    private int references = 1;
    private boolean needsCleanup = true;
    private boolean hasHandle;
    private boolean closed;

    FileObject(IoManager io, DeviceObject device, String openedName) {
        this.io = io;
        this.device = device;
        this.openedName = openedName;
        this.objectName = io.kernel().nextName("file");
    }

    /** The device it was opened through: the named one, mostly the PDO. */
    public DeviceObject device() {
        return device;
    }

    /** IoGetRelatedDeviceObject: the top of the stack of the device that was opened, without a reference. */
    public DeviceObject relatedDevice() {
        return device.top();
    }

    /** The name it was opened by. */
    public String openedName() {
        return openedName;
    }

    NtStatus create() {
        NtStatus status = send(IrpMajor.IRP_MJ_CREATE).status();
        if (!status.isSuccess()) {
            gone();
        }
        return status;
    }

    /** The first reference is a handle's. */
    void handleOpened() {
        kernel().lock();
        try {
            hasHandle = true;
        } finally {
            kernel().unlock();
        }
    }

    /** The last handle is closed: CLEANUP, and CLOSE as soon as no request is outstanding. */
    void handleClosed() {
        kernel().lock();
        try {
            hasHandle = false;
            needsCleanup = false;
        } finally {
            kernel().unlock();
        }
        send(IrpMajor.IRP_MJ_CLEANUP);
        release();
    }

    void irpStarted() {
        kernel().lock();
        try {
            references++;
        } finally {
            kernel().unlock();
        }
    }

    /** A request is over, and its requester has heard of it: the APC stage, which runs in the requester's thread. */
    void irpDone() {
        release();
    }

    /**
     * ObReferenceObject: keeps the file open for kernel code.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void reference() {
        TraceEvent event = kernel().step(ObStep.OB_REFERENCE_OBJECT, this, null, null);
        irpStarted();
        kernel().answer(event, references);
    }

    /**
     * ObDereferenceObject: gives up a reference; with the last one the file is closed.
     *
     * @irql PASSIVE_LEVEL when it may be the last one, since CLOSE is sent then
     * @bugcheck 0x18 when there is none left to give up
     */
    public void dereference() {
        TraceEvent event = kernel().step(ObStep.OB_DEREFERENCE_OBJECT, this, null, null);
        boolean last;
        kernel().lock();
        try {
            if (references <= (hasHandle ? 1 : 0)) {
                throw kernel().bugCheck(BugCheck.of(BugCheckCode.REFERENCE_BY_POINTER, "reference given up twice")
                        .parameters("file", this)
                        .what("ObDereferenceObject on " + objectName + ", to which nobody holds a reference")
                        .todo("give up the reference of IoGetDeviceObjectPointer or ObReferenceObject once")
                        .about(this)
                        .build());
            }
            kernel().answer(event, references - 1);
            last = giveUp();
        } finally {
            kernel().unlock();
        }
        if (last) {
            close();
        }
    }

    private void release() {
        if (giveUp()) {
            close();
        }
    }

    /** True when that was the last reference. */
    private boolean giveUp() {
        kernel().lock();
        try {
            references--;
            boolean last = references == 0 && !closed;
            closed |= last;
            return last;
        } finally {
            kernel().unlock();
        }
    }

    private void close() {
        if (needsCleanup) {
            send(IrpMajor.IRP_MJ_CLEANUP);
        }
        send(IrpMajor.IRP_MJ_CLOSE);
        kernel().note(IoStep.FILE_OBJECT_CLOSED, this, null, null);
        gone();
    }

    private void gone() {
        io.files().gone(this);
        device.closed();
    }

    /** Sends one of the three requests of a file object's own life to the top of the stack as it is now. */
    private IoStatusBlock send(IrpMajor major) {
        DeviceObject top = device.top();
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.thread = kernel().currentThread();
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null).setFileObject(this);
        return io.sendAndWait(top, irp);
    }

    private Kernel kernel() {
        return io.kernel();
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String toString() {
        return objectName + " [" + openedName + ", " + references + " references" + (closed ? ", closed" : "") + "]";
    }
}
