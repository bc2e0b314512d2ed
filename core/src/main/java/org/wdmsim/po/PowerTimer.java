package org.wdmsim.po;

import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/** A thread that waits for the next deadline: of a power IRP, or of a device that may turn out idle. */
final class PowerTimer {
    private static final long NEVER = Long.MAX_VALUE;

    private final PowerManager manager;
    private final Kernel kernel;
    private final KEvent sooner;

    // Touched under the dispatcher lock.
    private KThread thread;
    private long sleepsUntil = NEVER;

    PowerTimer(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
        this.sooner = KEvent.synchronization(kernel, "power deadline");
    }

    /** Says that something is to be looked at then. */
    void expectsDeadline(long deadline) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (thread == null) {
                thread = KThread.internal(kernel, "power timer", this::work);
            } else if (deadline < sleepsUntil) {
                sooner.setNow();
            }
        } finally {
            kernel.unlock();
        }
    }

    /** Says that no power IRP is under way: the thread need not wait for the time that one would have had. */
    void expectsNoIrp() {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (thread != null && sleepsUntil != NEVER) {
                sooner.setNow();
            }
        } finally {
            kernel.unlock();
        }
    }

    private void work() {
        while (true) {
            long nearest = nearest();
            NtStatus status = nearest == NEVER
                    ? kernel.currentThread().waitForWork(sooner)
                    : sooner.waitFor(Math.max(0, nearest - kernel.now()));
            if (status == NtStatus.STATUS_TIMEOUT) {
                manager.queue().mustBeInTime(kernel.now());
                manager.idle().lookForIdle(kernel.now());
            }
        }
    }

    private long nearest() {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            sleepsUntil = Math.min(
                    manager.queue().nearestDeadline(NEVER), manager.idle().nearestDeadline(NEVER));
            return sleepsUntil;
        } finally {
            kernel.unlock();
        }
    }
}
