package org.wdmsim.base;

import org.wdmsim.base.StepKind.Family;

/**
 * One row of a table of steps: what a {@link StepKind} is made of.
 *
 * @param title the name in a trace: for a DDI the WDK's own
 * @param family what sort of step it is
 * @param minIrql the lowest IRQL at which the routine may be called
 * @param maxIrql the highest; null where there is no routine to call
 * @param irqlRule Driver Verifier's identifier of the IRQL rule that watches the routine, or 0
 * @param yields true when another thread may run just before
 * @param reach what other threads could tell of the step
 * @param nesting +1 when the event opens a routine, -1 when it closes one
 * @param first what the first argument is called
 * @param second what the second argument is called
 * @param summary one sentence for the reference page
 */
public record StepInfo(
        String title,
        Family family,
        Irql minIrql,
        Irql maxIrql,
        int irqlRule,
        boolean yields,
        Reach reach,
        int nesting,
        String first,
        String second,
        String summary) {
    /** What a step touches that other threads touch, too. */
    public enum Reach {
        /** It may be anything: nothing commutes with the step. */
        EVERYTHING,
        /** It changes its subject, and nothing else. */
        CHANGES_SUBJECT,
        /** It only looks at its subject. */
        READS_SUBJECT,
        /** The effect says itself what it touches, if it touches anything. */
        SAID
    }

    /** A routine of the WDK that may be called up to an IRQL. */
    public static StepInfo ddi(String title, Irql maxIrql, String summary) {
        return new StepInfo(
                title, Family.DDI, Irql.PASSIVE_LEVEL, maxIrql, 0, true, Reach.EVERYTHING, 0, "", "", summary);
    }

    /** The kernel enters a driver's routine. */
    public static StepInfo enters(String title, String summary) {
        return new StepInfo(title, Family.CALLBACK, Irql.PASSIVE_LEVEL, null, 0, false, Reach.SAID, 1, "", "", summary);
    }

    /** A driver's routine returns to the kernel. */
    public static StepInfo leaves(String title, String summary) {
        return new StepInfo(
                title, Family.CALLBACK, Irql.PASSIVE_LEVEL, null, 0, false, Reach.SAID, -1, "", "", summary);
    }

    /** A call from user mode. */
    public static StepInfo user(String title, String summary) {
        return new StepInfo(
                title,
                Family.USER,
                Irql.PASSIVE_LEVEL,
                Irql.PASSIVE_LEVEL,
                0,
                true,
                Reach.EVERYTHING,
                0,
                "",
                "",
                summary);
    }

    /** Something that happened inside the kernel. */
    public static StepInfo note(String title, String summary) {
        return new StepInfo(title, Family.NOTE, Irql.PASSIVE_LEVEL, null, 0, false, Reach.SAID, 0, "", "", summary);
    }

    /** The same with a lowest IRQL. */
    public StepInfo atLeast(Irql level) {
        return new StepInfo(title, family, level, maxIrql, irqlRule, yields, reach, nesting, first, second, summary);
    }

    /** The same, watched by a Driver Verifier rule. */
    public StepInfo rule(int identifier) {
        return new StepInfo(
                title, family, minIrql, maxIrql, identifier, yields, reach, nesting, first, second, summary);
    }

    /** The same, touching only what its own thread owns, so that nobody needs to run before it. */
    public StepInfo ownsItsObject() {
        return new StepInfo(
                title, family, minIrql, maxIrql, irqlRule, false, Reach.SAID, nesting, first, second, summary);
    }

    /** The same, changing its subject and nothing else. */
    public StepInfo changes() {
        return reaching(Reach.CHANGES_SUBJECT);
    }

    /** The same, only looking at its subject. */
    public StepInfo reads() {
        return reaching(Reach.READS_SUBJECT);
    }

    /** The same, whose effect says itself what it touches. */
    public StepInfo saysWhatItTouches() {
        return reaching(Reach.SAID);
    }

    private StepInfo reaching(Reach how) {
        return new StepInfo(title, family, minIrql, maxIrql, irqlRule, yields, how, nesting, first, second, summary);
    }

    /** The same with named arguments. */
    public StepInfo arguments(String firstName, String secondName) {
        return new StepInfo(
                title, family, minIrql, maxIrql, irqlRule, yields, reach, nesting, firstName, secondName, summary);
    }
}
