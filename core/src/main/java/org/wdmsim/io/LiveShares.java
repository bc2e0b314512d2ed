package org.wdmsim.io;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.live.ShareCount;
import org.wdmsim.live.ShareSlot;
import org.wdmsim.live.TaggedShares;

/**
 * Shares in a live machine to which nobody listens: no lock and no allocation. A free build counts them, as Windows does;
 * a checked build announces each with its tag, thread and time.
 */
final class LiveShares extends Shares {
    // Invariant before removal: count = 1 + shares, as in ListedShares. That the remover waits for every share and is
    // woken after the last is ShareCount's affair; the event only carries the news, and may come once too often, so the
    // remover looks at the count again.
    private final Kernel kernel;
    private final ShareCount count;
    private final KEvent event;

    // Null in a free build.
    private final TaggedShares tagged;
    private final AtomicInteger lowMemory = new AtomicInteger();
    private final boolean callSites;
    private final boolean hasWatermark;
    private final boolean isTimed;
    private volatile RemoveLockHolder remover;
    private volatile int mostSeen;

    LiveShares(RemoveLock lock, DeviceObject device, RemoveLockSize size, RemoveLockLimits limits) {
        super(lock, device.kernel());
        this.kernel = device.kernel();
        this.event = newEvent();
        this.tagged = size == RemoveLockSize.CHECKED
                ? new TaggedShares(ShareCount.hostWidth(), event::setNow, RemoveLockHolder::sameTag)
                : null;
        this.count = tagged != null ? tagged : new ShareCount(ShareCount.hostWidth(), event::setNow);
        this.callSites = kernel.options().callSites();
        this.hasWatermark = limits.highWatermark() != 0;
        this.isTimed = limits.maxLockedMinutes() != 0;
        setLimits(limits);
        count.enter(); // the 1
    }

    /** True when no share can be overtime. */
    boolean keepsNoTime() {
        return !isTimed;
    }

    /** What a free build counts in, or null. */
    ShareCount counted() {
        return tagged == null ? count : null;
    }

    /** Where a checked build announces, or null. */
    TaggedShares tagged() {
        return tagged;
    }

    @Override
    NtStatus acquire(Object tag, String file, int line, boolean checked) {
        if (checked) {
            return announce(tagged, TaggedShares.mine(tagged.chains()), tag, file, line);
        }
        return count.enter() ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_DELETE_PENDING;
    }

    /** Takes a share of a checked build, in the slots of this lock. */
    NtStatus announce(TaggedShares mine, ShareSlot chain, Object tag, String file, int line) {
        if (!kernel.allocates("IoAcquireRemoveLock")) {
            return enterUntracked(tag);
        }
        ShareSlot slot = mine.enter(chain, tag, kernel.coarseNow());
        if (slot == null) {
            return NtStatus.STATUS_DELETE_PENDING;
        }
        if (file != null) {
            slot.takenAt(file, line);
        } else if (callSites && slot.isSample()) {
            slot.takenAt(kernel.callSite(), -1);
        }
        if (hasWatermark) {
            mustBeBelowWatermark(tag, see() - 1);
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus enterUntracked(Object tag) {
        if (!count.enter()) {
            return NtStatus.STATUS_DELETE_PENDING;
        }
        lowMemory.incrementAndGet();
        mustBeBelowWatermark(tag, see() - 1);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    void release(Object tag, boolean checked) {
        if (checked) {
            mustNotBeOvertime();
        }
        giveUp(tag, checked, "IoReleaseRemoveLock");
    }

    private void giveUp(Object tag, boolean checked, String routine) {
        if (tagged != null && tagged.leave(tag)) {
            return;
        }
        if (checked && lowMemory.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            throw assertion("tag is outstanding", routine, tag);
        }
        count.leave();
    }

    @Override
    void releaseAndWait(Object tag, boolean checked) {
        count.close();
        giveUp(tag, checked, "IoReleaseRemoveLockAndWait");
        count.leave(); // the 1
        if (!count.isSoonEmpty()) {
            remover = holderNow(tag, "", kernel.callSite());
            while (count.count() > 0) {
                event.waitWithin();
            }
            remover = null;
        }
        mustBeAlive("IoReleaseRemoveLockAndWait");
    }

    /** The count, which takes part in the most that was seen. */
    private int see() {
        int now = count();
        if (now - 1 > mostSeen) {
            mostSeen = now - 1;
        }
        return now;
    }

    @Override
    int count() {
        return (int) count.count();
    }

    @Override
    boolean isRemoved() {
        return count.isClosed();
    }

    @Override
    RemoveLockHolder remover() {
        return remover;
    }

    @Override
    int lowMemoryCount() {
        return lowMemory.get();
    }

    @Override
    List<RemoveLockHolder> holders() {
        List<RemoveLockHolder> holders = new ArrayList<>();
        if (tagged != null) {
            for (ShareSlot slot : tagged.announced()) {
                Object tag = slot.tag();
                String what =
                        tag instanceof Irp irp && !irp.isFreed() ? irp.request().toString() : "";
                holders.add(new RemoveLockHolder(tag, what, slot.holder(), 0, slot.since(), slot.site()));
            }
            holders.sort(Comparator.comparingLong(RemoveLockHolder::sinceTicks).reversed());
        }
        return holders;
    }

    @Override
    int mostHolders() {
        if (!count.isClosed()) {
            see();
        }
        return mostSeen;
    }

    @Override
    boolean knowsHolders() {
        return tagged != null;
    }
}
