package org.wdmsim.pnp;

import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import com.google.common.base.Strings;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceRelations;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.IoStackLocation;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.po.Po;

/**
 * The virtual root bus: the driver {@code PnpManager}, whose one device is the root of the tree and whose children are the
 * root-enumerated devices. It is also the smallest bus driver there is.
 */
public final class RootBus implements Driver {
    private final List<Slot> slots = new CopyOnWriteArrayList<>(); // plugged by programs, read by the PnP worker
    private DriverObject driver;
    private volatile DeviceObject root;

    RootBus() {}

    /** A device that was plugged into the root bus. */
    public static final class Slot {
        private final String deviceId;
        private final String instanceId;
        private final DeviceIds ids;
        private final boolean rawDeviceOk;
        private final List<Resource> resources;
        private DeviceObject pdo;
        private Irp waitWake; // guarded by the cancel spin lock
        private volatile boolean present = true;
        private boolean reported;

        private Slot(String deviceId, String instanceId, DeviceIds ids, boolean rawDeviceOk, List<Resource> resources) {
            this.deviceId = deviceId;
            this.instanceId = instanceId;
            this.ids = ids;
            this.rawDeviceOk = rawDeviceOk;
            this.resources = List.copyOf(resources);
        }

        /** The instance path that the device gets. */
        public String instancePath() {
            return (deviceId + "\\" + instanceId).toUpperCase(Locale.ROOT);
        }

        /** True until it was pulled out. */
        public boolean isPresent() {
            return present;
        }
    }

    private static final class ChildExtension extends DeviceExtension {
        final Slot slot;

        ChildExtension(Slot slot) {
            this.slot = slot;
        }
    }

    private static final class RootExtension extends DeviceExtension {}

    /** Plugs a device in; it is found at the next enumeration of the root. */
    public Slot plugIn(DeviceIds ids, boolean rawDeviceOk) {
        return plugIn(ids, rawDeviceOk, List.of());
    }

    /**
     * Plugs a device in that needs resources.
     *
     * @param resources what START_DEVICE will bring, unless a driver filters it
     */
    public synchronized Slot plugIn(DeviceIds ids, boolean rawDeviceOk, List<Resource> resources) {
        String deviceId = ids.hardwareIds().get(0);
        int number = 0;
        while (isTaken(deviceId, instanceId(number))) {
            number++;
        }
        Slot slot = new Slot(deviceId, instanceId(number), ids, rawDeviceOk, resources);
        slots.add(slot);
        return slot;
    }

    private static String instanceId(int number) {
        return Strings.padStart(Integer.toString(number), 4, '0');
    }

    private boolean isTaken(String deviceId, String instanceId) {
        return slots.stream()
                .anyMatch(slot ->
                        slot.present && slot.deviceId.equalsIgnoreCase(deviceId) && slot.instanceId.equals(instanceId));
    }

    /** Pulls a device out; it is missed at the next enumeration of the root. */
    public void pullOut(Slot slot) {
        slot.present = false;
    }

    @Override
    public NtStatus driverEntry(DriverObject object, String registryPath) {
        driver = object;
        object.allMajorFunctions((device, irp) -> irp.complete(NtStatus.STATUS_INVALID_DEVICE_REQUEST))
                .majorFunction(IrpMajor.IRP_MJ_PNP, this::dispatchPnp)
                .majorFunction(IrpMajor.IRP_MJ_POWER, RootBus::dispatchPower)
                .majorFunction(IrpMajor.IRP_MJ_SYSTEM_CONTROL, RootBus::asItCame)
                .majorFunction(IrpMajor.IRP_MJ_CREATE, RootBus::succeed)
                .majorFunction(IrpMajor.IRP_MJ_CLEANUP, RootBus::succeed)
                .majorFunction(IrpMajor.IRP_MJ_CLOSE, RootBus::succeed);
        root = driver.createDevice(new RootExtension(), "\\Device\\Root", DeviceType.FILE_DEVICE_CONTROLLER, 0, false)
                .value();
        return STATUS_SUCCESS;
    }

    DeviceObject root() {
        return root;
    }

    /** What stands on the root bus has no switch: it follows every state. */
    private static NtStatus dispatchPower(DeviceObject device, Irp irp) {
        Po.startNextPowerIrp(irp);
        return switch (irp.location().minor()) {
            case IRP_MN_SET_POWER, IRP_MN_QUERY_POWER -> irp.complete(STATUS_SUCCESS);
            case IRP_MN_WAIT_WAKE ->
                device.rawExtension() instanceof ChildExtension child
                        ? keepWaitWake(device, child.slot, irp)
                        : asItCame(device, irp);
            default -> asItCame(device, irp);
        };
    }

    /** The wires of the machine: any device on the root bus can wake it from S3. */
    private static NtStatus keepWaitWake(DeviceObject device, Slot slot, Irp irp) {
        var wanted = irp.location().parameters(IrpParameters.WaitWake.class).powerState();
        if (wanted.compareTo(SystemPowerState.POWER_SYSTEM_SLEEPING3) > 0) {
            return irp.complete(NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        Irql old = device.io().acquireCancelSpinLock();
        NtStatus refusal = slot.waitWake != null
                ? NtStatus.STATUS_DEVICE_BUSY
                : irp.isCancelled() ? NtStatus.STATUS_CANCELLED : null;
        if (refusal == null) {
            slot.waitWake = irp;
            irp.markPending();
            irp.setCancelRoutine((same, cancelled) -> {
                slot.waitWake = null;
                same.io().releaseCancelSpinLock(cancelled.cancelIrql());
                cancelled.complete(NtStatus.STATUS_CANCELLED);
            });
        }
        device.io().releaseCancelSpinLock(old);
        return refusal == null ? NtStatus.STATUS_PENDING : irp.complete(refusal);
    }

    private static void endWaitWake(IoManager io, Slot slot, NtStatus status) {
        Irql old = io.acquireCancelSpinLock();
        Irp irp = slot.waitWake;
        if (irp != null) {
            irp.setCancelRoutine(null);
            slot.waitWake = null;
        }
        io.releaseCancelSpinLock(old);
        if (irp != null) {
            irp.complete(status);
        }
    }

    /** A device signals wake: its WAIT_WAKE ends with success, if it has one. */
    void signalWake(String instancePath) {
        for (Slot slot : slots) {
            if (slot.present && slot.instancePath().equalsIgnoreCase(instancePath)) {
                endWaitWake(root.io(), slot, STATUS_SUCCESS);
            }
        }
    }

    private static NtStatus succeed(DeviceObject device, Irp irp) {
        return irp.complete(STATUS_SUCCESS);
    }

    /** A PDO completes what it does not handle with the status that it came with. */
    private static NtStatus asItCame(DeviceObject device, Irp irp) {
        NtStatus status = irp.status();
        irp.complete();
        return status;
    }

    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        if (device == root) {
            return dispatchRoot(irp);
        }
        return dispatchChild(device, device.extension(ChildExtension.class).slot, irp);
    }

    private NtStatus dispatchRoot(Irp irp) {
        IoStackLocation location = irp.location();
        switch (location.minor()) {
            case IRP_MN_QUERY_DEVICE_RELATIONS -> {
                var parameters = location.parameters(IrpParameters.QueryDeviceRelations.class);
                if (parameters.type() != DeviceRelationType.BUS_RELATIONS) {
                    return asItCame(root, irp);
                }
                irp.setResult(busRelations());
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_START_DEVICE -> {
                return irp.complete(STATUS_SUCCESS);
            }
            default -> {
                return asItCame(root, irp);
            }
        }
    }

    private DeviceRelations busRelations() {
        DeviceRelations relations = DeviceRelations.empty();
        for (Slot slot : slots) {
            slot.reported = slot.present;
            if (slot.present) {
                if (slot.pdo == null) {
                    slot.pdo = driver.createDevice(
                                    new ChildExtension(slot),
                                    DeviceType.FILE_DEVICE_CONTROLLER,
                                    DeviceFlags.FILE_AUTOGENERATED_DEVICE_NAME | DeviceFlags.FILE_DEVICE_SECURE_OPEN)
                            .value();
                    slot.pdo.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
                }
                relations.add(slot.pdo);
            }
        }
        return relations;
    }

    private NtStatus dispatchChild(DeviceObject device, Slot slot, Irp irp) {
        IoStackLocation location = irp.location();
        switch (location.minor()) {
            case IRP_MN_START_DEVICE,
                    IRP_MN_QUERY_REMOVE_DEVICE,
                    IRP_MN_CANCEL_REMOVE_DEVICE,
                    IRP_MN_QUERY_STOP_DEVICE,
                    IRP_MN_CANCEL_STOP_DEVICE,
                    IRP_MN_STOP_DEVICE,
                    IRP_MN_DEVICE_ENUMERATED -> {
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_SURPRISE_REMOVAL -> {
                endWaitWake(device.io(), slot, NtStatus.STATUS_NO_SUCH_DEVICE);
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_REMOVE_DEVICE -> {
                endWaitWake(device.io(), slot, NtStatus.STATUS_NO_SUCH_DEVICE);
                irp.complete(STATUS_SUCCESS);
                if (!slot.reported) {
                    // Reported missing: nobody will ask for this PDO again.
                    device.delete();
                }
                return STATUS_SUCCESS;
            }
            case IRP_MN_QUERY_ID -> {
                return queryId(slot, location.parameters(IrpParameters.QueryId.class), irp);
            }
            case IRP_MN_QUERY_RESOURCE_REQUIREMENTS -> {
                if (slot.resources.isEmpty()) {
                    return asItCame(device, irp);
                }
                irp.setResult(slot.resources);
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_QUERY_CAPABILITIES -> {
                DeviceCapabilities capabilities = location.parameters(IrpParameters.QueryCapabilities.class)
                        .capabilities();
                capabilities.uniqueId = true;
                capabilities.rawDeviceOk = slot.rawDeviceOk;
                return irp.complete(STATUS_SUCCESS);
            }
            case IRP_MN_QUERY_DEVICE_RELATIONS -> {
                var parameters = location.parameters(IrpParameters.QueryDeviceRelations.class);
                if (parameters.type() != DeviceRelationType.TARGET_DEVICE_RELATION) {
                    return asItCame(device, irp);
                }
                irp.setResult(DeviceRelations.empty().add(device));
                return irp.complete(STATUS_SUCCESS);
            }
            default -> {
                return asItCame(device, irp);
            }
        }
    }

    private static NtStatus queryId(Slot slot, IrpParameters.QueryId parameters, Irp irp) {
        Object id = switch (parameters.idType()) {
            case BUS_QUERY_DEVICE_ID -> slot.deviceId;
            case BUS_QUERY_INSTANCE_ID -> slot.instanceId;
            case BUS_QUERY_HARDWARE_IDS -> slot.ids.hardwareIds();
            case BUS_QUERY_COMPATIBLE_IDS -> slot.ids.compatibleIds();
            default -> null;
        };
        if (id == null) {
            return asItCame(irp.location().device(), irp);
        }
        irp.setResult(id);
        return irp.complete(STATUS_SUCCESS);
    }
}
