package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLOSE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_INTERNAL_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_REMOVED;
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
 * Function driver of a toaster. A read waits until a toast pops up; a write puts bread in, which pops up at once and ends
 * the oldest read.
 *
 * <p>The class is open so that {@code org.wdmsim.samples.broken} can show its twins, each with one routine done wrong.
 *
 * @source order in REMOVE_DEVICE: learn.microsoft.com, "Using Remove Locks" (pass down, wait, detach, delete)
 */
public class ToasterFunction implements Driver {
    /** The interface class of toasters. */
    public static final String GUID_DEVINTERFACE_TOASTER = "{781EF630-72B2-11D2-B852-00C04FAD5171}";

    @Override
    public final NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.majorFunction(IRP_MJ_CREATE, this::dispatchCreate)
                .majorFunction(IRP_MJ_CLEANUP, this::dispatchCleanup)
                .majorFunction(IRP_MJ_CLOSE, this::dispatchClose)
                .majorFunction(IRP_MJ_READ, this::dispatchRead)
                .majorFunction(IRP_MJ_WRITE, this::dispatchWrite)
                .majorFunction(IRP_MJ_INTERNAL_DEVICE_CONTROL, this::passThrough)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .majorFunction(IRP_MJ_POWER, this::dispatchPower)
                .majorFunction(IRP_MJ_SYSTEM_CONTROL, this::passThrough)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        ToasterExtension ext = new ToasterExtension();
        NtResult<DeviceObject> created =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        NtResult<DeviceInterface> named = DeviceInterface.register(pdo, GUID_DEVINTERFACE_TOASTER);
        if (!named.isSuccess()) {
            device.delete();
            return named.status();
        }
        ext.deviceInterface = named.value();
        ext.pnp = new DriverPnpLife(device);
        ext.reads = new IoCsq(driver, device.objectName() + ".reads", (queue, irp) -> end(ext, irp, STATUS_CANCELLED));
        ext.held = new IoCsq(driver, device.objectName() + ".held", (queue, irp) -> end(ext, irp, STATUS_CANCELLED));
        ext.power = new PowerPolicy(device, pdo, ext.removeLock, () -> ext.asleep = true, () -> wakeUp(ext));
        added(device, ext);
        ext.removeLock.initialize("Tstr", 0, 0); // IoInitializeRemoveLock
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
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        status = ext.pnp.state().acceptsCreate() ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
        irp.complete(status);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }

    /** The last handle is closed: what it still waits for is cancelled. Succeeds also after a surprise removal. */
    private NtStatus dispatchCleanup(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        FileObject file = irp.location().fileObject();
        endAll(ext, ext.reads, queued -> queued.location().fileObject() == file, STATUS_CANCELLED);
        endAll(ext, ext.held, queued -> queued.location().fileObject() == file, STATUS_CANCELLED);
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    private static void endAll(ToasterExtension ext, IoCsq queue, Predicate<Irp> which, NtStatus status) {
        for (Irp irp = queue.removeNext(which); irp != null; irp = queue.removeNext(which)) {
            end(ext, irp, status);
        }
    }

    private NtStatus dispatchClose(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    /** A read waits in the queue, with its share, until a toast pops up, it is cancelled, or the device goes. */
    protected NtStatus dispatchRead(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        if (irp.location().parameters(IrpParameters.ReadWrite.class).length() == 0) {
            status = irp.complete(STATUS_INVALID_PARAMETER);
            ext.removeLock.release(irp);
            return status;
        }
        status = ext.pnp.is(DriverPnpState.NOT_STARTED)
                ? STATUS_DEVICE_NOT_READY
                : ext.reads.insert(irp); // IoCsqInsertIrpEx
        if (status.isSuccess()) {
            return STATUS_PENDING;
        }
        irp.complete(status);
        ext.removeLock.release(irp);
        return status;
    }

    /** Bread in, toast out: the oldest read gets what was written. */
    private NtStatus dispatchWrite(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        if (!ext.pnp.state().acceptsIo()) {
            status = irp.complete(
                    ext.pnp.is(DriverPnpState.NOT_STARTED) ? STATUS_DEVICE_NOT_READY : STATUS_DEVICE_REMOVED);
            ext.removeLock.release(irp);
            return status;
        }
        if (ext.asleep) {
            status = ext.held.insert(irp); // a device that sleeps fails nothing; the request waits for D0
            if (status.isSuccess()) {
                bakeHeld(ext); // D0 may have come meanwhile, and not have seen this one
                return STATUS_PENDING;
            }
            irp.complete(status);
            ext.removeLock.release(irp);
            return status;
        }
        bake(ext, irp);
        return STATUS_SUCCESS;
    }

    /** The toaster is in D0 again. */
    private static void wakeUp(ToasterExtension ext) {
        ext.asleep = false;
        bakeHeld(ext);
    }

    private static void bakeHeld(ToasterExtension ext) {
        for (Irp irp = nextHeld(ext); irp != null; irp = nextHeld(ext)) {
            bake(ext, irp);
        }
    }

    private static Irp nextHeld(ToasterExtension ext) {
        return ext.asleep ? null : ext.held.removeNext(any -> true);
    }

    private static void bake(ToasterExtension ext, Irp irp) {
        byte[] bread = irp.systemBuffer();
        Irp read = ext.reads.removeNext(queued -> true); // IoCsqRemoveNextIrp
        if (read != null && bread != null) {
            byte[] toast = read.systemBuffer();
            int length = Math.min(bread.length, toast.length);
            System.arraycopy(bread, 0, toast, 0, length);
            read.setInformation(length);
            end(ext, read, STATUS_SUCCESS);
        }
        irp.setInformation(bread == null ? 0 : bread.length);
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
    }

    /** Ends a request that was queued. Its share goes last: until then the extension is in use. */
    private static void end(ToasterExtension ext, Irp queued, NtStatus status) {
        queued.complete(status);
        ext.removeLock.release(queued);
    }

    /** DispatchPower: the function driver is the power policy owner. */
    protected NtStatus dispatchPower(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        return ext.power.dispatch(ext.lower, irp);
    }

    /** Everything that is the bus's business: internal requests, WMI. */
    protected NtStatus passThrough(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = ext.lower.call(irp); // IoCallDriver
        ext.removeLock.release(irp); // the IRP is gone; here it is only a tag
        return status;
    }

    /** DispatchPnp; runs at PASSIVE_LEVEL. */
    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        ToasterExtension ext = device.extension(ToasterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                // The hardware may be touched only once every driver below has started it.
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                    ext.asleep = false;
                    ext.power.started();
                    ext.deviceInterface.setState(true); // IoSetDeviceInterfaceState
                    started(ext);
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_REMOVE_DEVICE -> {
                return removeDevice(device, ext, irp);
            }
            case IRP_MN_SURPRISE_REMOVAL -> {
                stopForGood(ext, DriverPnpEvent.SURPRISE_REMOVAL);
                irp.setStatus(STATUS_SUCCESS);
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
                stopping(ext);
            }
            case IRP_MN_CANCEL_REMOVE_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
                if (ext.pnp.is(DriverPnpState.STARTED)) {
                    started(ext);
                }
            }
            case IRP_MN_QUERY_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_STOP);
            case IRP_MN_CANCEL_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_STOP);
            case IRP_MN_STOP_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.STOP);
                stopping(ext);
            }
            case IRP_MN_QUERY_PNP_DEVICE_STATE -> ext.power.addDeviceState(irp);
            default -> {
                // Not ours: the status stays as it came.
            }
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    /** IRP_MN_REMOVE_DEVICE: stop, pass down, wait, detach, delete. */
    protected NtStatus removeDevice(DeviceObject device, ToasterExtension ext, Irp irp) {
        stopForGood(ext, DriverPnpEvent.REMOVE);
        irp.setStatus(STATUS_SUCCESS);
        irp.skipLocation();
        NtStatus status = ext.lower.call(irp);
        // Others may still be inside this driver: leave after the last of them.
        ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
        ext.lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        return status;
    }

    /** No new reads from here on, and the waiting ones end. Done once, by whichever request comes first. */
    protected final void stopForGood(ToasterExtension ext, DriverPnpEvent event) {
        boolean first = !ext.pnp.is(DriverPnpState.SURPRISE_REMOVED);
        ext.pnp.on(event);
        if (!first) {
            return;
        }
        ext.reads.refuse(STATUS_DEVICE_REMOVED); // the gate first, or a read slips in behind the drain
        ext.held.refuse(STATUS_DEVICE_REMOVED);
        endAll(ext, ext.reads, any -> true, STATUS_DEVICE_REMOVED);
        endAll(ext, ext.held, any -> true, STATUS_DEVICE_REMOVED);
        stopping(ext);
        if (ext.deviceInterface.isEnabled()) {
            ext.deviceInterface.setState(false); // IoSetDeviceInterfaceState
        }
    }

    /** What a toaster that can do more puts into its extension. */
    protected void added(DeviceObject device, ToasterExtension ext) {}

    /** What a toaster that can do more begins when its device is started, or works on after all. */
    protected void started(ToasterExtension ext) {}

    /** What it takes back when its device may go, or goes; before REMOVE_DEVICE waits for the last share. */
    protected void stopping(ToasterExtension ext) {}

    private static void agree(Irp irp, ToasterExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
