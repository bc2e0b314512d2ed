package org.wdmsim.io;

import java.util.Arrays;
import java.util.stream.Stream;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.TraceEvent;

/** The way down: what IoCallDriver does, and the routines that send and wait. */
final class IrpDispatch {
    // What a frame says of a dispatch routine, written out once.
    private static final String[] DISPATCH_OF_MAJOR = dispatchTexts((Object[]) IrpMajor.values());
    private static final String[] DISPATCH_OF_MINOR = dispatchTexts((Object[]) IrpMinor.values());

    /** Signals the event given as context when the IRP comes back later, and keeps the IRP. */
    private static final CompletionRoutine COMES_BACK = (device, irp, context) -> {
        if (irp.pendingReturned()) {
            ((KEvent) context).setNow();
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    };

    /** Dispatch table of a device that is freed. */
    static final DispatchRoutine[] OF_A_FREED_DEVICE = new DispatchRoutine[IrpMajor.values().length];

    static {
        Arrays.fill(OF_A_FREED_DEVICE, (DispatchRoutine) (device, irp) -> {
            throw IrpFaults.sentToTheDead(irp, device);
        });
    }

    private IrpDispatch() {}

    /** Moves to the next location and finds the routine. */
    static DispatchRoutine enter(DeviceObject target, Irp irp) {
        int next = irp.currentLocation - 1;
        if (next < 1) {
            throw irp.freed
                    ? IrpFaults.sentAfterItsEnd(irp, target)
                    : IrpFaults.noMoreLocations(irp, "IoCallDriver to " + target.objectName());
        }
        irp.currentLocation = next;
        IoStackLocation location = irp.locations[next - 1];
        location.enter(target);
        return target.majorFunction(location.majorCode());
    }

    /** IoCallDriver while somebody listens. */
    static NtStatus callWatched(DeviceObject target, Irp irp) {
        Kernel kernel = irp.kernel();
        TraceEvent event = kernel.step(IoStep.IO_CALL_DRIVER, target, irp, nextRequest(irp));
        kernel.touch(irp, Touch.WRITE);
        if (target.isFreed()) {
            throw IrpFaults.sentToTheDead(irp, target);
        }
        DispatchRoutine routine = enter(target, irp);
        Object request = irp.location().request();
        kernel.note(IoStep.DISPATCH_ENTER, target, irp, request);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(target.driver(), target, dispatchOf(request), irp.objectName()));
        NtStatus status;
        try {
            status = routine.dispatch(target, irp);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        kernel.note(IoStep.DISPATCH_RETURN, target, irp, status);
        me.leave();
        return kernel.answer(event, status);
    }

    private static String dispatchOf(Object request) {
        return request instanceof IrpMinor minor
                ? DISPATCH_OF_MINOR[minor.ordinal()]
                : DISPATCH_OF_MAJOR[((IrpMajor) request).ordinal()];
    }

    private static String[] dispatchTexts(Object... requests) {
        return Stream.of(requests).map(request -> "dispatch of " + request).toArray(String[]::new);
    }

    private static Object nextRequest(Irp irp) {
        return irp.isFreed() || irp.currentLocation() <= 1
                ? null
                : irp.location(irp.currentLocation() - 1).request();
    }

    /** Sends the IRP on and waits until it is back. */
    static NtStatus forwardAndWait(DeviceObject lower, Irp irp) {
        Kernel kernel = irp.kernel();
        TraceEvent event = kernel.step(IoStep.IO_FORWARD_IRP_SYNCHRONOUSLY, irp, lower, null);
        forward(lower, irp, kernel);
        return kernel.answer(event, irp.status());
    }

    /** The same as the WDK has it: false when there is no location left. */
    static boolean forwardSynchronously(DeviceObject lower, Irp irp) {
        Kernel kernel = irp.kernel();
        TraceEvent event = kernel.step(IoStep.IO_FORWARD_IRP_SYNCHRONOUSLY, irp, lower, null);
        irp.mustBeAlive("IoForwardIrpSynchronously");
        if (irp.currentLocation <= 1) {
            return kernel.answer(event, false);
        }
        forward(lower, irp, kernel);
        return kernel.answer(event, true);
    }

    private static void forward(DeviceObject lower, Irp irp, Kernel kernel) {
        KEvent back = KEvent.notification(
                kernel, kernel.isQuiet() ? "forwarded IRP" : irp.objectName() + " back from " + lower.objectName());
        IoStackLocation next = irp.nextLocation();
        next.copyRequestFrom(irp.location());
        next.setRoutine(
                COMES_BACK,
                back,
                IoStackLocation.SL_INVOKE_ON_SUCCESS
                        | IoStackLocation.SL_INVOKE_ON_ERROR
                        | IoStackLocation.SL_INVOKE_ON_CANCEL);
        if (lower.call(irp) == NtStatus.STATUS_PENDING) {
            back.waitFor(KEvent.FOREVER);
        }
    }

    /** Sends an IRP of the system's own and waits for its end. */
    static IoStatusBlock sendAndWait(DeviceObject target, Irp irp) {
        Kernel kernel = irp.kernel();
        IoStatusBlock block = new IoStatusBlock();
        KEvent done = KEvent.notification(kernel, kernel.isQuiet() ? "IRP done" : irp.objectName() + " done");
        irp.userIosb = block;
        irp.userEvent = done;
        NtStatus status = target.call(irp);
        if (status == NtStatus.STATUS_PENDING) {
            done.waitFor(KEvent.FOREVER);
        } else if (block.status() == NtStatus.STATUS_PENDING) {
            block.status = status;
        }
        if (block.result() != null) {
            kernel.touchArea(TransitionListener.FOREIGN, Touch.READ); // an object that a driver has filled
        }
        return block;
    }
}
