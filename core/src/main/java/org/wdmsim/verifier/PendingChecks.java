package org.wdmsim.verifier;

import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;

import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * Who has an IRP, and what a dispatch routine owes: it completes the IRP, passes it on or pends it, and says which.
 *
 * <p>The heart of it: a dispatch routine returns STATUS_PENDING if and only if its location was marked pending. Whichever
 * comes last, the return or completion's passing of the location, is where that can be judged.
 *
 * @source learn.microsoft.com, "Bug Check 0xC9"; "Returning Status from Dispatch Routines"
 */
final class PendingChecks {
    private static final Set<StepKind> LOOKED_AT = Set.of(
            IoStep.IO_CALL_DRIVER,
            IoStep.DISPATCH_ENTER,
            IoStep.DISPATCH_RETURN,
            IoStep.IO_COPY_CURRENT,
            IoStep.IO_SET_COMPLETION_ROUTINE,
            IoStep.IO_SET_COMPLETION_ROUTINE_EX,
            IoStep.IO_SET_CANCEL_ROUTINE,
            IoStep.IO_COMPLETE_REQUEST,
            IoStep.COMPLETION_ENTER,
            IoStep.COMPLETION_RETURN,
            IoStep.CANCEL_ENTER,
            IoStep.CANCEL_RETURN,
            IoStep.IRP_FINISHED,
            IoStep.IO_FREE_IRP,
            IoStep.IO_REUSE_IRP,
            IoStep.IO_INITIALIZE_IRP);

    // journeys is looked up by IRP and never walked. Each thread has a stack of what it is in: an IrpVisit for a
    // dispatch routine, a Routine for a completion or cancel routine.
    private final Kernel kernel;
    private final PendingFindings findings;
    private final Map<Irp, IrpJourney> journeys = new HashMap<>();
    private final ThreadStacks<Object> stacks = new ThreadStacks<>();

    /** A completion or cancel routine that a thread is in. */
    private record Routine(boolean pendingReturned) {}

    PendingChecks(Kernel kernel) {
        this.kernel = kernel;
        this.findings = new PendingFindings(kernel);
    }

    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind);
    }

    void before(TraceEvent event) {
        if (!(event.kind() instanceof IoStep step)) {
            return;
        }
        switch (step) {
            case IO_CALL_DRIVER -> call(event, (Irp) event.first());
            case DISPATCH_ENTER -> enter(event, (DeviceObject) event.subject(), (Irp) event.first());
            case DISPATCH_RETURN -> returns(event, (NtStatus) event.second());
            case IO_COPY_CURRENT -> copied((Irp) event.subject(), true);
            case IO_SET_COMPLETION_ROUTINE, IO_SET_COMPLETION_ROUTINE_EX -> copied((Irp) event.subject(), false);
            case IO_SET_CANCEL_ROUTINE -> cancelRoutine(event, (Irp) event.subject());
            case IO_COMPLETE_REQUEST -> complete(event, (Irp) event.subject());
            case COMPLETION_ENTER -> completionEnter(event, (Irp) event.first());
            case COMPLETION_RETURN -> completionReturn(event, (Irp) event.first());
            case CANCEL_ENTER -> stack(event).push(new Routine(false));
            case CANCEL_RETURN -> stack(event).pop();
            case IRP_FINISHED -> finished((Irp) event.subject());
            case IO_FREE_IRP, IO_REUSE_IRP, IO_INITIALIZE_IRP -> journeys.remove((Irp) event.subject());
            default -> {
                // Nothing to check.
            }
        }
    }

    private Deque<Object> stack(TraceEvent event) {
        return stacks.of(event.thread());
    }

    /** The visit whose dispatch routine calls us with this IRP, although it has sent the IRP on; null otherwise. */
    private IrpVisit callerWithoutIt(TraceEvent event, Irp irp) {
        return stack(event).peek() instanceof IrpVisit visit && visit.irp == irp && visit.isBelow && !visit.isLeft
                ? visit
                : null;
    }

    // ---- Down.

    private void call(TraceEvent event, Irp irp) {
        if (irp.isFreed() || irp.currentLocation() > irp.stackCount() + 1) {
            return; // IoCallDriver itself will say so
        }
        IrpVisit without = callerWithoutIt(event, irp);
        if (without != null) {
            throw findings.sentAgain(without);
        }
        IrpJourney journey = journeys.computeIfAbsent(irp, IrpJourney::new);
        if (journey.isCopied) {
            journey.isCopied = false;
            findings.copiedForNothing(irp);
        }
        IrpVisit sender = journey.latest();
        if (sender == null) {
            journey.hadSignalledEvent =
                    irp.userEvent() != null && irp.userEvent().isSignalled();
        } else {
            sender.isBelow = true;
            sender.wasSent = true;
        }
    }

    private void copied(Irp irp, boolean copied) {
        IrpJourney journey = journeys.get(irp);
        if (journey != null) {
            journey.isCopied = copied;
        }
    }

    private void enter(TraceEvent event, DeviceObject device, Irp irp) {
        IrpVisit visit = new IrpVisit(device, irp, event.second(), irp.currentLocation());
        IrpJourney journey = journeys.computeIfAbsent(irp, IrpJourney::new);
        visit.hadSignalledEvent = journey.hadSignalledEvent && journey.latest() == null;
        journey.add(visit);
        stack(event).push(visit);
    }

    private void returns(TraceEvent event, NtStatus status) {
        if (!(stack(event).poll() instanceof IrpVisit visit)) {
            return;
        }
        findings.suspiciousStatus(visit, status);
        visit.returned = status;
        if (stack(event).peek() instanceof IrpVisit sender && sender.irp == visit.irp) {
            sender.callReturned = status;
        }
        if (status == STATUS_PENDING && visit.hadSignalledEvent) {
            throw findings.eventWasSignalled(visit);
        }
        kernel.touch(visit.irp, Touch.WRITE); // another thread may complete it just now
        IrpJourney journey = journeys.get(visit.irp);
        if (visit.isLeft) {
            judge(visit);
        } else if (journey != null && !journey.isAboutToPass(visit.location)) {
            judgeEarly(visit);
        }
    }

    /** The IRP has not passed this location, so it is alive. */
    private void judgeEarly(IrpVisit visit) {
        boolean marked = visit.irp.location(visit.location).isMarkedPending();
        if (visit.returned != STATUS_PENDING) {
            throw marked ? findings.markedButNotReturned(visit) : findings.lost(visit);
        }
        if (!marked && !visit.isBelow) {
            throw findings.returnedButNotMarked(visit);
        }
    }

    /** Return and completion are both over. */
    private void judge(IrpVisit visit) {
        boolean saidPending = visit.returned == STATUS_PENDING;
        if (saidPending && !visit.wasPended) {
            throw findings.returnedButNotMarked(visit);
        }
        if (!saidPending && visit.wasPended) {
            throw findings.markedButNotReturned(visit);
        }
        boolean isWhatCallSaid = visit.wasSent && visit.returned.equals(visit.callReturned);
        if (!saidPending && !visit.returned.equals(visit.statusWhenLeft) && !isWhatCallSaid) {
            throw findings.otherStatus(visit);
        }
    }

    private void cancelRoutine(TraceEvent event, Irp irp) {
        IrpVisit without = callerWithoutIt(event, irp);
        if (without != null && "set".equals(event.first())) {
            throw findings.cancelRoutineBelow(without);
        }
    }

    // ---- Up.

    private void complete(TraceEvent event, Irp irp) {
        if (irp.isFreed() || irp.currentLocation() > irp.stackCount() + 1) {
            return; // IoCompleteRequest itself will say so
        }
        IrpVisit without = callerWithoutIt(event, irp);
        if (without != null) {
            throw findings.completedBelow(without);
        }
        IrpJourney journey = journeys.get(irp);
        if (journey != null) {
            journey.walks();
        }
    }

    private void completionEnter(TraceEvent event, Irp irp) {
        IrpJourney journey = journeys.get(irp);
        if (journey != null) {
            journey.passed(irp.currentLocation() - 1, this::judge);
            journey.isBack();
        }
        stack(event).push(new Routine(irp.pendingReturned()));
    }

    private void completionReturn(TraceEvent event, Irp irp) {
        Routine routine = (Routine) stack(event).pop();
        if (event.second() == STATUS_MORE_PROCESSING_REQUIRED || irp.isFreed()) {
            return; // it may be anybody's now
        }
        IrpJourney journey = journeys.get(irp);
        if (journey == null || irp.currentLocation() > irp.stackCount()) {
            return;
        }
        if (routine.pendingReturned() && !irp.location().isMarkedPending()) {
            throw findings.notPropagated(irp, event.subject());
        }
        journey.walks();
    }

    private void finished(Irp irp) {
        IrpJourney journey = journeys.remove(irp);
        if (journey != null) {
            journey.passed(irp.stackCount(), this::judge);
        }
    }
}
