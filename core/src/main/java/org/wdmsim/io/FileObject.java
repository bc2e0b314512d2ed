package org.wdmsim.io;

import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;

/**
 * FILE_OBJECT: one open of a device.
 *
 * <p>Life: CREATE → requests → CLEANUP when the last handle is closed → CLOSE when the last reference is gone. A handle is
 * a reference, and so is each request that is not completed: CLOSE comes after all of them.
 */
public final class FileObject implements KernelObject {
    private final IoManager io;
    private final DeviceObject device;
    private final String objectName;
    private final String openedName;
    private int references = 1;
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

    /** The last handle is closed: CLEANUP, and CLOSE as soon as no request is outstanding. */
    void handleClosed() {
        send(IrpMajor.IRP_MJ_CLEANUP);
        dereference();
    }

    void irpStarted() {
        references++;
    }

    /** A request is over, and its requester has heard of it: the APC stage, which runs in the requester's thread. */
    void irpDone() {
        dereference();
    }

    private void dereference() {
        references--;
        if (references == 0 && !closed) {
            closed = true;
            send(IrpMajor.IRP_MJ_CLOSE);
            io.kernel().note(IoStep.FILE_OBJECT_CLOSED, this, null, null);
            gone();
        }
    }

    private void gone() {
        io.files().gone(this);
        device.closed();
    }

    /** Sends one of the three requests of a file object's own life to the top of the stack as it is now. */
    private IoStatusBlock send(IrpMajor major) {
        DeviceObject top = device.top();
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.thread = io.kernel().currentThread();
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null).setFileObject(this);
        return io.sendAndWait(top, irp);
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
