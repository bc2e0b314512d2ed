package org.wdmsim.machine;

import org.assertj.core.api.AbstractAssert;
import org.wdmsim.base.BugCheckCode;

/** Says of an outcome what a test expects; a failure shows what the driver threw. */
public final class OutcomeAssert extends AbstractAssert<OutcomeAssert, Outcome> {
    private OutcomeAssert(Outcome actual) {
        super(actual, OutcomeAssert.class);
    }

    public static OutcomeAssert assertOutcome(Outcome actual) {
        return new OutcomeAssert(actual);
    }

    /** Every thread has ended or rests. */
    public OutcomeAssert isClean() {
        isNotNull();
        if (!actual.isClean()) {
            throw wrong("a clean run");
        }
        return this;
    }

    /** The machine stopped with this code. */
    public OutcomeAssert isBugCheck(BugCheckCode code) {
        isNotNull();
        if (!(actual instanceof Outcome.BugChecked stop) || stop.bugCheck().code() != code) {
            throw wrong(code.toString());
        }
        return this;
    }

    /** The machine stopped with this code and this first parameter. */
    public OutcomeAssert isBugCheck(BugCheckCode code, int sub) {
        isBugCheck(code);
        if (!Integer.valueOf(sub)
                .equals(((Outcome.BugChecked) actual).bugCheck().parameters().get(0))) {
            throw wrong(code + " with 0x" + Integer.toHexString(sub));
        }
        return this;
    }

    /** A violation that Driver Verifier found: 0xC4. */
    public OutcomeAssert isViolation(int sub) {
        return isBugCheck(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, sub);
    }

    /** A violation of the I/O verifier: 0xC9. */
    public OutcomeAssert isIoViolation(int sub) {
        return isBugCheck(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, sub);
    }

    /** Threads wait for what cannot come; the first of them is this one. */
    public OutcomeAssert isDeadlockOf(String thread) {
        isNotNull();
        if (!(actual instanceof Outcome.Deadlocked stuck)
                || !stuck.threads().get(0).thread().equals(thread)) {
            throw wrong("a deadlock of " + thread);
        }
        return this;
    }

    private AssertionError wrong(String wanted) {
        AssertionError error = new AssertionError("expected " + wanted + ", but: " + actual);
        if (actual instanceof Outcome.DriverThrew threw) {
            error.initCause(threw.thrown());
        }
        return error;
    }
}
