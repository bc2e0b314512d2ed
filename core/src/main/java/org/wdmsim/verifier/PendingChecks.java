package org.wdmsim.verifier;

import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;
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
            IoStep.IRP_FINISHED,
            IoStep.IO_FREE_IRP,
            IoStep.IO_REUSE_IRP,
            IoStep.IO_INITIALIZE_IRP);

    // journeys is looked up by IRP and never walked. Most steps are about the IRP of the step before: it is found at
    // once.
    private final Kernel kernel;
    private final PendingFindings findings;
    private final Map<Irp, IrpJourney> journeys = new HashMap<>();
    private IrpJourney last; // null, or one of them

    PendingChecks(Kernel kernel) {
        this.kernel = kernel;
        this.findings = new PendingFindings(kernel);
    }

    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind);
    }

    /** Before a step in this routine, or one that opens or closes it. */
    void before(TraceEvent event, RoutineEntry routine) {
        if (!(event.kind() instanceof IoStep step)) {
            return;
        }
        switch (step) {
            case IO_CALL_DRIVER -> call(routine, (Irp) event.first());
            case DISPATCH_ENTER -> enter(routine);
            case DISPATCH_RETURN -> returns(routine, (NtStatus) event.second());
            case IO_COPY_CURRENT -> copied((Irp) event.subject(), true);
            case IO_SET_COMPLETION_ROUTINE, IO_SET_COMPLETION_ROUTINE_EX -> copied((Irp) event.subject(), false);
            case IO_SET_CANCEL_ROUTINE -> cancelRoutine(event, routine, (Irp) event.subject());
            case IO_COMPLETE_REQUEST -> complete(routine, (Irp) event.subject());
            case COMPLETION_ENTER -> completionEnter(routine, (Irp) event.first());
            case COMPLETION_RETURN -> completionReturn(event, routine, (Irp) event.first());
            case IRP_FINISHED -> finished((Irp) event.subject());
            case IO_FREE_IRP, IO_REUSE_IRP, IO_INITIALIZE_IRP -> end((Irp) event.subject());
            default -> {
                // Nothing to check.
            }
        }
    }

    private IrpJourney journeyOf(Irp irp) {
        if (last == null || last.irp() != irp) {
            last = journeys.get(irp);
        }
        return last;
    }

    /** The same for an IRP that may begin its journey now. */
    private IrpJourney begin(Irp irp) {
        IrpJourney journey = journeyOf(irp);
        if (journey == null) {
            journey = new IrpJourney(irp);
            journeys.put(irp, journey);
            last = journey;
        }
        return journey;
    }

    private IrpJourney end(Irp irp) {
        last = null;
        return journeys.remove(irp);
    }

    /** The visit of the dispatch routine that a thread is in, if it is in no other routine that has an IRP. */
    private static IrpVisit visitOf(RoutineEntry routine) {
        return routine == null || routine.ofIrp == null ? null : routine.ofIrp.visit;
    }

    /** The visit whose dispatch routine calls us with this IRP, although it has sent the IRP on; null otherwise. */
    private static IrpVisit callerWithoutIt(RoutineEntry routine, Irp irp) {
        IrpVisit visit = visitOf(routine);
        return visit != null && visit.irp == irp && visit.isBelow && !visit.isLeft ? visit : null;
    }

    // ---- Down.

    private void call(RoutineEntry routine, Irp irp) {
        if (irp.isFreed() || irp.currentLocation() > irp.stackCount() + 1) {
            return; // IoCallDriver itself will say so
        }
        IrpVisit without = callerWithoutIt(routine, irp);
        if (without != null) {
            throw findings.sentAgain(without);
        }
        IrpJourney journey = begin(irp);
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
        IrpJourney journey = journeyOf(irp);
        if (journey != null) {
            journey.isCopied = copied;
        }
    }

    private void enter(RoutineEntry routine) {
        Irp irp = routine.irp();
        IrpVisit visit = new IrpVisit(routine.device(), irp, routine.request(), irp.currentLocation());
        IrpJourney journey = begin(irp);
        visit.hadSignalledEvent = journey.hadSignalledEvent && journey.latest() == null;
        journey.add(visit);
        routine.visit = visit;
    }

    private void returns(RoutineEntry routine, NtStatus status) {
        if (routine == null) {
            return; // it was entered when nobody looked yet
        }
        IrpVisit visit = routine.visit;
        findings.suspiciousStatus(visit, status);
        visit.returned = status;
        IrpVisit sender = visitOf(routine.around);
        if (sender != null && sender.irp == visit.irp) {
            sender.callReturned = status;
        }
        if (status == STATUS_PENDING && visit.hadSignalledEvent) {
            throw findings.eventWasSignalled(visit);
        }
        kernel.touch(visit.irp, Touch.WRITE); // another thread may complete it just now
        IrpJourney journey = journeyOf(visit.irp);
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

    private void cancelRoutine(TraceEvent event, RoutineEntry routine, Irp irp) {
        IrpVisit without = callerWithoutIt(routine, irp);
        if (without != null && "set".equals(event.first())) {
            throw findings.cancelRoutineBelow(without);
        }
    }

    // ---- Up.

    private void complete(RoutineEntry routine, Irp irp) {
        if (irp.isFreed() || irp.currentLocation() > irp.stackCount() + 1) {
            return; // IoCompleteRequest itself will say so
        }
        IrpVisit without = callerWithoutIt(routine, irp);
        if (without != null) {
            throw findings.completedBelow(without);
        }
        IrpJourney journey = journeyOf(irp);
        if (journey != null) {
            journey.walks();
        }
    }

    private void completionEnter(RoutineEntry routine, Irp irp) {
        IrpJourney journey = journeyOf(irp);
        if (journey != null) {
            journey.passed(irp.currentLocation() - 1, this::judge);
            journey.isBack();
        }
        routine.pendingReturned = irp.pendingReturned();
    }

    private void completionReturn(TraceEvent event, RoutineEntry routine, Irp irp) {
        if (routine == null || event.second() == STATUS_MORE_PROCESSING_REQUIRED || irp.isFreed()) {
            return; // it may be anybody's now
        }
        IrpJourney journey = journeyOf(irp);
        if (journey == null || irp.currentLocation() > irp.stackCount()) {
            return;
        }
        if (routine.pendingReturned && !irp.location().isMarkedPending()) {
            throw findings.notPropagated(irp, event.subject());
        }
        journey.walks();
    }

    private void finished(Irp irp) {
        IrpJourney journey = end(irp);
        if (journey != null) {
            journey.passed(irp.stackCount(), this::judge);
        }
    }
}
