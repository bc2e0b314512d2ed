package org.wdmsim.io;

import org.wdmsim.base.Irql;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** What IoSetCancelRoutine and IoCancelIrp do to an IRP. */
final class IrpCancellation {
    private IrpCancellation() {}

    static CancelRoutine setRoutine(Irp irp, CancelRoutine routine) {
        Kernel kernel = irp.kernel();
        TraceEvent event = kernel.step(IoStep.IO_SET_CANCEL_ROUTINE, irp, routine == null ? "none" : "set", null);
        irp.mustBeAlive("IoSetCancelRoutine");
        kernel.touch(irp, IrpState.CANCEL, Touch.WRITE);
        CancelRoutine before = irp.exchangeRoutine(routine);
        kernel.answer(event, before == null ? "none" : "set");
        return before;
    }

    static boolean cancel(Irp irp, boolean mustBeAlive) {
        Kernel kernel = irp.kernel();
        IoManager io = irp.io();
        TraceEvent event = kernel.step(IoStep.IO_CANCEL_IRP, irp, null, null);
        Irql old = io.acquireCancelSpinLock();
        kernel.touch(irp, IrpState.CANCEL, Touch.WRITE);
        if (irp.isFinished() && irp.cancelRoutine != null) {
            throw IrpFaults.cancelRoutineInCompleted(irp);
        }
        if (mustBeAlive) {
            irp.mustBeAlive("IoCancelIrp");
        }
        CancelRoutine routine = irp.cancelAndTakeRoutine();
        if (routine == null) {
            io.releaseCancelSpinLock(old);
            return kernel.answer(event, false);
        }
        irp.cancelIrql = old;
        call(irp, routine, irp.currentDevice(), kernel);
        return kernel.answer(event, true);
    }

    /** Calls a cancel routine for a caller that holds the cancel spin lock; the routine releases it. */
    static void callHeld(Irp irp, CancelRoutine routine, DeviceObject device, Irql irql) {
        irp.cancelIrql = irql;
        call(irp, routine, device, irp.kernel());
    }

    private static void call(Irp irp, CancelRoutine routine, DeviceObject device, Kernel kernel) {
        Irql cancelIrql = irp.cancelIrql;
        kernel.note(IoStep.CANCEL_ENTER, device, irp, null);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(device == null ? null : device.driver(), device, "cancel routine", irp.objectName()));
        try {
            routine.cancel(device, irp);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        irp.io().mustNotHoldCancelLock(irp);
        if (me.irql() != cancelIrql) {
            throw IrpFaults.cancelledAtAnotherIrql(irp, device, cancelIrql, me.irql());
        }
        kernel.note(IoStep.CANCEL_RETURN, device, irp, null);
    }
}
