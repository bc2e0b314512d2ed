package org.wdmsim.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The two fields of an IRP about which its driver and a canceller race: Cancel and CancelRoutine. */
abstract class CancelRace {
    // The cancel routine changes hands by exchange: who gets it out has won the IRP. A driver sets the routine and
    // then reads Cancel, a canceller sets Cancel and then takes the routine; both fields are volatile, so one of
    // the two sees the other.
    private static final VarHandle ROUTINE;

    static {
        try {
            ROUTINE = MethodHandles.lookup().findVarHandle(CancelRace.class, "cancelRoutine", CancelRoutine.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    volatile boolean cancel;
    volatile CancelRoutine cancelRoutine;

    /** IoSetCancelRoutine's effect: answers what was set before. */
    final CancelRoutine exchangeRoutine(CancelRoutine routine) {
        return (CancelRoutine) ROUTINE.getAndSet(this, routine);
    }

    /** IoCancelIrp's effect: answers the routine that the canceller must call, or null. */
    final CancelRoutine cancelAndTakeRoutine() {
        cancel = true;
        return exchangeRoutine(null);
    }
}
