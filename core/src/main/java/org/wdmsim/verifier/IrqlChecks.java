package org.wdmsim.verifier;

import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** Every routine at an IRQL at which it may be called. The levels stand in the tables of steps. */
final class IrqlChecks {
    private static final Set<StepKind> OF_THEIR_OWN = Set.of(
            KeStep.KE_WAIT,
            KeStep.KE_WAIT_MULTIPLE,
            IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT,
            KeStep.KE_RAISE_IRQL,
            KeStep.KE_LOWER_IRQL);

    private final Kernel kernel;

    IrqlChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Those that not every level allows; waits and changes of the level have more rules, and are looked at in any case. */
    static boolean looksAt(StepKind kind) {
        StepInfo info = kind.info();
        boolean isForAll = info.minIrql() == Irql.PASSIVE_LEVEL && info.maxIrql() == Irql.HIGH_LEVEL;
        return (info.maxIrql() != null && !isForAll) || OF_THEIR_OWN.contains(kind);
    }

    void before(TraceEvent event, StepInfo info) {
        if (event.kind() == KeStep.KE_WAIT
                || event.kind() == KeStep.KE_WAIT_MULTIPLE
                || event.kind() == IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT) {
            checkWait(event);
        }
        if (event.kind() == KeStep.KE_RAISE_IRQL || event.kind() == KeStep.KE_LOWER_IRQL) {
            checkChange(event);
            return;
        }
        if (info.maxIrql() == null) {
            return;
        }
        if (event.irql().isAbove(info.maxIrql()) || info.minIrql().isAbove(event.irql())) {
            throw kernel.bugCheck(violation(event, info));
        }
    }

    private static BugCheck violation(TraceEvent event, StepInfo info) {
        String limit = info.minIrql() == info.maxIrql()
                ? "exactly " + info.maxIrql()
                : info.minIrql() == Irql.PASSIVE_LEVEL
                        ? "at most " + info.maxIrql()
                        : "between " + info.minIrql() + " and " + info.maxIrql();
        BugCheck.Builder check;
        if (event.kind() == IoStep.IO_CALL_DRIVER) {
            check = BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "IoCallDriver at a wrong IRQL")
                    .parameters(0x10, event.irql().level());
        } else if (event.kind() == IoStep.IO_COMPLETE_REQUEST) {
            check = BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "IoCompleteRequest at a wrong IRQL")
                    .parameters(0x0E, event.irql().level(), event.subject());
        } else {
            int rule = info.irqlRule() == 0 ? 0xE5 : info.irqlRule();
            check = BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, info.title() + " called at a wrong IRQL")
                    .parameters(rule, event.irql().level());
        }
        return check.what(info.title() + " was called at " + event.irql() + "; it may be called at " + limit)
                .todo("release the spin lock (or lower the IRQL) first, or leave the work to a work item, which runs at"
                        + " PASSIVE_LEVEL")
                .about(event.subject())
                .build();
    }

    private void checkWait(TraceEvent event) {
        boolean atDispatch = event.irql() == Irql.DISPATCH_LEVEL;
        boolean above = event.irql().isAbove(Irql.DISPATCH_LEVEL);
        boolean onlyTests =
                Long.valueOf(0).equals(event.first()) && event.kind() != IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT;
        if (!above && (!atDispatch || onlyTests)) {
            return;
        }
        boolean forEver = event.kind() == IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT || event.first() == null;
        int rule = above ? 0x120 : forEver ? 0x121 : 0x122;
        throw kernel.bugCheck(
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "wait at or above DISPATCH_LEVEL")
                        .parameters(rule, event.irql().level(), event.subject())
                        .what(event.kind().title() + " on " + event.subjectName() + " at " + event.irql()
                                + ": the processor cannot run the thread that would end the wait")
                        .todo("wait at PASSIVE_LEVEL or APC_LEVEL only; release spin locks before")
                        .about(event.subject())
                        .build());
    }

    private void checkChange(TraceEvent event) {
        Irql to = (Irql) event.first();
        boolean raises = event.kind() == KeStep.KE_RAISE_IRQL;
        boolean wrong = raises ? event.irql().isAbove(to) : to.isAbove(event.irql());
        if (wrong) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                            raises ? "KeRaiseIrql to a lower level" : "KeLowerIrql to a higher level")
                    .parameters(raises ? 0x30 : 0x31, event.irql().level(), to.level())
                    .what(event.kind().title() + " from " + event.irql() + " to " + to)
                    .todo("raise to a level at or above the current one, and lower to what KeRaiseIrql returned")
                    .build());
        }
    }
}
