package org.wdmsim.verifier;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.wdmsim.base.StepKind;
import org.wdmsim.ex.ExStep;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ObStep;
import org.wdmsim.po.PoStep;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/**
 * Driver Verifier with its standard settings, for all drivers of a machine.
 *
 * <p>In a live machine the pending contract is not checked.
 *
 * <p>Differs: Windows keeps a shadow of a free-size remove lock and no longer updates the driver's own; here the lock
 * itself knows its holders, and nothing is redirected.
 */
public final class DriverVerifier implements StepListener {
    // Each group of checks is a bit. For each kind of step the bits of those who look at it are in a table, so that a
    // step
    // costs what its own rules cost. A group is made when its first step comes.
    private record Group(Predicate<StepKind> looksAt, Function<Kernel, Check> make) {}

    private static final List<Group> GROUPS = List.of(
            new Group(IrqlChecks::looksAt, IrqlChecks::new),
            new Group(KeChecks::looksAt, KeChecks::new),
            new Group(RemoveLockChecks::looksAt, RemoveLockChecks::new),
            new Group(PoolChecks::looksAt, PoolChecks::new),
            new Group(ExLockChecks::looksAt, ExLockChecks::new),
            new Group(ObjectChecks::looksAt, ObjectChecks::new),
            new Group(PendingChecks::looksAt, PendingChecks::new),
            new Group(IoChecks::looksAt, IoChecks::new),
            new Group(CancelChecks::looksAt, CancelChecks::new),
            new Group(PowerChecks::looksAt, PowerChecks::new));

    private static final int PENDING = 1 << 6;
    private static final int CANCEL = 1 << 8;

    private static final int[] OF_KE = looks(KeStep.values());
    private static final int[] OF_EX = looks(ExStep.values());
    private static final int[] OF_IO = looks(IoStep.values());
    private static final int[] OF_OB = looks(ObStep.values());
    private static final int[] OF_PO = looks(PoStep.values());

    private final Kernel kernel;
    private final Check[] checks = new Check[GROUPS.size()];
    private final int groups;
    private CancelChecks cancels; // null while nothing was cancelled

    /** A verifier for one machine. */
    public DriverVerifier(Kernel kernel) {
        this.kernel = kernel;
        // In a live machine another thread may be between an announcement and its effect, and the pending bit of a
        // location says nothing then.
        this.groups = kernel.isLive() ? ~PENDING : ~0;
    }

    private static int[] looks(StepKind[] kinds) {
        int[] masks = new int[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            masks[i] = looks(kinds[i]);
        }
        return masks;
    }

    private static int looks(StepKind kind) {
        int mask = 0;
        for (int i = 0; i < GROUPS.size(); i++) {
            mask |= GROUPS.get(i).looksAt().test(kind) ? 1 << i : 0;
        }
        return mask;
    }

    private int mask(StepKind kind) {
        int mask;
        if (kind instanceof IoStep io) {
            mask = OF_IO[io.ordinal()];
        } else if (kind instanceof KeStep ke) {
            mask = OF_KE[ke.ordinal()];
        } else if (kind instanceof ObStep ob) {
            mask = OF_OB[ob.ordinal()];
        } else if (kind instanceof ExStep ex) {
            mask = OF_EX[ex.ordinal()];
        } else if (kind instanceof PoStep po) {
            mask = OF_PO[po.ordinal()];
        } else {
            mask = looks(kind); // of another module
        }
        boolean timeCounts = cancels != null && cancels.isWaiting();
        return (timeCounts ? mask | CANCEL : mask) & groups;
    }

    @Override
    public boolean looksAt(StepKind kind) {
        return mask(kind) != 0;
    }

    @Override
    public boolean takesResults() {
        return false;
    }

    @Override
    public void onStep(TraceEvent event) {
        for (int left = mask(event.kind()); left != 0; left &= left - 1) {
            check(Integer.numberOfTrailingZeros(left)).before(event);
        }
    }

    private Check check(int group) {
        return checks[group] != null ? checks[group] : make(group);
    }

    private Check make(int group) {
        Check made = GROUPS.get(group).make().apply(kernel);
        checks[group] = made;
        if (made instanceof CancelChecks first) {
            cancels = first;
        }
        return made;
    }
}
