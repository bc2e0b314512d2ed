package org.wdmsim.base;

/**
 * What a step does: a DDI call, the entry or exit of a driver's routine, or a note.
 *
 * <p>Each package declares its steps as an enum with this interface. The same row gives a trace event its name and the
 * names of its arguments, gives the kernel the IRQL to check, and gives the documentation its page of DDIs, so that the
 * three cannot disagree.
 */
public interface StepKind {
    /** The name in a trace: for a DDI the WDK's own, {@code IoAcquireRemoveLock}. */
    String title();

    /** DDI, CALLBACK or NOTE. */
    Family family();

    /** The highest IRQL at which the routine may be called; null where any will do. */
    Irql maxIrql();

    /** The lowest IRQL at which the routine may be called; PASSIVE_LEVEL for most. */
    default Irql minIrql() {
        return Irql.PASSIVE_LEVEL;
    }

    /** Driver Verifier's identifier of the IRQL rule that watches this routine, or 0. */
    default int irqlRule() {
        return 0;
    }

    /** What the first argument of the event is called; empty when there is none. */
    String firstArgument();

    /** What the second argument of the event is called; empty when there is none. */
    String secondArgument();

    /** One sentence for the reference page. */
    String summary();

    /** Kinds of steps. */
    enum Family {
        /** A routine of the WDK that a driver calls. */
        DDI,
        /** A routine of a driver that the kernel calls, entered or left. */
        CALLBACK,
        /** A call from user mode. */
        USER,
        /** Something that happened inside the kernel and that a reader wants to see. */
        NOTE
    }
}
