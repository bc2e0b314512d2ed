package org.wdmsim.io;

import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ManagedObject;
import org.wdmsim.ob.ObjectHeader;

/**
 * FILE_OBJECT: one open of a device.
 *
 * <p>Life: CREATE → requests → CLEANUP when the last handle is closed → CLOSE when the last reference is gone. A handle is
 * a reference, and so is each request that is not completed: CLOSE comes after all of them. A file object that never had a
 * handle gets its CLEANUP right before its CLOSE; one whose CREATE failed gets neither.
 */
public final class FileObject implements ManagedObject {
    /** The tag of a request's reference. */
    static final String REQUEST_TAG = "Irp";

    // The header counts; FileType calls cleanUp and close.
    private final IoManager io;
    private final DeviceObject device;
    private final String objectName;
    private final String openedName;
    private final ObjectHeader header;

    // Written by the thread that opens the file; later by the one that closes its last handle.
    private volatile boolean created;
    private volatile boolean cleanedUp;

    FileObject(IoManager io, DeviceObject device, String openedName) {
        this.io = io;
        this.device = device;
        this.openedName = openedName;
        this.objectName = io.kernel().nextName("file");
        this.header = new ObjectHeader(io.kernel(), this, io.files().type());
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

    /** Its counts: handles, and references of all sorts. */
    @Override
    public ObjectHeader header() {
        return header;
    }

    /** Sends CREATE; when it fails, the file object goes at once. */
    NtStatus create(String routine) {
        NtStatus status = send(IrpMajor.IRP_MJ_CREATE).status();
        created = status.isSuccess();
        if (!created) {
            release(routine);
        }
        return status;
    }

    /** Gives the reference up that the open has left. */
    void release(String routine) {
        header.dereferenceNow(routine, ObjectHeader.DEFAULT_TAG);
    }

    /**
     * A request is over, and its requester has heard of it: the APC stage, which runs in the requester's thread; or nobody
     * is there any more to hear of it.
     */
    void requestDone() {
        header.dereferenceNow("the end of a request", REQUEST_TAG);
    }

    /** CloseProcedure: the last handle is closed, in the closing process. */
    void cleanUp() {
        cleanedUp = true;
        send(IrpMajor.IRP_MJ_CLEANUP);
    }

    /** DeleteProcedure: the last reference is gone. */
    void close() {
        if (created) {
            if (!cleanedUp) {
                send(IrpMajor.IRP_MJ_CLEANUP);
            }
            send(IrpMajor.IRP_MJ_CLOSE);
            kernel().note(IoStep.FILE_OBJECT_CLOSED, this, null, null);
        }
        io.files().gone(this);
        device.closed();
    }

    /**
     * ObReferenceObject: keeps the file open for kernel code.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC4, 0x3F when the last reference is gone (verifier), else 0x18
     */
    public void reference() {
        header.reference();
    }

    /**
     * ObDereferenceObject: gives up a reference; with the last one the file is closed: at once at PASSIVE_LEVEL, else later
     * by a system worker.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x18 when there is none left to give up, or when it was a handle's
     */
    public void dereference() {
        header.dereference();
    }

    /** Sends one of the three requests of a file object's own life to the top of the stack as it is now. */
    private IoStatusBlock send(IrpMajor major) {
        DeviceObject top = device.top();
        Irp irp = io.newSystemIrp(top.stackSize());
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
        return objectName + " [" + openedName + ", " + header.handleCount() + " handles, " + header.pointerCount()
                + " references" + (header.isDeleted() ? ", closed" : "") + "]";
    }
}
