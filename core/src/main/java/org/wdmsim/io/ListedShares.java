package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;

/** Shares with everything known of them: in a simulated machine, and in a live one that is watched. */
final class ListedShares extends Shares {
    // Invariant before removal: count = 1 + shares. releaseAndWait first sets removed, then takes its own share
    // and the 1 away: afterwards count = shares of others, and whoever brings it to 0 signals the event. An
    // acquirer counts itself in before it looks at removed, so that the remover either sees it or turns it away;
    // and an acquirer that is turned away may be the one who brings the count to 0.
    //
    // Each routine is one step, and in a live machine it is done under the dispatcher lock, so plain fields do.
    private boolean removed;
    private int count;
    private KEvent event;
    private int lowMemoryCount;

    // What others can tell of a routine: two acquisitions, or two releases, give the same in either order; an
    // acquisition and the removal do not.
    private static final int COUNT = 0;
    static final int REMOVED = 1;
    private static final int ODD = 2; // a release without a share, which may set the remover free too early
    private static final int GONE = 3; // shares that were given up
    private static final int AS_TAG = 3; // of an object that is a tag

    // Ours, in every build: for reports. Newest first.
    private final List<RemoveLockHolder> holders = new ArrayList<>();
    private int mostHolders;
    private RemoveLockHolder remover;

    /** As memory that nobody has initialised. */
    ListedShares(RemoveLock lock, Kernel kernel) {
        super(lock, kernel);
    }

    /** IoInitializeRemoveLock's effect; those who hold shares from before are not forgotten. */
    void begin(RemoveLockLimits limits) {
        for (int part = COUNT; part <= GONE; part++) {
            touch(part, Touch.WRITE);
        }
        setLimits(limits);
        removed = false;
        count = 1;
        lowMemoryCount = 0;
        remover = null;
        event = newEvent();
    }

    @Override
    NtStatus acquire(Object tag, String file, int line, boolean checked) {
        touchTag(tag, Touch.WRITE);
        touch(REMOVED, Touch.READ);
        touch(COUNT, checked && limits().highWatermark() != 0 ? Touch.WRITE : Touch.ADD);
        touch(ODD, Touch.READ);
        kernel().lockSaid();
        try {
            count++;
            if (checked && count <= 0) {
                throw assertion("Lock->Common.IoCount > 0", "IoAcquireRemoveLock", tag);
            }
            if (removed) {
                count--;
                if (count == 0) {
                    event.setNow();
                }
                return NtStatus.STATUS_DELETE_PENDING;
            }
            if (checked) {
                mustBeBelowWatermark(tag, count - 1);
            }
            track(tag, file, line, checked);
            return NtStatus.STATUS_SUCCESS;
        } finally {
            kernel().unlock();
        }
    }

    private void track(Object tag, String file, int line, boolean checked) {
        if (checked && !kernel().allocates("IoAcquireRemoveLock")) {
            lowMemoryCount++;
            return;
        }
        String what = tag instanceof Irp irp && !irp.isFreed() ? irp.request().toString() : "";
        holders.add(0, holderNow(tag, what, file == null ? kernel().callSite() : file + ":" + line));
        mostHolders = Math.max(mostHolders, holders.size());
    }

    @Override
    void release(Object tag, boolean checked) {
        kernel().lockSaid();
        try {
            touchTag(tag, Touch.WRITE);
            touch(COUNT, checked ? Touch.WRITE : Touch.ADD); // a checked build looks at the count and at all holders
            touch(ODD, isTracked(tag) ? Touch.READ : Touch.WRITE);
            touch(GONE, Touch.ADD);
            if (checked) {
                mustNotBeOvertime();
            }
            if (!untrack(tag) && checked && --lowMemoryCount < 0) {
                lowMemoryCount = 0;
                throw assertion("tag is outstanding", "IoReleaseRemoveLock", tag);
            }
            count--;
            if (checked && count < 0) {
                throw assertion("Lock->Common.IoCount >= 0", "IoReleaseRemoveLock", tag);
            }
            if (count == 0) {
                if (checked && !removed) {
                    throw assertion("Lock->Common.Removed", "IoReleaseRemoveLock", tag);
                }
                if (event != null) {
                    event.setNow();
                }
            }
        } finally {
            kernel().unlock();
        }
    }

    @Override
    void releaseAndWait(Object tag, boolean checked) {
        kernel().lockSaid();
        try {
            touch(REMOVED, Touch.WRITE);
            touch(COUNT, checked ? Touch.WRITE : Touch.ADD);
            touch(ODD, isTracked(tag) ? Touch.READ : Touch.WRITE);
            touchTag(tag, Touch.WRITE);
            removed = true;
            boolean own = untrack(tag);
            if (checked && !own && --lowMemoryCount < 0) {
                lowMemoryCount = 0;
                throw assertion("tag is outstanding", "IoReleaseRemoveLockAndWait", tag);
            }
            count--;
            if (checked && count <= 0) {
                throw assertion("Lock->Common.IoCount > 0", "IoReleaseRemoveLockAndWait", tag);
            }
            count--;
            touch(GONE, count > 0 ? Touch.AWAIT : Touch.READ);
            if (count > 0) {
                remover = holderNow(tag, "", kernel().callSite());
                event.waitWithin();
                kernel().footprint().comesAfter(lock(), GONE); // the last release has set us free, but each was needed
                mustBeAlive("IoReleaseRemoveLockAndWait");
            }
            remover = null;
        } finally {
            kernel().unlock();
        }
    }

    private void touch(int part, Touch how) {
        kernel().touch(lock(), part, how);
    }

    /** A tag that others use, too, is a thing of its own: the second release with it is another than the first. */
    private void touchTag(Object tag, Touch how) {
        if (tag instanceof KernelObject object && object.touchId() != 0) {
            kernel().touch(object, AS_TAG, how);
        } else if (lock().touchId() != 0) {
            boolean isText = tag instanceof String || tag instanceof Number;
            int bucket = isText ? tag.toString().hashCode() & (RemoveLock.TAG_BUCKETS - 1) : 0;
            kernel().touchArea(lock().tagIds() + bucket, how);
        }
    }

    @Override
    boolean isHeldWith(Object tag) {
        touchTag(tag, Touch.READ);
        kernel().lockSaid();
        try {
            return isTracked(tag);
        } finally {
            kernel().unlock();
        }
    }

    private boolean isTracked(Object tag) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).hasTag(tag)) {
                return true;
            }
        }
        return false;
    }

    private boolean untrack(Object tag) {
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i).hasTag(tag)) {
                holders.remove(i);
                return true;
            }
        }
        return false;
    }

    @Override
    int count() {
        touch(COUNT, Touch.READ);
        kernel().lockSaid();
        try {
            return count;
        } finally {
            kernel().unlock();
        }
    }

    @Override
    boolean isRemoved() {
        touch(REMOVED, Touch.READ);
        return removed;
    }

    @Override
    RemoveLockHolder remover() {
        return remover;
    }

    @Override
    int lowMemoryCount() {
        return lowMemoryCount;
    }

    @Override
    List<RemoveLockHolder> holders() {
        touch(COUNT, Touch.READ);
        kernel().lockSaid();
        try {
            return List.copyOf(holders);
        } finally {
            kernel().unlock();
        }
    }

    @Override
    int mostHolders() {
        return mostHolders;
    }

    @Override
    boolean knowsHolders() {
        return true;
    }
}
