package org.wdmsim.samples.broken;

import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.samples.eggtimer.Egg;
import org.wdmsim.samples.eggtimer.EggTimerExtension;
import org.wdmsim.samples.eggtimer.EggTimerFilter;

/** Ends the requests that it keeps, and leaves their timers set: in memory that is about to go. */
@Broken(
        rule = "active timer in freed memory",
        shows = "DRIVER_VERIFIER_DETECTED_VIOLATION",
        scenario = "egg-timer-pulled-out",
        seed = 1)
public final class LeavesTimerSet extends EggTimerFilter {
    /** A broken filter. */
    public LeavesTimerSet() {}

    @Override
    protected void leave(EggTimerExtension ext) {
        Irql old = ext.lock.acquire(); // KeAcquireSpinLock
        ext.leaving = true;
        // FAULT: whose timer has rung, is on its way, and whose has not, will ring. Right: only those whose
        // KeCancelTimer says TRUE.
        List<Egg> cold = List.copyOf(ext.eggs);
        ext.eggs.clear();
        ext.lock.release(old); // KeReleaseSpinLock
        for (Egg egg : cold) {
            end(ext, egg.irp, NtStatus.STATUS_DELETE_PENDING);
        }
    }
}
