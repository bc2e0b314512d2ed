package org.wdmsim.verifier;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** The I/O verifier: how drivers handle devices and IRPs; bug check 0xC9. */
final class IoChecks {
    private static final Set<StepKind> LOOKED_AT = Set.of(
            IoStep.ADD_DEVICE,
            IoStep.ADD_DEVICE_RETURNS,
            IoStep.IO_ATTACH_DEVICE,
            IoStep.IO_ATTACH_DEVICE_SAFE,
            IoStep.DISPATCH_RETURN,
            IoStep.COMPLETION_RETURN,
            IoStep.IO_DETACH_DEVICE,
            IoStep.IO_DELETE_DEVICE,
            IoStep.IO_COMPLETE_REQUEST,
            IoStep.IO_CALL_DRIVER);

    private final Kernel kernel;
    private final Map<String, DriverObject> addingDevice = new LinkedHashMap<>();
    private final Set<DeviceObject> madeInAddDevice = new LinkedHashSet<>();

    IoChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind);
    }

    /** Before a step in this routine, or one that closes it. */
    void before(TraceEvent event, RoutineEntry routine) {
        if (!(event.kind() instanceof IoStep step)) {
            return;
        }
        switch (step) {
            case ADD_DEVICE -> addingDevice.put(event.thread(), (DriverObject) event.subject());
            case ADD_DEVICE_RETURNS -> addingDevice.remove(event.thread());
            case IO_ATTACH_DEVICE, IO_ATTACH_DEVICE_SAFE -> attach(event);
            case DISPATCH_RETURN -> dispatchReturns(event, routine);
            case COMPLETION_RETURN -> completionReturns(event, routine);
            case IO_DETACH_DEVICE -> detach((DeviceObject) event.subject(), routine);
            case IO_DELETE_DEVICE -> delete((DeviceObject) event.subject(), routine);
            case IO_COMPLETE_REQUEST -> complete((Irp) event.subject());
            case IO_CALL_DRIVER -> call((DeviceObject) event.subject(), (Irp) event.first(), event.irql());
            default -> {
                // Nothing to check.
            }
        }
    }

    private void completionReturns(TraceEvent event, RoutineEntry routine) {
        if (routine == null) {
            return; // it was entered when nobody looked yet
        }
        Irql before = routine.event.irql();
        if (event.irql() != before) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                            "completion routine returned at another IRQL")
                    .parameters(0xFA, 0, before.level(), event.irql().level())
                    .what("the completion routine for " + TraceEvent.text(event.first()) + " was entered at " + before
                            + " and returned at " + event.irql())
                    .todo("lower the IRQL, or release the spin lock, on every way out")
                    .about(event.subject())
                    .build());
        }
    }

    private void attach(TraceEvent event) {
        DeviceObject device = (DeviceObject) event.subject();
        if (addingDevice.get(event.thread()) == device.driver()) {
            madeInAddDevice.add(device);
        }
    }

    private static boolean isIn(RoutineEntry routine, IrpMinor minor) {
        return routine != null && routine.dispatch != null && routine.dispatch.request() == minor;
    }

    private void dispatchReturns(TraceEvent event, RoutineEntry dispatch) {
        if (dispatch == null) {
            return; // it was entered when nobody looked yet
        }
        DeviceObject device = dispatch.device();
        Irql before = dispatch.event.irql();
        if (event.irql() != before) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                            "dispatch routine returned at another IRQL (IrqlReturn)")
                    .parameters(0x2001D, device)
                    .what("the dispatch routine of " + device.driver().objectName() + " was entered at " + before
                            + " and returned at " + event.irql())
                    .todo("lower the IRQL, or release the spin lock, on every way out")
                    .about(device)
                    .build());
        }
        if (dispatch.request() == IrpMinor.IRP_MN_REMOVE_DEVICE
                && madeInAddDevice.contains(device)
                && event.second() != NtStatus.STATUS_PENDING
                && event.second() != NtStatus.STATUS_DELETE_PENDING) {
            removed(device);
        }
    }

    private void removed(DeviceObject device) {
        if (!device.isFreed() && device.attachedTo() != null) {
            throw violation(0x21D, "device not detached on REMOVE_DEVICE", device)
                    .what("IRP_MN_REMOVE_DEVICE has returned, but " + device.objectName() + " is still attached to "
                            + device.attachedTo().objectName())
                    .todo("call IoDetachDevice on the lower device after IoReleaseRemoveLockAndWait")
                    .stop();
        }
        if (!device.isDeletePending()) {
            throw violation(0x21E, "device not deleted on REMOVE_DEVICE", device)
                    .what("IRP_MN_REMOVE_DEVICE has returned, but " + device.objectName() + " was not deleted")
                    .todo("call IoDeleteDevice as the last act of IRP_MN_REMOVE_DEVICE")
                    .stop();
        }
    }

    private void detach(DeviceObject lower, RoutineEntry routine) {
        if (isIn(routine, IrpMinor.IRP_MN_SURPRISE_REMOVAL)) {
            throw violation(0x241, "device detached in SURPRISE_REMOVAL", lower)
                    .what("IoDetachDevice on " + lower.objectName()
                            + " in IRP_MN_SURPRISE_REMOVAL; requests still come, and" + " REMOVE_DEVICE too")
                    .todo("detach in IRP_MN_REMOVE_DEVICE")
                    .stop();
        }
        if (!lower.isFreed() && lower.attachedDevice() == null) {
            throw violation(0x202, "IoDetachDevice on a device to which nothing is attached", lower)
                    .what("IoDetachDevice on " + lower.objectName() + ", to which nothing is attached")
                    .todo("detach once, and give IoDetachDevice the lower device")
                    .stop();
        }
    }

    private void delete(DeviceObject device, RoutineEntry routine) {
        if (device.isFreed()) {
            return;
        }
        if (device.isDeletePending()) {
            throw violation(0x240, "device deleted twice", device)
                    .what("IoDeleteDevice on " + device.objectName() + ", which was deleted before")
                    .todo("delete a device once")
                    .stop();
        }
        if (isIn(routine, IrpMinor.IRP_MN_SURPRISE_REMOVAL)) {
            throw violation(0x242, "device deleted in SURPRISE_REMOVAL", device)
                    .what("IoDeleteDevice on " + device.objectName()
                            + " in IRP_MN_SURPRISE_REMOVAL; requests still come," + " and REMOVE_DEVICE too")
                    .todo("delete in IRP_MN_REMOVE_DEVICE")
                    .stop();
        }
        if (device.attachedTo() != null) {
            throw violation(0x201, "device deleted while attached", device)
                    .what("IoDeleteDevice on " + device.objectName() + ", which is still attached to "
                            + device.attachedTo().objectName())
                    .todo("call IoDetachDevice on the lower device first")
                    .stop();
        }
    }

    private void complete(Irp irp) {
        if (irp.isFreed() || irp.currentLocation() > irp.stackCount() + 1) {
            return;
        }
        if (irp.status() == NtStatus.STATUS_PENDING || irp.status().value() == -1) {
            throw irpViolation(0x06, "IRP completed with an impossible status", irp)
                    .parameters(irp.status(), irp)
                    .what("IoCompleteRequest on " + irp.objectName() + " with IoStatus.Status " + irp.status())
                    .todo("set IoStatus.Status to how the request ended before completing it")
                    .stop();
        }
        if (irp.cancelRoutine() != null) {
            throw irpViolation(0x23C, "IRP completed with its cancel routine set", irp)
                    .parameters(0, irp)
                    .what("IoCompleteRequest on " + irp.objectName() + ", whose cancel routine is still set")
                    .todo(
                            "take the cancel routine back with IoSetCancelRoutine(NULL) before completing; if that returns"
                                    + " NULL, leave the IRP to the cancel routine")
                    .stop();
        }
        completeInformation(irp);
    }

    private void completeInformation(Irp irp) {
        long room = irp.currentLocation() > irp.stackCount()
                ? Long.MAX_VALUE
                : outputLength(irp.location().major(), irp.location().parameters());
        if (!irp.status().isError() && irp.information() > room) {
            throw irpViolation(0x312, "IoStatus.Information is larger than the output buffer", irp)
                    .parameters(0, irp)
                    .what("IoCompleteRequest on " + irp.objectName() + " with IoStatus.Information "
                            + irp.information() + ", but the output buffer has " + room + " bytes: what lies behind it"
                            + " would be shown to the program")
                    .todo("set IoStatus.Information to the number of bytes that you have put into the buffer")
                    .stop();
        }
    }

    /** How many bytes a request may answer; no limit where it answers otherwise. */
    private static long outputLength(IrpMajor major, IrpParameters parameters) {
        if (major == IrpMajor.IRP_MJ_READ && parameters instanceof IrpParameters.ReadWrite read) {
            return read.length();
        }
        return parameters instanceof IrpParameters.DeviceControl control
                ? control.outputBufferLength()
                : Long.MAX_VALUE;
    }

    private void call(DeviceObject target, Irp irp, Irql irql) {
        if (irp.isFreed()) {
            return; // IoCallDriver itself will say so
        }
        if (irp.currentLocation() <= 1) {
            throw irpViolation(0x208, "IRP is out of stack locations", irp)
                    .parameters(0, irp)
                    .what("IoCallDriver sends " + irp.objectName() + " to " + target.objectName() + ", but all "
                            + irp.stackCount() + " stack locations are in use")
                    .todo("allocate the IRP with the StackSize of the device it is sent to; a driver that redirects to"
                            + " another stack sets the StackSize of its own device")
                    .stop();
        }
        IrpMajor major = irp.nextLocation().major();
        if (irql == Irql.DISPATCH_LEVEL && !major.mayBeSentAtDispatch()) {
            throw irpViolation(0x23A, "IRP sent at an IRQL illegal for its major function", irp)
                    .parameters(0, irp)
                    .what("IoCallDriver sends " + irp.objectName() + ", " + major + ", to " + target.objectName()
                            + " at " + irql)
                    .todo("at DISPATCH_LEVEL send only READ, WRITE, DEVICE_CONTROL, INTERNAL_DEVICE_CONTROL and POWER")
                    .stop();
        }
        if (irp.cancelRoutine() != null) {
            throw irpViolation(0x203, "IRP forwarded with a cancel routine set", irp)
                    .parameters(0, irp)
                    .what("IoCallDriver sends " + irp.objectName() + " to " + target.objectName()
                            + " with its cancel routine still set")
                    .todo("take the cancel routine back with IoSetCancelRoutine(NULL) before passing the IRP on")
                    .stop();
        }
    }

    private Violation violation(int number, String title, DeviceObject device) {
        return Violation.ofIo(kernel, title, number, 0, 0, device).about(device);
    }

    private Violation irpViolation(int number, String title, Irp irp) {
        return Violation.ofIo(kernel, title, number).about(irp);
    }
}
