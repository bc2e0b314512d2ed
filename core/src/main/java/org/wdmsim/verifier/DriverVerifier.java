package org.wdmsim.verifier;

import java.util.List;
import java.util.function.Predicate;
import org.wdmsim.base.StepInfo;
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
    // step costs what its own rules cost. A group is made when its first step comes. The groups are called by name and
    // not through an interface, because that is what most of a step's cost would be.
    private static final List<Predicate<StepKind>> GROUPS = List.of(
            IrqlChecks::looksAt,
            KeChecks::looksAt,
            RemoveLockChecks::looksAt,
            PoolChecks::looksAt,
            ExLockChecks::looksAt,
            ObjectChecks::looksAt,
            PendingChecks::looksAt,
            IoChecks::looksAt,
            CancelChecks::looksAt,
            PowerChecks::looksAt);
    private static final int IRQL = 1;
    private static final int KE = 1 << 1;
    private static final int REMOVE_LOCK = 1 << 2;
    private static final int POOL = 1 << 3;
    private static final int EX_LOCK = 1 << 4;
    private static final int OBJECT = 1 << 5;
    private static final int PENDING = 1 << 6;
    private static final int IO = 1 << 7;
    private static final int CANCEL = 1 << 8;
    private static final int POWER = 1 << 9;

    private static final int[] OF_KE = looks(KeStep.values());
    private static final int[] OF_EX = looks(ExStep.values());
    private static final int[] OF_IO = looks(IoStep.values());
    private static final int[] OF_OB = looks(ObStep.values());
    private static final int[] OF_PO = looks(PoStep.values());

    private static final ClassValue<int[]> OF_OTHERS = new ClassValue<>() {
        @Override
        protected int[] computeValue(Class<?> rows) {
            return looks((StepKind[]) rows.getEnumConstants());
        }
    };

    private final Kernel kernel;
    private final int groups;
    private final RoutineStacks routines;
    private int made; // bits of the groups that are made
    private IrqlChecks irqlChecks;
    private KeChecks keChecks;
    private RemoveLockChecks removeLockChecks;
    private PoolChecks poolChecks;
    private ExLockChecks exLockChecks;
    private ObjectChecks objectChecks;
    private PendingChecks pendingChecks;
    private IoChecks ioChecks;
    private CancelChecks cancelChecks;
    private PowerChecks powerChecks;

    /** A verifier for one machine. */
    public DriverVerifier(Kernel kernel) {
        this.kernel = kernel;
        this.routines = new RoutineStacks(kernel);
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
            mask |= GROUPS.get(i).test(kind) ? 1 << i : 0;
        }
        return mask;
    }

    private static int ofOtherModule(StepKind kind) {
        return kind instanceof Enum<?> row ? OF_OTHERS.get(row.getDeclaringClass())[row.ordinal()] : looks(kind);
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
            mask = ofOtherModule(kind);
        }
        boolean timeCounts = cancelChecks != null && cancelChecks.isWaiting();
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
        StepKind kind = event.kind();
        StepInfo info = kind.info();
        RoutineEntry routine = info.nesting() > 0
                ? routines.enter(event)
                : info.nesting() < 0 ? routines.leave() : routines.innermost();
        int mask = mask(kind);
        if (kind == KeStep.THREAD_ENDS && exLockChecks == null) {
            mask &= ~EX_LOCK; // nobody has taken a fast mutex that he could still hold
        }
        if ((mask & ~made) != 0) {
            make(mask & ~made);
        }
        if ((mask & IRQL) != 0) {
            irqlChecks.before(event, info);
        }
        if ((mask & KE) != 0) {
            keChecks.before(event, info, routine);
        }
        if ((mask & REMOVE_LOCK) != 0) {
            removeLockChecks.before(event);
        }
        if ((mask & POOL) != 0) {
            poolChecks.before(event);
        }
        if ((mask & EX_LOCK) != 0) {
            exLockChecks.before(event);
        }
        if ((mask & OBJECT) != 0) {
            objectChecks.before(event);
        }
        if ((mask & PENDING) != 0) {
            pendingChecks.before(event, routine);
        }
        if ((mask & IO) != 0) {
            ioChecks.before(event, routine);
        }
        if ((mask & CANCEL) != 0) {
            checkTime(event);
        }
        if ((mask & POWER) != 0) {
            powerChecks.before(event, routine);
        }
    }

    /** While a cancelled IRP is not completed, time counts, and with it all steps. */
    private void checkTime(TraceEvent event) {
        boolean timeCounted = cancelChecks.isWaiting();
        cancelChecks.before(event);
        if (cancelChecks.isWaiting() != timeCounted) {
            kernel.asksListenersAgain();
        }
    }

    private void make(int mask) {
        made |= mask;
        if ((mask & IRQL) != 0) {
            irqlChecks = new IrqlChecks(kernel);
        }
        if ((mask & KE) != 0) {
            keChecks = new KeChecks(kernel);
        }
        if ((mask & REMOVE_LOCK) != 0) {
            removeLockChecks = new RemoveLockChecks(kernel);
        }
        if ((mask & POOL) != 0) {
            poolChecks = new PoolChecks(kernel);
        }
        if ((mask & EX_LOCK) != 0) {
            exLockChecks = new ExLockChecks(kernel);
        }
        if ((mask & OBJECT) != 0) {
            objectChecks = new ObjectChecks(kernel);
        }
        if ((mask & PENDING) != 0) {
            pendingChecks = new PendingChecks(kernel);
        }
        if ((mask & IO) != 0) {
            ioChecks = new IoChecks(kernel);
        }
        if ((mask & CANCEL) != 0) {
            cancelChecks = new CancelChecks(kernel);
        }
        if ((mask & POWER) != 0) {
            powerChecks = new PowerChecks(kernel);
        }
    }
}
