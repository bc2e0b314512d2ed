package org.wdmsim.base;

/**
 * What a step does: a DDI call, the entry or exit of a driver's routine, or a note.
 *
 * <p>Each package declares its steps as an enum with this interface. The same row gives a trace event its name and the
 * names of its arguments, gives the verifier the IRQL to check, and gives the documentation its page of DDIs, so that the
 * three cannot disagree.
 */
public interface StepKind {
    /** The row of the table. */
    StepInfo info();

    /** The name in a trace: for a DDI the WDK's own, {@code IoAcquireRemoveLock}. */
    default String title() {
        return info().title();
    }

    /** What sort of step it is. */
    default Family family() {
        return info().family();
    }

    /**
     * True when another thread may run just before the step. False for steps that touch only what their own thread owns
     * (its IRP's stack locations, say): they are announced, but nobody could tell in which order they ran.
     */
    default boolean yields() {
        return info().yields();
    }

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
