package org.wdmsim.verifier;

import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.trace.TraceEvent;

/** A driver's routine that a thread is in: the step with which it was entered, and what the checks keep until its end. */
final class RoutineEntry {
    final TraceEvent event;

    /** The routine that the thread was in before; null for none. */
    final RoutineEntry around;

    /** This, or the nearest one around it that is a dispatch routine; null for none. */
    final RoutineEntry dispatch;

    /** The same for the dispatch routine of a power IRP. */
    final RoutineEntry power;

    /** The same for a routine that has an IRP: a dispatch, completion or cancel routine. */
    final RoutineEntry ofIrp;

    /** What the thread held and was in; null for what runs before there are threads. */
    List<KSpinLock> spinLocks;

    int criticalDepth;
    int guardedDepth;

    /** For a dispatch routine, where pending is checked. */
    IrpVisit visit;

    /** For a completion routine: the IRP was pended below. */
    boolean pendingReturned;

    RoutineEntry(TraceEvent event, RoutineEntry around) {
        this.event = event;
        this.around = around;
        boolean isDispatch = event.kind() == IoStep.DISPATCH_ENTER;
        boolean isPower =
                isDispatch && event.second() instanceof IrpMinor minor && minor.major() == IrpMajor.IRP_MJ_POWER;
        boolean hasIrp = isDispatch || event.kind() == IoStep.COMPLETION_ENTER || event.kind() == IoStep.CANCEL_ENTER;
        this.dispatch = isDispatch ? this : around == null ? null : around.dispatch;
        this.power = isPower ? this : around == null ? null : around.power;
        this.ofIrp = hasIrp ? this : around == null ? null : around.ofIrp;
    }

    /** The device of a dispatch routine. */
    DeviceObject device() {
        return (DeviceObject) event.subject();
    }

    /** The IRP of a dispatch routine. */
    Irp irp() {
        return (Irp) event.first();
    }

    /** What a dispatch routine is asked for. */
    Object request() {
        return event.second();
    }
}
