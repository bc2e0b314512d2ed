package org.wdmsim.samples.scale;

import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLOSE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;

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
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KSpinLock;

/**
 * Function driver of a kitchen scale: no hardware, no queue, four control codes. What they do stands in
 * {@link ScaleControls}; here is what the PnP manager sees.
 *
 * @source learn.microsoft.com, "Using Remove Locks" (pass down, wait, detach, delete)
 */
public class ScaleFunction implements Driver {
    /** The interface class of scales. */
    public static final String GUID_DEVINTERFACE_SCALE = "{3E5D7B10-52C6-4C1F-9A2E-7D0B6E4F8A19}";

    private final ScaleControls controls;

    /** A function driver. */
    public ScaleFunction() {
        this(new ScaleControls());
    }

    /** A function driver that treats its control codes so. */
    protected ScaleFunction(ScaleControls controls) {
        this.controls = controls;
    }

    @Override
    public final NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.majorFunction(IRP_MJ_CREATE, this::dispatchCreate)
                .majorFunction(IRP_MJ_CLEANUP, this::dispatchClose)
                .majorFunction(IRP_MJ_CLOSE, this::dispatchClose)
                .majorFunction(IRP_MJ_DEVICE_CONTROL, this::dispatchDeviceControl)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .majorFunction(IRP_MJ_POWER, this::passThrough)
                .majorFunction(IRP_MJ_SYSTEM_CONTROL, this::passThrough)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        ScaleExtension ext = new ScaleExtension();
        NtResult<DeviceObject> created =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        NtResult<DeviceInterface> named = DeviceInterface.register(pdo, GUID_DEVINTERFACE_SCALE);
        if (!named.isSuccess()) {
            device.delete();
            return named.status();
        }
        ext.deviceInterface = named.value();
        ext.pnp = new DriverPnpLife(device);
        ext.lock = new KSpinLock(driver.kernel(), device.objectName() + ".lock"); // KeInitializeSpinLock
        ext.removeLock.initialize("Scal", 0, 0); // IoInitializeRemoveLock
        NtStatus status = device.attachToSafe(pdo, lower -> ext.lower = lower); // IoAttachDeviceToDeviceStackSafe
        if (!status.isSuccess()) {
            device.delete();
            return STATUS_NO_SUCH_DEVICE;
        }
        device.setFlags(ext.lower.flags() & DO_POWER_PAGABLE); // a control code says itself how its buffers travel
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    private NtStatus dispatchCreate(DeviceObject device, Irp irp) {
        ScaleExtension ext = device.extension(ScaleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        status = irp.complete(ext.pnp.state().acceptsCreate() ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }

    /** CLEANUP and CLOSE: nothing is kept for a handle. */
    private NtStatus dispatchClose(DeviceObject device, Irp irp) {
        ScaleExtension ext = device.extension(ScaleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    private NtStatus dispatchDeviceControl(DeviceObject device, Irp irp) {
        ScaleExtension ext = device.extension(ScaleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        status = ext.pnp.state().acceptsIo() ? controls.control(device, ext, irp) : STATUS_DELETE_PENDING;
        if (status != STATUS_PENDING) {
            irp.complete(status);
            ext.removeLock.release(irp);
        }
        return status;
    }

    private NtStatus passThrough(DeviceObject device, Irp irp) {
        ScaleExtension ext = device.extension(ScaleExtension.class);
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
        ScaleExtension ext = device.extension(ScaleExtension.class);
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

    private static void leave(ScaleExtension ext) {
        if (ext.deviceInterface.isEnabled()) {
            ext.deviceInterface.setState(false); // IoSetDeviceInterfaceState
        }
    }

    private static void agree(Irp irp, ScaleExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
