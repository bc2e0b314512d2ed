package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLOSE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_INTERNAL_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;
import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;

import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.ke.KSpinLock;

/**
 * Bus driver: the FDO of the toaster bus, which reports toasters. Programs plug toasters in, pull them out and press
 * their levers with three control codes, as a user's hand would.
 *
 * <p>The toasters' PDOs are this driver's too: {@link ToasterPdo}.
 */
public final class ToasterBus implements Driver {
    /** The interface class of toaster buses. */
    public static final String GUID_DEVINTERFACE_BUSENUM_TOASTER = "{D35F7840-6A0C-11D2-B841-00C04FAD5171}";

    /** Plugs a toaster in; the input's first byte is its serial number. */
    public static final int IOCTL_BUSENUM_PLUGIN_HARDWARE = 0x2A2000;

    /** Pulls a toaster out, without asking anybody; the input's first byte is its serial number. */
    public static final int IOCTL_BUSENUM_UNPLUG_HARDWARE = 0x2A2004;

    /** Presses a toaster's lever; the signal goes up to the bus's parent. The input's first byte is its serial number. */
    public static final int IOCTL_BUSENUM_PRESS_LEVER = 0x2A2008;

    @Override
    public NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.majorFunction(IRP_MJ_CREATE, ToasterBus::dispatchCreate)
                .majorFunction(IRP_MJ_CLEANUP, ToasterBus::close)
                .majorFunction(IRP_MJ_CLOSE, ToasterBus::close)
                .majorFunction(IRP_MJ_DEVICE_CONTROL, ToasterBus::dispatchDeviceControl)
                .majorFunction(IRP_MJ_INTERNAL_DEVICE_CONTROL, ToasterBus::passOrEnd)
                .majorFunction(IRP_MJ_PNP, ToasterBus::dispatchPnp)
                .majorFunction(IRP_MJ_POWER, ToasterBus::dispatchPower)
                .majorFunction(IRP_MJ_SYSTEM_CONTROL, ToasterBus::passOrEnd)
                .onAddDevice(ToasterBus::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private static NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        BusExtension ext = new BusExtension();
        NtResult<DeviceObject> created =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_BUS_EXTENDER, FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        NtResult<DeviceInterface> named = DeviceInterface.register(pdo, GUID_DEVINTERFACE_BUSENUM_TOASTER);
        if (!named.isSuccess()) {
            device.delete();
            return named.status();
        }
        ext.deviceInterface = named.value();
        ext.pdo = pdo;
        ext.pnp = new DriverPnpLife(device);
        ext.childLock = new KSpinLock(driver.kernel(), device.objectName() + ".childLock");
        ext.power = new PowerPolicy(device, pdo, ext.removeLock, () -> {}, () -> {}); // the bus has nothing to save
        ext.waitWake = new WaitWake(
                device,
                ext.removeLock,
                () -> ext.wakingChildren > 0 && ext.pnp.is(DriverPnpState.STARTED),
                () -> ToasterWake.signalled(ext));
        ext.removeLock.initialize("TBus", 0, 0); // IoInitializeRemoveLock
        NtStatus status = device.attachToSafe(pdo, lower -> ext.lower = lower); // IoAttachDeviceToDeviceStackSafe
        if (!status.isSuccess()) {
            device.delete();
            return STATUS_NO_SUCH_DEVICE;
        }
        device.setFlags(ext.lower.flags() & DO_POWER_PAGABLE);
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    /**
     * CREATE: refused once the bus has agreed to go. A handle that came after the PnP manager has counted them would still
     * be open when REMOVE_DEVICE takes the device apart. A PDO takes it for a toaster without a driver.
     */
    private static NtStatus dispatchCreate(DeviceObject device, Irp irp) {
        if (device.rawExtension() instanceof ChildExtension) {
            return irp.complete(STATUS_SUCCESS);
        }
        BusExtension ext = device.extension(BusExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        status = ext.pnp.state().acceptsCreate() ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE;
        irp.complete(status);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }

    /** CLEANUP and CLOSE: the bus keeps nothing for a handle. */
    private static NtStatus close(DeviceObject device, Irp irp) {
        if (device.rawExtension() instanceof ChildExtension) {
            return irp.complete(STATUS_SUCCESS);
        }
        BusExtension ext = device.extension(BusExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return STATUS_SUCCESS;
    }

    private static NtStatus dispatchDeviceControl(DeviceObject device, Irp irp) {
        if (device.rawExtension() instanceof ChildExtension) {
            return irp.complete(STATUS_INVALID_DEVICE_REQUEST);
        }
        BusExtension ext = device.extension(BusExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        var parameters = irp.location().parameters(IrpParameters.DeviceControl.class);
        if (!ext.pnp.state().acceptsIo()) {
            status = STATUS_NO_SUCH_DEVICE;
        } else if (parameters.inputBufferLength() < 1) {
            status = STATUS_INVALID_PARAMETER;
        } else {
            int serial = irp.systemBuffer()[0];
            status = switch (parameters.ioControlCode()) {
                case IOCTL_BUSENUM_PLUGIN_HARDWARE -> Toasters.plugIn(device, ext, serial);
                case IOCTL_BUSENUM_UNPLUG_HARDWARE -> Toasters.pullOut(ext, serial);
                case IOCTL_BUSENUM_PRESS_LEVER -> Toasters.pressLever(ext, serial);
                default -> STATUS_INVALID_DEVICE_REQUEST;
            };
            if (status.isSuccess() && parameters.ioControlCode() != IOCTL_BUSENUM_PRESS_LEVER) {
                ext.pdo.invalidateRelations(DeviceRelationType.BUS_RELATIONS); // IoInvalidateDeviceRelations
            }
        }
        irp.complete(status);
        ext.removeLock.release(irp);
        return status;
    }

    private static NtStatus dispatchPower(DeviceObject device, Irp irp) {
        if (device.rawExtension() instanceof ChildExtension) {
            return ToasterPdo.dispatchPower(device, irp);
        }
        BusExtension ext = device.extension(BusExtension.class);
        return irp.location().minor() == IRP_MN_WAIT_WAKE
                ? ext.waitWake.dispatch(ext.lower, irp)
                : ext.power.dispatch(ext.lower, irp);
    }

    /** The FDO passes on what it does not handle; a PDO ends it as it came. */
    private static NtStatus passOrEnd(DeviceObject device, Irp irp) {
        if (device.rawExtension() instanceof ChildExtension) {
            return ToasterPdo.endAsItCame(irp);
        }
        BusExtension ext = device.extension(BusExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = ext.lower.call(irp); // IoCallDriver
        ext.removeLock.release(irp); // the IRP is gone; here it is only a tag
        return status;
    }

    private static NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        return device.rawExtension() instanceof ChildExtension
                ? ToasterPdo.dispatchPnp(device, irp)
                : dispatchBusPnp(device, irp);
    }

    /** DispatchPnp of the FDO; runs at PASSIVE_LEVEL. */
    private static NtStatus dispatchBusPnp(DeviceObject device, Irp irp) {
        BusExtension ext = device.extension(BusExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                    ext.power.started();
                    ext.deviceInterface.setState(true); // IoSetDeviceInterfaceState
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_QUERY_DEVICE_RELATIONS -> {
                var parameters = irp.location().parameters(IrpParameters.QueryDeviceRelations.class);
                if (parameters.type() == DeviceRelationType.BUS_RELATIONS) {
                    irp.setResult(Toasters.report(device, ext, irp.result()));
                    irp.setStatus(STATUS_SUCCESS);
                }
            }
            case IRP_MN_REMOVE_DEVICE -> {
                Toasters.letGo(ext, irp);
                ext.pnp.on(DriverPnpEvent.REMOVE);
                ext.waitWake.cancel();
                if (ext.deviceInterface.isEnabled()) {
                    ext.deviceInterface.setState(false);
                }
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
                ext.waitWake.cancel();
                if (ext.deviceInterface.isEnabled()) {
                    ext.deviceInterface.setState(false);
                }
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
                ext.waitWake.cancel();
            }
            case IRP_MN_CANCEL_REMOVE_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
                if (ext.wakingChildren > 0) {
                    ext.waitWake.arm();
                }
            }
            case IRP_MN_QUERY_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_STOP);
            case IRP_MN_CANCEL_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_STOP);
            case IRP_MN_STOP_DEVICE -> {
                agree(irp, ext, DriverPnpEvent.STOP);
                ext.waitWake.cancel();
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

    private static void agree(Irp irp, BusExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
