package org.wdmsim.samples.kettle;

import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLOSE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_BUSY;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_NOT_CONNECTED;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;

import java.util.List;
import org.wdmsim.base.Irql;
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
import org.wdmsim.io.IoDpc;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KInterrupt;

/**
 * Function driver of a kettle. A write of one byte, a temperature, is a packet: it is completed when the water is as hot as
 * that. Packets are done one after the other, in the system's queue for StartIo.
 *
 * <p>What a packet goes through stands in {@link KettlePackets}; here is what the PnP manager and programs see.
 *
 * @source learn.microsoft.com, "Using Remove Locks" (pass down, wait, detach, delete)
 */
public class KettleFunction implements Driver {
    /** The interface class of kettles. */
    public static final String GUID_DEVINTERFACE_KETTLE = "{0B6C51E2-94D7-4B7E-9B1C-6E7B1F0C2D33}";

    /** CmResourceTypePort, the only resource that a kettle needs. */
    public static final String CM_RESOURCE_TYPE_PORT = "CmResourceTypePort";

    private final KettlePackets packets;

    /** A function driver. */
    public KettleFunction() {
        this(new KettlePackets());
    }

    /** A function driver that treats its packets so. */
    protected KettleFunction(KettlePackets packets) {
        this.packets = packets;
    }

    @Override
    public final NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.majorFunction(IRP_MJ_CREATE, this::dispatchCreate)
                .majorFunction(IRP_MJ_CLEANUP, this::dispatchClose)
                .majorFunction(IRP_MJ_CLOSE, this::dispatchClose)
                .majorFunction(IRP_MJ_WRITE, this::dispatchWrite)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .majorFunction(IRP_MJ_POWER, this::passThrough)
                .majorFunction(IRP_MJ_SYSTEM_CONTROL, this::passThrough)
                .onStartIo(packets::startIo)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        KettleExtension ext = new KettleExtension();
        NtResult<DeviceObject> created =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        NtResult<DeviceInterface> named = DeviceInterface.register(pdo, GUID_DEVINTERFACE_KETTLE);
        if (!named.isSuccess()) {
            device.delete();
            return named.status();
        }
        ext.deviceInterface = named.value();
        ext.pnp = new DriverPnpLife(device);
        IoDpc.initialize(device, packets::dpcForIsr); // IoInitializeDpcRequest
        ext.removeLock.initialize("Kttl", 0, 0); // IoInitializeRemoveLock
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
        KettleExtension ext = device.extension(KettleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        status = irp.complete(ext.pnp.state().acceptsCreate() ? STATUS_SUCCESS : STATUS_NO_SUCH_DEVICE);
        ext.removeLock.release(irp); // IoReleaseRemoveLock
        return status;
    }

    /** CLEANUP and CLOSE. A packet of a closed handle boils on: it will not take long. */
    private NtStatus dispatchClose(DeviceObject device, Irp irp) {
        KettleExtension ext = device.extension(KettleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.complete(STATUS_SUCCESS);
        ext.removeLock.release(irp);
        return STATUS_SUCCESS;
    }

    /**
     * A write becomes a packet. It takes two shares: one for this routine, which IoStartPacket may keep busy longer than the
     * packet lives, and one for the packet.
     */
    private NtStatus dispatchWrite(DeviceObject device, Irp irp) {
        KettleExtension ext = device.extension(KettleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        if (irp.location().parameters(IrpParameters.ReadWrite.class).length() != 1) {
            status = STATUS_INVALID_PARAMETER;
        } else if (!ext.pnp.state().acceptsIo()) {
            status = STATUS_DEVICE_NOT_CONNECTED;
        } else {
            status = ext.removeLock.acquire(ext);
        }
        if (status.isSuccess()) {
            irp.markPending(); // IoMarkIrpPending
            device.startIo().startPacket(irp, packets::cancel); // IoStartPacket
            status = STATUS_PENDING;
        } else {
            irp.complete(status);
        }
        ext.removeLock.release(irp); // the IRP may be gone; here it is only a tag
        return status;
    }

    private NtStatus passThrough(DeviceObject device, Irp irp) {
        KettleExtension ext = device.extension(KettleExtension.class);
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
        KettleExtension ext = device.extension(KettleExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                // The hardware may be touched only once every driver below has started it.
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    status = connect(device, ext, irp.location().parameters(IrpParameters.StartDevice.class));
                }
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                    ext.deviceInterface.setState(true); // IoSetDeviceInterfaceState
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_REMOVE_DEVICE -> {
                return removeDevice(device, ext, irp);
            }
            case IRP_MN_SURPRISE_REMOVAL -> {
                stopForGood(device, ext, DriverPnpEvent.SURPRISE_REMOVAL);
                irp.setStatus(STATUS_SUCCESS);
            }
            case IRP_MN_QUERY_STOP_DEVICE -> {
                // A kettle keeps its ports. Who agreed would have to disconnect in STOP and hold packets until START.
                irp.complete(STATUS_DEVICE_BUSY);
                ext.removeLock.release(irp);
                return STATUS_DEVICE_BUSY;
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
            case IRP_MN_CANCEL_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
            case IRP_MN_CANCEL_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_STOP);
            default -> {
                // Not ours: the status stays as it came.
            }
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    /** Finds the registers among the translated resources, and connects the interrupt. */
    private NtStatus connect(DeviceObject device, KettleExtension ext, IrpParameters.StartDevice start) {
        List<Resource> translated = start.allocatedResourcesTranslated();
        if (translated == null || !translated.get(0).type().equals(CM_RESOURCE_TYPE_PORT)) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        ext.registers = device.kernel().ports().at(translated.get(0).start());
        KInterrupt interrupt = KInterrupt.connect( // IoConnectInterruptEx
                device.kernel(),
                ext.registers.line(),
                device,
                (same, context) -> packets.service(same, (DeviceObject) context),
                device);
        if (interrupt == null) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        Irql before = device.io().acquireCancelSpinLock();
        ext.interrupt = interrupt;
        ext.connected = true;
        device.io().releaseCancelSpinLock(before);
        return STATUS_SUCCESS;
    }

    /** IRP_MN_REMOVE_DEVICE: stop, pass down, wait, detach, delete. */
    private NtStatus removeDevice(DeviceObject device, KettleExtension ext, Irp irp) {
        stopForGood(device, ext, DriverPnpEvent.REMOVE);
        irp.setStatus(STATUS_SUCCESS);
        irp.skipLocation();
        NtStatus status = ext.lower.call(irp);
        // Packets may still be on their way: leave after the last of them,
        ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
        // and after the last lines of the DPC that has ended it.
        KDpc.flush(device.kernel()); // KeFlushQueuedDpcs
        ext.lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        return status;
    }

    /** Done once, by whichever of SURPRISE_REMOVAL and REMOVE_DEVICE comes first. */
    private void stopForGood(DeviceObject device, KettleExtension ext, DriverPnpEvent event) {
        boolean first = !ext.pnp.is(DriverPnpState.SURPRISE_REMOVED);
        ext.pnp.on(event);
        if (!first) {
            return;
        }
        packets.disconnect(device);
        if (ext.deviceInterface.isEnabled()) {
            ext.deviceInterface.setState(false); // IoSetDeviceInterfaceState
        }
    }

    private static void agree(Irp irp, KettleExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
