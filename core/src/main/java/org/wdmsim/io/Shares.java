package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * The shares of one remove lock: how they are counted, and what is known of each. {@code checked} says whether both the
 * lock and the caller have the debug block.
 */
abstract class Shares {
    private final RemoveLock lock;
    private final Kernel kernel;
    private RemoveLockLimits limits = RemoveLockLimits.NONE;

    Shares(RemoveLock lock, Kernel kernel) {
        this.lock = lock;
        this.kernel = kernel;
    }

    /** Takes a share. The step was announced and the lock is there. */
    abstract NtStatus acquire(Object tag, String file, int line, boolean checked);

    /** Gives a share up. */
    abstract void release(Object tag, boolean checked);

    /** Lets nobody in, gives the caller's share up and waits for the others. */
    abstract void releaseAndWait(Object tag, boolean checked);

    /** IoCount: 1 + shares before removal, shares of others afterwards. */
    abstract int count();

    /** True once releaseAndWait has begun. */
    abstract boolean isRemoved();

    /** Who waits, or null. */
    abstract RemoveLockHolder remover();

    /** Acquisitions that could not be tracked. */
    abstract int lowMemoryCount();

    /** Who holds a share, newest first, as far as that is kept. */
    abstract List<RemoveLockHolder> holders();

    /** True when one of them has this tag. */
    boolean isHeldWith(Object tag) {
        for (RemoveLockHolder holder : holders()) {
            if (holder.hasTag(tag)) {
                return true;
            }
        }
        return false;
    }

    /** The most shares at a time that were seen. */
    abstract int mostHolders();

    /** True when {@link #holders} has every share. */
    abstract boolean knowsHolders();

    final RemoveLock lock() {
        return lock;
    }

    final Kernel kernel() {
        return kernel;
    }

    final RemoveLockLimits limits() {
        return limits;
    }

    final void setLimits(RemoveLockLimits value) {
        limits = value;
    }

    final void mustBeAlive(String routine) {
        lock.mustBeAlive(routine);
    }

    /** An event for the remover, which explains its wait by the holders. */
    final KEvent newEvent() {
        KEvent event =
                KEvent.synchronization(kernel, lock.objectName() + " event").saidByUsers();
        event.explainedBy(this::explainWait);
        return event;
    }

    private List<String> explainWait() {
        List<String> lines = new ArrayList<>();
        for (RemoveLockHolder holder : holders()) {
            lines.add("share of " + lock.objectName() + ": " + holder.describe());
        }
        if (lines.isEmpty()) {
            lines.add("count of " + lock.objectName() + " is " + count()
                    + (knowsHolders()
                            ? ", but nobody holds a share"
                            : "; a free build does not keep who holds a share"));
        }
        return lines;
    }

    /** A holder that begins now. */
    final RemoveLockHolder holderNow(Object tag, String what, String site) {
        KThread thread = kernel.currentThread();
        return new RemoveLockHolder(
                tag, what, thread == null ? "boot" : thread.objectName(), kernel.steps(), kernel.now(), site);
    }

    final void mustBeBelowWatermark(Object tag, int shares) {
        if (limits.isAboveWatermark(shares)) {
            throw kernel.assertionFailed(
                    "Lock->Common.IoCount <= Lock->Dbg.HighWatermark",
                    lock,
                    "IoAcquireRemoveLock with tag " + TraceEvent.text(tag) + " makes " + shares + " shares of "
                            + lock.objectName() + ", more than its HighWatermark of " + limits.highWatermark(),
                    "look for shares that are never released; if so many are right, initialise the lock with a higher"
                            + " HighWatermark");
        }
    }

    final void mustNotBeOvertime() {
        if (limits.maxLockedMinutes() == 0) {
            return;
        }
        long now = kernel.now();
        for (RemoveLockHolder holder : holders()) {
            if (limits.isOvertime(now - holder.sinceTicks())) {
                throw kernel.assertionFailed(
                        "share held longer than MaxLockedMinutes",
                        lock,
                        "the share " + holder.describe() + " of " + lock.objectName() + " has been held for "
                                + limits.minutes(now - holder.sinceTicks()) + " minutes; MaxLockedMinutes is "
                                + limits.maxLockedMinutes(),
                        "release the share when the work it stands for is done");
            }
        }
    }

    final Error assertion(String assertion, String routine, Object tag) {
        List<RemoveLockHolder> holders = holders();
        return kernel.assertionFailed(
                assertion,
                lock,
                routine + " with tag " + TraceEvent.text(tag) + " on " + lock.objectName() + ": count is " + count()
                        + ", " + (isRemoved() ? "removal has begun" : "not removed") + ", "
                        + (holders.isEmpty() ? "nobody holds a share" : "held by " + describe(holders)),
                "release each share once, with the tag it was acquired with; IoReleaseRemoveLockAndWait needs a share of"
                        + " its own");
    }

    private static String describe(List<RemoveLockHolder> holders) {
        List<String> texts = new ArrayList<>();
        for (RemoveLockHolder holder : holders) {
            texts.add(holder.describe());
        }
        return String.join("; ", texts);
    }
}
