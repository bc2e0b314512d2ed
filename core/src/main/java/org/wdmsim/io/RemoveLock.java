package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * IO_REMOVE_LOCK: lets IRP_MN_REMOVE_DEVICE wait until everybody has left the driver. It lives in the device extension.
 *
 * <pre>{@code
 * final RemoveLock removeLock = new RemoveLock(this);          // in the extension
 * ext.removeLock.initialize("Sprk", 0, 0);                     // AddDevice
 * NtStatus status = ext.removeLock.acquire(irp);               // each dispatch routine, first of all
 * ext.removeLock.release(irp);                                 // when this driver is done with the IRP
 * ext.removeLock.releaseAndWait(irp);                          // REMOVE_DEVICE, after passing it down
 * }</pre>
 *
 * @source learn.microsoft.com, "Using Remove Locks"
 */
public final class RemoveLock implements KernelObject {
    // The counter protocol. Invariant before removal: count = 1 + shares. releaseAndWait first sets removed, then takes
    // its
    // own share and the 1 away: afterwards count = shares of others, and whoever brings it to 0 signals the event. An
    // acquirer counts itself in before it looks at removed, so that the remover either sees it or turns it away; and an
    // acquirer that is turned away may be the one who brings the count to 0.
    //
    // In the simulated machine each routine is one step, so plain fields do.
    private final DeviceExtension extension;

    // The common block.
    private boolean initialized;
    private boolean removed;
    private int count;
    private KEvent event;

    // The debug block, there in a lock of checked size only.
    private RemoveLockSize size = RemoveLockSize.FREE;
    private RemoveLockLimits limits = RemoveLockLimits.NONE;
    private int lowMemoryCount;

    // Ours, in every build: who holds a share, for reports. Newest first.
    private final List<RemoveLockHolder> holders = new ArrayList<>();
    private int mostHolders;
    private RemoveLockHolder remover;

    /** A lock in this extension, not initialised. */
    public RemoveLock(DeviceExtension extension) {
        this.extension = extension;
    }

    // ---- The four routines as drivers call them.

    /**
     * IoInitializeRemoveLock: makes the lock ready. Call it once in the life of the device, in AddDevice, before attaching.
     *
     * @irql PASSIVE_LEVEL
     * @param allocateTag pool tag of the tracking blocks, four characters
     * @param maxLockedMinutes a share held longer than this is reported when another is released; 0 for no limit; checked
     *     builds only
     * @param highWatermark more shares at a time than this is reported; 0 for no limit; checked builds only
     * @bugcheck 0xC4, 0xD7 when it is initialised again (verifier)
     * @source learn.microsoft.com, nf-wdm-ioinitializeremovelock
     */
    public void initialize(String allocateTag, int maxLockedMinutes, int highWatermark) {
        initializeEx(allocateTag, maxLockedMinutes, highWatermark, builtSize().bytes());
    }

    /**
     * IoAcquireRemoveLock: takes a share in the device's right to stay.
     *
     * <p>Call it first in every dispatch routine, and once for each timer, DPC or callback handed out. While a share is
     * held, {@link #releaseAndWait} does not return.
     *
     * @irql at most DISPATCH_LEVEL
     * @param tag names this share in reports; give the same tag to {@link #release}. It need not be unique, and may be
     *     null. A dispatch routine passes its IRP.
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_DELETE_PENDING} once removal waits for the last share: complete the
     *     IRP with that status and start nothing new
     * @bugcheck none here; a later release with another tag is 0xC4, 0xD5
     * @differs one step, where Windows has an increment and a test that others may come between; no driver can tell
     * @source learn.microsoft.com, nf-wdm-ioacquireremovelock; "Using Remove Locks"
     */
    public NtStatus acquire(Object tag) {
        return acquireEx(tag, null, 0, builtSize().bytes());
    }

    /**
     * IoReleaseRemoveLock: gives up a share.
     *
     * @irql at most DISPATCH_LEVEL
     * @param tag the tag that {@link #acquire} was given
     * @bugcheck 0xC4, 0xD5 when no share has this tag (verifier); an assertion on a checked build; nothing on a free build,
     *     where the count is then wrong for ever
     * @source learn.microsoft.com, nf-wdm-ioreleaseremovelock
     */
    public void release(Object tag) {
        releaseEx(tag, builtSize().bytes());
    }

    /**
     * IoReleaseRemoveLockAndWait: refuses new shares, gives up the caller's own and waits for all others.
     *
     * <p>Call it in IRP_MN_REMOVE_DEVICE only, after passing the IRP down and before IoDetachDevice. The caller must hold a
     * share of its own: take it at the top of the dispatch routine.
     *
     * @irql PASSIVE_LEVEL
     * @param tag the tag of the caller's own share
     * @bugcheck 0xC4, 0xD6 when no share has this tag (verifier)
     * @source learn.microsoft.com, nf-wdm-ioreleaseremovelockandwait
     */
    public void releaseAndWait(Object tag) {
        releaseAndWaitEx(tag, builtSize().bytes());
    }

    // ---- The Ex forms, to which the plain ones lead.

    /**
     * IoInitializeRemoveLockEx.
     *
     * @param remlockSize size of the caller's structure: {@link RemoveLockSize#FREE} or {@link RemoveLockSize#CHECKED} in
     *     bytes; with any other the lock stays uninitialised
     */
    public void initializeEx(String allocateTag, int maxLockedMinutes, int highWatermark, int remlockSize) {
        RemoveLockSize asked = RemoveLockSize.of(remlockSize);
        kernel().step(
                        IoStep.IO_INITIALIZE_REMOVE_LOCK,
                        this,
                        asked == null ? (Object) remlockSize : asked,
                        allocateTag);
        mustBeAlive("IoInitializeRemoveLock");
        if (asked == null) {
            return;
        }
        if (!initialized) {
            device().io().register(this);
        }
        size = asked;
        limits = RemoveLockLimits.of(allocateTag, maxLockedMinutes, highWatermark, kernel().options());
        initialized = true;
        removed = false;
        count = 1;
        lowMemoryCount = 0;
        remover = null;
        event = KEvent.synchronization(kernel(), objectName() + " event");
        event.explainedBy(this::explainWait);
    }

    /**
     * IoAcquireRemoveLockEx.
     *
     * @param file the caller's source file; null to find it by itself when call sites are kept
     * @param line the caller's line
     * @param remlockSize as given to {@link #initializeEx}
     */
    public NtStatus acquireEx(Object tag, String file, int line, int remlockSize) {
        TraceEvent step = kernel().step(IoStep.IO_ACQUIRE_REMOVE_LOCK, this, tag, null);
        mustBeAlive("IoAcquireRemoveLock");
        count++;
        if (isChecked(remlockSize) && count <= 0) {
            throw assertion("Lock->Common.IoCount > 0", "IoAcquireRemoveLock", tag);
        }
        if (removed) {
            count--;
            if (count == 0) {
                event.setNow();
            }
            return kernel().answer(step, NtStatus.STATUS_DELETE_PENDING);
        }
        if (isChecked(remlockSize) && limits.isAboveWatermark(count - 1)) {
            throw kernel().assertionFailed(
                            "Lock->Common.IoCount <= Lock->Dbg.HighWatermark",
                            this,
                            "IoAcquireRemoveLock with tag " + TraceEvent.text(tag) + " makes " + (count - 1)
                                    + " shares of " + objectName() + ", more than its HighWatermark of "
                                    + limits.highWatermark(),
                            "look for shares that are never released; if so many are right, initialise the lock with a higher"
                                    + " HighWatermark");
        }
        track(tag, file, line, remlockSize);
        return kernel().answer(step, NtStatus.STATUS_SUCCESS);
    }

    private void track(Object tag, String file, int line, int remlockSize) {
        if (isChecked(remlockSize) && !kernel().allocates("IoAcquireRemoveLock")) {
            lowMemoryCount++;
            return;
        }
        KThread thread = kernel().currentThread();
        String site = file == null ? kernel().callSite() : file + ":" + line;
        holders.add(
                0,
                new RemoveLockHolder(
                        tag,
                        tag instanceof Irp irp && !irp.isFreed() ? irp.request().toString() : "",
                        thread == null ? "boot" : thread.objectName(),
                        kernel().steps(),
                        kernel().now(),
                        site));
        mostHolders = Math.max(mostHolders, holders.size());
    }

    /** IoReleaseRemoveLockEx. */
    public void releaseEx(Object tag, int remlockSize) {
        kernel().step(IoStep.IO_RELEASE_REMOVE_LOCK, this, tag, null);
        mustBeAlive("IoReleaseRemoveLock");
        boolean checked = isChecked(remlockSize);
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
    }

    /** IoReleaseRemoveLockAndWaitEx. */
    public void releaseAndWaitEx(Object tag, int remlockSize) {
        TraceEvent step = kernel().step(IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT, this, tag, null);
        mustBeAlive("IoReleaseRemoveLockAndWait");
        boolean checked = isChecked(remlockSize);
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
        if (count > 0) {
            KThread me = kernel().currentThread();
            remover = new RemoveLockHolder(
                    tag, "", me.objectName(), kernel().steps(), kernel().now(), kernel().callSite());
            event.waitWithin();
            mustBeAlive("IoReleaseRemoveLockAndWait");
        }
        remover = null;
        kernel().answer(step, "all shares released");
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

    private void mustNotBeOvertime() {
        long now = kernel().now();
        for (RemoveLockHolder holder : holders) {
            if (limits.isOvertime(now - holder.sinceTicks())) {
                throw kernel().assertionFailed(
                                "share held longer than MaxLockedMinutes",
                                this,
                                "the share " + holder.describe() + " of " + objectName() + " has been held for "
                                        + limits.minutes(now - holder.sinceTicks()) + " minutes; MaxLockedMinutes is "
                                        + limits.maxLockedMinutes(),
                                "release the share when the work it stands for is done");
            }
        }
    }

    private Error assertion(String assertion, String routine, Object tag) {
        return kernel().assertionFailed(
                        assertion,
                        this,
                        routine + " with tag " + TraceEvent.text(tag) + " on " + objectName() + ": count is " + count
                                + ", "
                                + (removed ? "removal has begun" : "not removed") + ", "
                                + (holders.isEmpty() ? "nobody holds a share" : "held by " + describeHolders()),
                        "release each share once, with the tag it was acquired with; IoReleaseRemoveLockAndWait needs a share of"
                                + " its own");
    }

    private String describeHolders() {
        List<String> texts = new ArrayList<>();
        for (RemoveLockHolder holder : holders) {
            texts.add(holder.describe());
        }
        return String.join("; ", texts);
    }

    private List<String> explainWait() {
        List<String> lines = new ArrayList<>();
        for (RemoveLockHolder holder : holders) {
            lines.add("share of " + objectName() + ": " + holder.describe());
        }
        if (holders.isEmpty()) {
            lines.add("count of " + objectName() + " is " + count + ", but nobody holds a share");
        }
        return lines;
    }

    private boolean isChecked(int remlockSize) {
        return size == RemoveLockSize.CHECKED && RemoveLockSize.of(remlockSize) == RemoveLockSize.CHECKED;
    }

    private RemoveLockSize builtSize() {
        return kernel().options().checkedDrivers() ? RemoveLockSize.CHECKED : RemoveLockSize.FREE;
    }

    private void mustBeAlive(String routine) {
        extension.mustBeAlive(routine);
    }

    // ---- Looking: what !remlock shows.

    /** True once it was initialised. */
    public boolean isInitialized() {
        return initialized;
    }

    /** Removed: IoReleaseRemoveLockAndWait has begun. */
    public boolean isRemoved() {
        return removed;
    }

    /** IoCount as it is: 1 + shares before removal, shares of others afterwards. */
    public int ioCount() {
        return count;
    }

    /** True while somebody waits for the last share. */
    public boolean isWaitedFor() {
        return remover != null;
    }

    /** Who waits in IoReleaseRemoveLockAndWait, or null. */
    public RemoveLockHolder remover() {
        return remover;
    }

    /** FREE or CHECKED. */
    public RemoveLockSize size() {
        return size;
    }

    /** MaxLockedMinutes, HighWatermark and AllocateTag. */
    public RemoveLockLimits limits() {
        return limits;
    }

    /** Acquisitions for which there was no memory to track them. */
    public int lowMemoryCount() {
        return lowMemoryCount;
    }

    /** Who holds a share, newest first. */
    public List<RemoveLockHolder> holders() {
        return List.copyOf(holders);
    }

    /** The most shares at a time so far. */
    public int mostHolders() {
        return mostHolders;
    }

    /** True when a share with this tag is outstanding. */
    public boolean isHeldWith(Object tag) {
        for (RemoveLockHolder holder : holders) {
            if (holder.hasTag(tag)) {
                return true;
            }
        }
        return false;
    }

    /** The device whose extension the lock is in. */
    public DeviceObject device() {
        return extension.device();
    }

    private Kernel kernel() {
        return device().kernel();
    }

    @Override
    public String objectName() {
        return device().objectName() + ".removeLock";
    }

    @Override
    public String toString() {
        return objectName() + " [" + (removed ? "removed, " : "") + holders.size() + " shares, count " + count + "]";
    }
}
