package org.wdmsim.ke;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.trace.TraceEvent;

/**
 * The regions in which a thread keeps APCs away. Regions nest; each is left as often as it was entered.
 *
 * <p>In a critical region no normal kernel APC is delivered, in a guarded region none at all. Nothing here delivers APCs to
 * driver code, so what counts is the depth: ERESOURCEs want a region around them, and a thread must leave what it entered.
 */
public final class ApcState {
    // Touched only by the thread itself.
    private final KThread thread;
    private int criticalDepth;
    private int guardedDepth;

    ApcState(KThread thread) {
        this.thread = thread;
    }

    /**
     * KeEnterCriticalRegion.
     *
     * @irql at most APC_LEVEL
     */
    public void enterCriticalRegion() {
        kernel().step(KeStep.KE_ENTER_CRITICAL_REGION, null, null, null);
        criticalDepth++;
    }

    /**
     * KeLeaveCriticalRegion.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4, 0x3E outside of one (verifier)
     */
    public void leaveCriticalRegion() {
        kernel().step(KeStep.KE_LEAVE_CRITICAL_REGION, null, null, null);
        criticalDepth--;
    }

    /**
     * KeEnterGuardedRegion.
     *
     * @irql at most APC_LEVEL
     */
    public void enterGuardedRegion() {
        kernel().step(KeStep.KE_ENTER_GUARDED_REGION, null, null, null);
        guardedDepth++;
    }

    /**
     * KeLeaveGuardedRegion.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4, 0x4000E outside of one (verifier)
     */
    public void leaveGuardedRegion() {
        kernel().step(KeStep.KE_LEAVE_GUARDED_REGION, null, null, null);
        guardedDepth--;
    }

    /**
     * KeAreApcsDisabled: true when the calling thread is in a critical or a guarded region, or owns a mutex. A raised IRQL,
     * at which nothing is delivered either, does not count.
     *
     * @irql at most DISPATCH_LEVEL
     * @source learn.microsoft.com, nf-wdm-keareapcsdisabled; "Disabling APCs"
     */
    public boolean areApcsDisabled() {
        TraceEvent event = kernel().step(KeStep.KE_ARE_APCS_DISABLED, null, null, null);
        return kernel().answer(event, isInRegion());
    }

    /**
     * KeAreAllApcsDisabled: true when no APC is delivered to the calling thread.
     *
     * @irql any
     */
    public boolean areAllApcsDisabled() {
        TraceEvent event = kernel().step(KeStep.KE_ARE_ALL_APCS_DISABLED, null, null, null);
        return kernel().answer(event, guardedDepth > 0 || thread.irql().level() > 0);
    }

    private boolean isInRegion() {
        return criticalDepth > 0 || guardedDepth > 0 || thread.ownsMutex();
    }

    /** True when no normal kernel APC is delivered: in a region, with a mutex, or at a raised IRQL. For checks: no step. */
    public boolean keepsApcsAway() {
        return isInRegion() || thread.irql().level() > 0;
    }

    /** How many critical regions the thread is in. */
    public int criticalDepth() {
        return criticalDepth;
    }

    /** How many guarded regions the thread is in. */
    public int guardedDepth() {
        return guardedDepth;
    }

    void mustBeBalanced() {
        if (criticalDepth != 0 || guardedDepth != 0) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.APC_INDEX_MISMATCH, "regions entered and left unequally")
                    .parameters(thread, 0, -(criticalDepth + guardedDepth), 0)
                    .what("thread \"" + thread.objectName() + "\" has ended with " + criticalDepth + " critical and "
                            + guardedDepth + " guarded regions entered and not left")
                    .todo("leave each region as often as it was entered, on every way out")
                    .about(thread)
                    .build());
        }
    }

    private Kernel kernel() {
        return thread.kernel();
    }
}
