package org.wdmsim.verifier;

import static org.wdmsim.io.DeviceFlags.DO_POWER_INRUSH;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.po.PoStep;
import org.wdmsim.po.PowerAsk;
import org.wdmsim.po.PowerManager;
import org.wdmsim.po.PowerRequest;
import org.wdmsim.trace.TraceEvent;

/** How drivers treat power: what they may do in DispatchPower, and what they must have taken back when they leave. */
final class PowerChecks {
    /** PowerIrpDDIs, as far as there are such routines here; a routine that is added later is found by its name. */
    private static final Set<String> PASSIVE_ONLY = Set.of(
            "IoBuildDeviceIoControlRequest",
            "IoBuildSynchronousFsdRequest",
            "IoConnectInterrupt",
            "IoCreateFile",
            "IoCreateSymbolicLink",
            "IoDeleteSymbolicLink",
            "IoDetachDevice",
            "IoDisconnectInterrupt",
            "IoGetDeviceInterfaces",
            "IoGetDeviceObjectPointer",
            "IoGetDeviceProperty",
            "IoInitializeTimer",
            "IoRegisterDeviceInterface",
            "IoRegisterPlugPlayNotification",
            "IoRegisterShutdownNotification",
            "IoReportTargetDeviceChange",
            "IoSetDeviceInterfaceState",
            "IoUnregisterPlugPlayNotification",
            "IoUnregisterPlugPlayNotificationEx",
            "IoUnregisterShutdownNotification",
            "IoWMIRegistrationControl");

    private static final Set<StepKind> LOOKED_AT = Set.of(
            IoStep.ADD_DEVICE,
            IoStep.IO_ATTACH_DEVICE,
            IoStep.IO_ATTACH_DEVICE_SAFE,
            IoStep.ADD_DEVICE_RETURNS,
            IoStep.IO_CALL_DRIVER,
            IoStep.IO_COMPLETE_REQUEST,
            IoStep.IRP_FINISHED,
            IoStep.IO_FREE_IRP,
            IoStep.IO_FORWARD_IRP_SYNCHRONOUSLY,
            IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT,
            IoStep.IO_DETACH_DEVICE,
            IoStep.IO_DELETE_DEVICE,
            KeStep.KE_WAIT,
            KeStep.KE_WAIT_MULTIPLE,
            KeStep.KE_DELAY,
            PoStep.PO_REQUEST_POWER_IRP);

    private final Kernel kernel;
    private final PowerIrpChecks irps;

    private final Map<String, List<DeviceObject>> attachedInAddDevice = new LinkedHashMap<>();

    PowerChecks(Kernel kernel) {
        this.kernel = kernel;
        this.irps = new PowerIrpChecks(kernel);
    }

    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind) || PASSIVE_ONLY.contains(kind.title());
    }

    /** Before a step in this routine. */
    void before(TraceEvent event, RoutineEntry routine) {
        RoutineEntry dispatch = routine == null ? null : routine.power;
        if (dispatch != null) {
            mustNotNeedPassive(event, dispatch);
        }
        if (event.kind() instanceof IoStep step) {
            before(step, event, dispatch);
        } else if ((event.kind() == KeStep.KE_WAIT || event.kind() == KeStep.KE_WAIT_MULTIPLE)
                        && !Long.valueOf(0).equals(event.first())
                || event.kind() == KeStep.KE_DELAY) {
            mustNotWait(event, dispatch);
        } else if (event.kind() == PoStep.PO_REQUEST_POWER_IRP) {
            mustNotWantIrp(event);
        }
    }

    private void before(IoStep step, TraceEvent event, RoutineEntry dispatch) {
        switch (step) {
            case ADD_DEVICE -> attachedInAddDevice.put(event.thread(), new ArrayList<>());
            case IO_ATTACH_DEVICE, IO_ATTACH_DEVICE_SAFE -> {
                List<DeviceObject> attached = attachedInAddDevice.get(event.thread());
                if (attached != null) {
                    attached.add((DeviceObject) event.subject());
                }
            }
            case ADD_DEVICE_RETURNS -> addDeviceReturns(event);
            case IO_CALL_DRIVER -> irps.call((DeviceObject) event.subject(), (Irp) event.first(), event.irql());
            case IO_COMPLETE_REQUEST -> irps.complete((Irp) event.subject(), event.second());
            case IRP_FINISHED, IO_FREE_IRP -> irps.finished((Irp) event.subject());
            case IO_FORWARD_IRP_SYNCHRONOUSLY, IO_RELEASE_REMOVE_LOCK_AND_WAIT -> mustNotWait(event, dispatch);
            case IO_DETACH_DEVICE -> {
                if (event.first() instanceof DeviceObject upper) {
                    mustNotLeave(upper, event);
                }
            }
            case IO_DELETE_DEVICE -> mustNotLeave((DeviceObject) event.subject(), event);
            default -> {
                // Not about power.
            }
        }
    }

    // ---- In DispatchPower.

    private void mustNotWait(TraceEvent event, RoutineEntry dispatch) {
        if (dispatch == null) {
            return;
        }
        throw violation(OwnRules.POWER_DISPATCH_WAITS, "wait inside DispatchPower", dispatch.device())
                .what(event.kind().title() + " while the thread is in the power dispatch routine of "
                        + dispatch.device().objectName() + " with "
                        + dispatch.irp().objectName() + ", "
                        + dispatch.request())
                .todo("set a completion routine that returns STATUS_MORE_PROCESSING_REQUIRED, or give"
                        + " PoRequestPowerIrp a callback, and go on there")
                .stop();
    }

    private void mustNotNeedPassive(TraceEvent event, RoutineEntry dispatch) {
        if (dispatch.request() != IrpMinor.IRP_MN_SET_POWER
                || !PASSIVE_ONLY.contains(event.kind().title())) {
            return;
        }
        throw violation(
                        OwnRules.POWER_IRP_DDIS,
                        "a routine for PASSIVE_LEVEL inside SET_POWER (PowerIrpDDIs)",
                        dispatch.device())
                .what(event.kind().title() + " while "
                        + dispatch.device().driver().objectName() + " handles "
                        + dispatch.irp().objectName() + ", a SET_POWER, which may come at DISPATCH_LEVEL")
                .todo("do this in START_DEVICE or REMOVE_DEVICE, or from a worker")
                .stop();
    }

    private void mustNotWantIrp(TraceEvent event) {
        if (event.first() == IrpMinor.IRP_MN_WAIT_WAKE || !((PowerAsk) event.second()).wantsIrp()) {
            return;
        }
        throw violation(0x4100B, "PoRequestPowerIrp with an IRP pointer (RequestedPowerIrp)", (DeviceObject)
                        event.subject())
                .what("PoRequestPowerIrp for " + event.first() + " asks for the IRP, which may be gone already")
                .todo("give NULL for the IRP, except for a WAIT_WAKE, which its sender must be able to cancel")
                .stop();
    }

    // ---- Leaving.

    private void mustNotLeave(DeviceObject device, TraceEvent event) {
        if (device.isFreed()) {
            return;
        }
        PowerManager manager = PowerManager.of(device);
        for (PowerRequest request : manager.requests()) {
            if (!request.isTransition() && request.stillNeeds(device)) {
                throw violation(OwnRules.WAIT_WAKE_PENDING, "device leaves with its WAIT_WAKE pending", device)
                        .what(event.kind().title() + ": " + device.objectName() + " leaves, but " + request.describe()
                                + " is still pending")
                        .todo(
                                "the driver that asked cancels it (IoCancelIrp) in REMOVE_DEVICE and SURPRISE_REMOVAL, and"
                                        + " waits until its callback has run; the bus driver ends one that is left")
                        .stop();
            }
        }
        if (event.kind() == IoStep.IO_DELETE_DEVICE && manager.detectsIdle(device)) {
            throw violation(OwnRules.IDLE_DETECTION_LEFT, "device deleted while it is watched for idleness", device)
                    .what("IoDeleteDevice on " + device.objectName()
                            + ", which is registered for idle detection: a power IRP may be on its way to it")
                    .todo("call PoRegisterDeviceForIdleDetection with both times 0 before IoReleaseRemoveLockAndWait")
                    .stop();
        }
    }

    // ---- Flags.

    private void addDeviceReturns(TraceEvent event) {
        List<DeviceObject> attached = attachedInAddDevice.remove(event.thread());
        boolean succeeded = event.first() instanceof NtStatus status && status.isSuccess();
        if (attached == null || !succeeded) {
            return;
        }
        DriverObject driver = (DriverObject) event.subject();
        for (DeviceObject device : attached) {
            if (device.driver() == driver && device.attachedTo() != null) {
                flagsMustFit(device, device.attachedTo());
            }
        }
    }

    private void flagsMustFit(DeviceObject device, DeviceObject lower) {
        if (lower.hasFlag(DO_POWER_PAGABLE) && !device.hasFlag(DO_POWER_PAGABLE)) {
            throw Violation.ofIo(kernel, "DO_POWER_PAGABLE not inherited", 0x23F)
                    .about(device)
                    .what(device.objectName() + " is attached to " + lower.objectName()
                            + ", which has DO_POWER_PAGABLE, and has not set it")
                    .todo("after attaching copy DO_POWER_PAGABLE from the lower device, before clearing"
                            + " DO_DEVICE_INITIALIZING")
                    .stop();
        }
        if (device.hasFlag(DO_POWER_PAGABLE) && device.hasFlag(DO_POWER_INRUSH)) {
            throw violation(OwnRules.PAGABLE_AND_INRUSH, "DO_POWER_PAGABLE with DO_POWER_INRUSH", device)
                    .what(device.objectName() + " has both DO_POWER_PAGABLE and DO_POWER_INRUSH")
                    .todo("set one of the two")
                    .stop();
        }
    }

    private Violation violation(int number, String title, DeviceObject device) {
        return Violation.of(kernel, title, number, device).about(device);
    }
}
