package org.wdmsim.samples.toaster;

import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_WORKING;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.BusInformation;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceRelations;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.po.Po;

/**
 * The PDO side of the bus driver: what is true of one toaster, whoever drives it. It completes every request; what it does
 * not handle ends with the status it came with.
 */
final class ToasterPdo {
    private static final String DEVICE_ID = "TOASTER\\MsToaster";
    private static final List<String> HARDWARE_IDS = List.of("TOASTER\\MsToaster_Rev01", "TOASTER\\MsToaster");
    private static final List<String> COMPATIBLE_IDS = List.of("TOASTER\\CompatibleToaster");

    private static final BusInformation BUS =
            new BusInformation("{5b0f4d21-7c1e-4e53-8e6a-70a57e12b0e2}", BusInformation.PNP_BUS, 0);

    private ToasterPdo() {}

    static NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        ChildExtension ext = device.extension(ChildExtension.class);
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                ext.pnp.on(DriverPnpEvent.START);
                ext.switchedOff = false;
                Po.setPowerState(device, POWER_DEVICE_D0); // PoSetPowerState
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> ext.pnp.on(DriverPnpEvent.QUERY_REMOVE);
            case IRP_MN_CANCEL_REMOVE_DEVICE -> ext.pnp.on(DriverPnpEvent.CANCEL_REMOVE);
            case IRP_MN_QUERY_STOP_DEVICE -> ext.pnp.on(DriverPnpEvent.QUERY_STOP);
            case IRP_MN_CANCEL_STOP_DEVICE -> ext.pnp.on(DriverPnpEvent.CANCEL_STOP);
            case IRP_MN_STOP_DEVICE -> ext.pnp.on(DriverPnpEvent.STOP);
            case IRP_MN_SURPRISE_REMOVAL -> {
                ext.surprised = true;
                ext.pnp.on(DriverPnpEvent.SURPRISE_REMOVAL);
                powerOff(device, ext);
            }
            case IRP_MN_REMOVE_DEVICE -> {
                return removeDevice(device, ext, irp);
            }
            case IRP_MN_QUERY_ID -> {
                Object id = id(ext, irp.location().parameters(IrpParameters.QueryId.class));
                if (id == null) {
                    return endAsItCame(irp);
                }
                irp.setResult(id);
            }
            case IRP_MN_QUERY_CAPABILITIES -> {
                DeviceCapabilities capabilities = irp.location()
                        .parameters(IrpParameters.QueryCapabilities.class)
                        .capabilities();
                capabilities.address = ext.serial;
                capabilities.uiNumber = ext.serial;
                capabilities.removable = true;
                capabilities.surpriseRemovalOk = true;
                capabilities.uniqueId = true;
                Arrays.fill(capabilities.deviceState, POWER_DEVICE_D3);
                capabilities.deviceState[POWER_SYSTEM_WORKING.value()] = POWER_DEVICE_D0;
                capabilities.systemWake = ToasterWake.SYSTEM_WAKE;
                capabilities.deviceWake = POWER_DEVICE_D3;
            }
            case IRP_MN_QUERY_DEVICE_TEXT -> irp.setResult("Toaster " + ext.serial);
            case IRP_MN_QUERY_DEVICE_RELATIONS -> {
                var parameters = irp.location().parameters(IrpParameters.QueryDeviceRelations.class);
                if (parameters.type() != DeviceRelationType.TARGET_DEVICE_RELATION) {
                    return endAsItCame(irp);
                }
                irp.setResult(DeviceRelations.empty().add(device));
            }
            case IRP_MN_QUERY_BUS_INFORMATION -> irp.setResult(BUS);
            default -> {
                return endAsItCame(irp);
            }
        }
        return irp.complete(STATUS_SUCCESS); // IoCompleteRequest
    }

    /** REMOVE keeps a PDO that was in the last answer, for drivers to come; it deletes one that was not. */
    private static NtStatus removeDevice(DeviceObject device, ChildExtension ext, Irp irp) {
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        powerOff(device, ext);
        irp.complete(STATUS_SUCCESS);
        if (ext.reported) {
            ext.pnp = new DriverPnpLife(device);
            ext.surprised = false;
            ext.removeLock.release(irp); // IoReleaseRemoveLock
        } else {
            ext.pnp.on(DriverPnpEvent.REMOVE);
            Toasters.forget(ext);
            // Somebody else may have taken the WAIT_WAKE off, and be about to complete it.
            ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
            device.delete(); // IoDeleteDevice
        }
        return STATUS_SUCCESS;
    }

    /** Nobody sends SET_POWER when a device leaves: the slot is switched off, and a WAIT_WAKE that is left ends. */
    private static void powerOff(DeviceObject device, ChildExtension ext) {
        ext.switchedOff = true;
        Po.setPowerState(device, POWER_DEVICE_D3);
        ToasterWake.end(ext, STATUS_NO_SUCH_DEVICE);
    }

    /** DispatchPower: the slot follows every device state, and every system state is fine with it. */
    static NtStatus dispatchPower(DeviceObject device, Irp irp) {
        ChildExtension ext = device.extension(ChildExtension.class);
        switch (irp.location().minor()) {
            case IRP_MN_SET_POWER -> {
                var power = irp.location().parameters(IrpParameters.Power.class);
                if (power.state() instanceof DevicePowerState state) {
                    Po.setPowerState(device, state);
                    if (ext.switchedOff && state == POWER_DEVICE_D0) {
                        // REMOVE_DEVICE has overtaken this IRP, or comes just now: the slot stays off. The state first,
                        // then this look; REMOVE_DEVICE does it the other way round, so one of the two sees the other.
                        Po.setPowerState(device, POWER_DEVICE_D3);
                    }
                }
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_QUERY_POWER -> {
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_WAIT_WAKE -> {
                return ToasterWake.keep(device, ext, irp);
            }
            default -> {
                return endAsItCame(irp); // POWER_SEQUENCE: nobody counts
            }
        }
    }

    private static Object id(ChildExtension ext, IrpParameters.QueryId query) {
        return switch (query.idType()) {
            case BUS_QUERY_DEVICE_ID -> DEVICE_ID;
            case BUS_QUERY_HARDWARE_IDS -> HARDWARE_IDS;
            case BUS_QUERY_COMPATIBLE_IDS -> COMPATIBLE_IDS;
            case BUS_QUERY_INSTANCE_ID ->
                ext.incarnation == 0
                        ? String.format(Locale.ROOT, "%02d", ext.serial)
                        : String.format(Locale.ROOT, "%02d_%d", ext.serial, ext.incarnation);
            default -> null;
        };
    }

    static NtStatus endAsItCame(Irp irp) {
        NtStatus status = irp.status();
        irp.complete();
        return status;
    }
}
