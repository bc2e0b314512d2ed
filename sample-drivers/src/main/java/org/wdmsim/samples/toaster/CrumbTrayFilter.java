package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_DIRECT_IO;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;

import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.Irp;

/** Lower filter on a toaster: lets everything fall through. The smallest driver that may stand in a stack. */
public final class CrumbTrayFilter implements Driver {
    @Override
    public NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.allMajorFunctions(this::passThrough)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        FilterExtension ext = new FilterExtension();
        NtResult<DeviceObject> created = driver.createDevice(ext, pdo.type(), FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        ext.pnp = new DriverPnpLife(device);
        ext.removeLock.initialize("Crmb", 0, 0); // IoInitializeRemoveLock
        NtStatus status = device.attachToSafe(pdo, lower -> ext.lower = lower); // IoAttachDeviceToDeviceStackSafe
        if (!status.isSuccess()) {
            device.delete();
            return STATUS_NO_SUCH_DEVICE;
        }
        device.setFlags(ext.lower.flags() & (DO_BUFFERED_IO | DO_DIRECT_IO | DO_POWER_PAGABLE));
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    /** Every major but PNP. */
    private NtStatus passThrough(DeviceObject device, Irp irp) {
        FilterExtension ext = device.extension(FilterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = ext.lower.call(irp); // IoCallDriver
        ext.removeLock.release(irp); // the IRP is gone; here it is only a tag
        return status;
    }

    /** DispatchPnp; runs at PASSIVE_LEVEL. */
    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        FilterExtension ext = device.extension(FilterExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                // The device works only once every driver below has started it.
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_REMOVE_DEVICE -> {
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
            case IRP_MN_QUERY_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
            case IRP_MN_CANCEL_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
            case IRP_MN_SURPRISE_REMOVAL -> agree(irp, ext, DriverPnpEvent.SURPRISE_REMOVAL);
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

    private static void agree(Irp irp, FilterExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
