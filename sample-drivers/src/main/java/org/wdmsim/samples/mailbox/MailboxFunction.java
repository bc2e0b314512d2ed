package org.wdmsim.samples.mailbox;

import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLOSE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;

import java.util.function.Predicate;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.FileObject;
import org.wdmsim.io.IoCsq;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;

/**
 * A mailbox: a read waits until somebody writes a letter; a write gives its letter to the read that has waited longest.
 * There is no hardware. What there is to see is a queue of pended requests and its four ways out:
 *
 * <pre>
 *   a letter comes          WRITE takes the oldest read        STATUS_SUCCESS
 *   the read is cancelled   the queue's cancel routine         STATUS_CANCELLED
 *   its handle is closed    CLEANUP takes that handle's reads  STATUS_CANCELLED
 *   the device leaves       the gate is closed, then a drain   STATUS_DELETE_PENDING
 * </pre>
 *
 * <p>Whichever way a read leaves, its share of the remove lock leaves with it: {@link #end}.
 *
 * @source learn.microsoft.com, "Cancel-Safe IRP Queues"; "Using Remove Locks" (pass down, wait, detach, delete)
 */
public class MailboxFunction implements Driver {
    /** The interface class of mailboxes. */
    public static final String GUID_DEVINTERFACE_MAILBOX = "{6C2B8F4E-1D7A-4B0C-8A55-0E9D3A61C7F1}";

    /** A function driver. */
    public MailboxFunction() {}

    @Override
    public final NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.majorFunction(IRP_MJ_CREATE, this::dispatchCreate)
                .majorFunction(IRP_MJ_CLEANUP, this::dispatchCleanup)
                .majorFunction(IRP_MJ_CLOSE, this::dispatchClose)
                .majorFunction(IRP_MJ_READ, this::dispatchRead)
                .majorFunction(IRP_MJ_WRITE, this::dispatchWrite)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .majorFunction(IRP_MJ_POWER, this::passThrough)
                .majorFunction(IRP_MJ_SYSTEM_CONTROL, this::passThrough)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        MailboxExtension ext = new MailboxExtension();
        NtResult<DeviceObject> created =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        NtResult<DeviceInterface> named = DeviceInterface.register(pdo, GUID_DEVINTERFACE_MAILBOX);
        if (!named.isSuccess()) {
            device.delete();
            return named.status();
        }
        ext.deviceInterface = named.value();
        ext.pnp = new DriverPnpLife(device);
        ext.reads = new IoCsq( // IoCsqInitializeEx
                driver, device.objectName() + ".reads", (queue, irp) -> completeCanceledIrp(ext, irp));
        ext.removeLock.initialize("MBox", 0, 0); // IoInitializeRemoveLock
        NtStatus status = device.attachToSafe(pdo, lower -> ext.lower = lower); // IoAttachDeviceToDeviceStackSafe
        if (!status.isSuccess()) {
            device.delete();
            return STATUS_NO_SUCH_DEVICE;
        }
        device.setFlags(DO_BUFFERED_IO | (ext.lower.flags() & DO_POWER_PAGABLE));
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    private NtStatus dispatchCreate(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        status = irp.complete(ext.pnp.state().acceptsCreate() ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }

    /** The last handle is closed: what it still waits for is cancelled. Succeeds also after a surprise removal. */
    private NtStatus dispatchCleanup(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        FileObject file = irp.location().fileObject();
        drain(ext, read -> read.location().fileObject() == file, STATUS_CANCELLED);
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    private NtStatus dispatchClose(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    /** A read waits in the queue, with its share. Whether the device is still there, the queue's gate knows. */
    private NtStatus dispatchRead(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        status = irp.location().parameters(IrpParameters.ReadWrite.class).length() == 0
                ? STATUS_INVALID_PARAMETER
                : ext.reads.insert(irp); // IoCsqInsertIrpEx marks it pending
        if (status.isSuccess()) {
            return STATUS_PENDING; // somebody else owns the read, and has perhaps completed it
        }
        irp.complete(status);
        ext.removeLock.release(irp);
        return status;
    }

    /** The read that has waited longest gets the letter. A letter that nobody waits for is not kept: 0 bytes written. */
    private NtStatus dispatchWrite(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        if (!ext.pnp.state().acceptsIo()) {
            irp.complete(STATUS_DELETE_PENDING);
            ext.removeLock.release(irp);
            return STATUS_DELETE_PENDING;
        }
        byte[] letter = irp.systemBuffer();
        Irp read = letter == null ? null : ext.reads.removeNext(any -> true); // IoCsqRemoveNextIrp
        if (read != null) {
            byte[] paper = read.systemBuffer();
            int length = Math.min(letter.length, paper.length);
            System.arraycopy(letter, 0, paper, 0, length);
            read.setInformation(length);
            end(ext, read, STATUS_SUCCESS);
            irp.setInformation(length);
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    /** CsqCompleteCanceledIrp: the queue has taken the read out, because it was cancelled. */
    protected void completeCanceledIrp(MailboxExtension ext, Irp read) {
        end(ext, read, STATUS_CANCELLED);
    }

    /** Ends a read that was queued. Its share goes last: until then the extension is in use. */
    protected final void end(MailboxExtension ext, Irp read, NtStatus status) {
        read.complete(status);
        ext.removeLock.release(read); // the IRP is gone; here it is only a tag
    }

    /** Ends the reads that fit. */
    protected final void drain(MailboxExtension ext, Predicate<Irp> fits, NtStatus status) {
        for (Irp read = ext.reads.removeNext(fits); read != null; read = ext.reads.removeNext(fits)) {
            end(ext, read, status);
        }
    }

    private NtStatus passThrough(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = ext.lower.call(irp); // IoCallDriver
        ext.removeLock.release(irp);
        return status;
    }

    /** DispatchPnp; runs at PASSIVE_LEVEL. */
    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        MailboxExtension ext = device.extension(MailboxExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                    ext.deviceInterface.setState(true); // IoSetDeviceInterfaceState
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_REMOVE_DEVICE -> {
                if (!ext.pnp.is(DriverPnpState.SURPRISE_REMOVED)) {
                    leave(ext);
                }
                ext.pnp.on(DriverPnpEvent.REMOVE);
                irp.setStatus(STATUS_SUCCESS);
                irp.skipLocation();
                status = ext.lower.call(irp);
                // Others may still be inside this driver: leave after the last of them.
                ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
                ext.lower.detach(); // IoDetachDevice
                device.delete(); // IoDeleteDevice
                return status;
            }
            case IRP_MN_SURPRISE_REMOVAL -> {
                agree(irp, ext, DriverPnpEvent.SURPRISE_REMOVAL);
                leave(ext);
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
            case IRP_MN_CANCEL_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
            case IRP_MN_QUERY_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_STOP);
            case IRP_MN_CANCEL_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_STOP);
            case IRP_MN_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.STOP);
            default -> {
                // Not ours: the status stays as it came.
            }
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    /** The device goes for good: no read comes in from here on, and those that wait end. */
    protected void leave(MailboxExtension ext) {
        ext.reads.refuse(STATUS_DELETE_PENDING); // the gate first, or a read slips in behind the drain
        drain(ext, any -> true, STATUS_DELETE_PENDING);
        if (ext.deviceInterface.isEnabled()) {
            ext.deviceInterface.setState(false); // IoSetDeviceInterfaceState
        }
    }

    private static void agree(Irp irp, MailboxExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
