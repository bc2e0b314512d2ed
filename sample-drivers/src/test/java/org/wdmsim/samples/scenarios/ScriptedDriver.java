package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;

import java.util.EnumMap;
import java.util.Map;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.RemoveLock;

/** A function or filter driver that keeps every rule, and says no where a test tells it to. */
final class ScriptedDriver implements Driver {
    private final Map<IrpMinor, NtStatus> refusals = new EnumMap<>(IrpMinor.class);
    private NtStatus addDeviceStatus = STATUS_SUCCESS;
    private NtStatus queryAfterthought = STATUS_SUCCESS;
    private int refusesFrom = 1;
    private int deviceState;
    private int devices;

    private static final class Extension extends DeviceExtension {
        final RemoveLock removeLock = new RemoveLock(this);
        final int number;
        DeviceObject lower;

        Extension(int number) {
            this.number = number;
        }
    }

    /** Refuses a request: START when the lower drivers have started, any other on the way down. */
    ScriptedDriver refusing(IrpMinor minor, NtStatus status) {
        refusals.put(minor, status);
        return this;
    }

    /** Refuses only on the devices that it made as the nth and later. */
    ScriptedDriver fromDevice(int nth) {
        refusesFrom = nth;
        return this;
    }

    /** From now on answers QUERY_PNP_DEVICE_STATE with these bits too. */
    void saysOfItsDevice(int stateBits) {
        deviceState = stateBits;
    }

    /** Refuses QUERY_REMOVE_DEVICE on the way up, after every lower driver has agreed. */
    ScriptedDriver refusingQueryOnTheWayUp(NtStatus status) {
        queryAfterthought = status;
        return this;
    }

    /** Fails in AddDevice, after it has made its device and taken it away again. */
    ScriptedDriver failingAddDevice(NtStatus status) {
        addDeviceStatus = status;
        return this;
    }

    @Override
    public NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.allMajorFunctions(ScriptedDriver::pass)
                .majorFunction(IrpMajor.IRP_MJ_PNP, this::dispatchPnp)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        devices++;
        Extension ext = new Extension(devices);
        DeviceObject device =
                driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
        if (!addDeviceStatus.isSuccess()) {
            device.delete();
            return addDeviceStatus;
        }
        ext.removeLock.initialize("Scrp", 0, 0);
        device.attachToSafe(pdo, lower -> ext.lower = lower);
        device.setFlags(ext.lower.flags() & DO_POWER_PAGABLE);
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    private static NtStatus pass(DeviceObject device, Irp irp) {
        Extension ext = device.extension(Extension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        Extension ext = device.extension(Extension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        IrpMinor minor = irp.location().minor();
        NtStatus refusal = ext.number < refusesFrom ? null : refusals.get(minor);
        switch (minor) {
            case IRP_MN_START_DEVICE -> {
                status = ext.lower.forwardAndWait(irp);
                if (status.isSuccess() && refusal != null) {
                    status = refusal;
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_QUERY_PNP_DEVICE_STATE -> {
                if (deviceState != 0) {
                    irp.setInformation(irp.information() | deviceState);
                    irp.setStatus(STATUS_SUCCESS);
                }
            }
            case IRP_MN_REMOVE_DEVICE -> {
                irp.setStatus(STATUS_SUCCESS);
                irp.skipLocation();
                status = ext.lower.call(irp);
                ext.removeLock.releaseAndWait(irp);
                ext.lower.detach();
                device.delete();
                return status;
            }
            case IRP_MN_QUERY_REMOVE_DEVICE, IRP_MN_CANCEL_REMOVE_DEVICE, IRP_MN_SURPRISE_REMOVAL -> {
                if (refusal != null) {
                    irp.complete(refusal);
                    ext.removeLock.release(irp);
                    return refusal;
                }
                irp.setStatus(STATUS_SUCCESS);
                if (minor == IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE && !queryAfterthought.isSuccess()) {
                    ext.lower.forwardAndWait(irp);
                    irp.complete(queryAfterthought);
                    ext.removeLock.release(irp);
                    return queryAfterthought;
                }
            }
            default -> {
                // Not ours: the status stays as it came.
            }
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }
}
