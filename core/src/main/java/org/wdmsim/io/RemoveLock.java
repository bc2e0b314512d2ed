package org.wdmsim.io;

import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.live.ShareCount;
import org.wdmsim.live.ShareSlot;
import org.wdmsim.live.TaggedShares;
import org.wdmsim.sched.TransitionListener;
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
    static final int TAG_BUCKETS = 16;

    // What a routine does to the shares is in Shares; here is what a driver calls, and what a debugger shows.
    private final DeviceExtension extension;
    private boolean initialized;
    private int touchId;
    private int tagIds; // the first of TAG_BUCKETS, for those who follow what is touched
    private RemoveLockSize size = RemoveLockSize.FREE;

    // Null before the first routine.
    private Shares shares;

    // The short way of a live machine: null when there is none, or when the device is gone. One of counted and
    // tagged is there with it; they stand here so that the way to a thread's own cell has no step too many.
    private Kernel quick;
    private LiveShares live;
    private ShareCount counted;
    private TaggedShares tagged;
    private ShareSlot[] chains;

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
        Kernel kernel = quick;
        if (kernel != null && kernel.isQuiet()) {
            ShareCount count = counted;
            if (count != null) {
                return count.enter() ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_DELETE_PENDING;
            }
            return live.announce(tagged, TaggedShares.mine(chains), tag, null, 0);
        }
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
        Kernel kernel = quick;
        if (kernel != null && kernel.isQuiet()) {
            ShareCount count = counted;
            if (count != null) {
                count.leave();
                return;
            }
            if (live.keepsNoTime() && tagged.leave(TaggedShares.mine(chains), tag)) {
                return;
            }
        }
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
        initialized = true;
        if (touchId == 0) {
            touchId = kernel().newTouchId();
            tagIds = kernel().footprint().newIds(TAG_BUCKETS);
        }
        boolean strict = asked == RemoveLockSize.CHECKED && highWatermark > 0 && isHighWatermarkStrict();
        long ticksPerMinute = kernel().options().ticksPerMinute();
        begin(RemoveLockLimits.of(allocateTag, maxLockedMinutes, highWatermark, ticksPerMinute, strict));
    }

    private boolean isHighWatermarkStrict() {
        return kernel().outcome("strictHighWatermark", kernel().options().strictHighWatermark());
    }

    /** A live machine counts without a lock unless somebody listens, who wants to know of every share. */
    private void begin(RemoveLockLimits limits) {
        if (kernel().isLive() && !kernel().isWatched()) {
            LiveShares begun = new LiveShares(this, device(), size, limits);
            shares = begun;
            counted = begun.counted();
            tagged = begun.tagged();
            chains = tagged == null ? null : tagged.chains();
            live = begun;
            quick = builtSize() == size ? kernel() : null;
        } else {
            ListedShares begun = shares instanceof ListedShares again ? again : new ListedShares(this, kernel());
            begun.begin(limits);
            shares = begun;
        }
    }

    /** The device's memory is gone: from now on each routine asks for it, and stops the machine. */
    void deviceIsGone() {
        quick = null;
    }

    private Shares shares() {
        if (shares == null) {
            shares = new ListedShares(this, kernel());
        }
        return shares;
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
        return kernel().answer(step, shares().acquire(tag, file, line, isChecked(remlockSize)));
    }

    /** IoReleaseRemoveLockEx. */
    public void releaseEx(Object tag, int remlockSize) {
        kernel().step(IoStep.IO_RELEASE_REMOVE_LOCK, this, tag, null);
        mustBeAlive("IoReleaseRemoveLock");
        shares().release(tag, isChecked(remlockSize));
    }

    /** IoReleaseRemoveLockAndWaitEx. */
    public void releaseAndWaitEx(Object tag, int remlockSize) {
        TraceEvent step = kernel().step(IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT, this, tag, null);
        mustBeAlive("IoReleaseRemoveLockAndWait");
        shares().releaseAndWait(tag, isChecked(remlockSize));
        kernel().answer(step, "all shares released");
    }

    private boolean isChecked(int remlockSize) {
        return size == RemoveLockSize.CHECKED && RemoveLockSize.of(remlockSize) == RemoveLockSize.CHECKED;
    }

    private RemoveLockSize builtSize() {
        return kernel().options().checkedDrivers() ? RemoveLockSize.CHECKED : RemoveLockSize.FREE;
    }

    void mustBeAlive(String routine) {
        extension.mustBeAlive(routine);
    }

    // ---- Looking: what !remlock shows.

    /** True once it was initialised. */
    public boolean isInitialized() {
        if (touchId == 0) {
            kernel().touchArea(TransitionListener.LOCKS, Touch.READ);
        } else {
            kernel().touch(this, ListedShares.REMOVED, Touch.READ); // which another initialisation changes
        }
        return initialized;
    }

    /** Removed: IoReleaseRemoveLockAndWait has begun. */
    public boolean isRemoved() {
        return shares().isRemoved();
    }

    /** IoCount as it is: 1 + shares before removal, shares of others afterwards. */
    public int ioCount() {
        return shares().count();
    }

    /** True when nobody holds a share. */
    public boolean isAtRest() {
        return ioCount() == (isInitialized() && !isRemoved() ? 1 : 0);
    }

    /** True while somebody waits for the last share. */
    public boolean isWaitedFor() {
        return shares().remover() != null;
    }

    /** Who waits in IoReleaseRemoveLockAndWait, or null. */
    public RemoveLockHolder remover() {
        return shares().remover();
    }

    /** FREE or CHECKED. */
    public RemoveLockSize size() {
        return size;
    }

    /** MaxLockedMinutes, HighWatermark and AllocateTag. */
    public RemoveLockLimits limits() {
        return shares().limits();
    }

    /** Acquisitions for which there was no memory to track them. */
    public int lowMemoryCount() {
        return shares().lowMemoryCount();
    }

    /** Who holds a share, newest first. A live machine to which nobody listens keeps it in a checked build only. */
    public List<RemoveLockHolder> holders() {
        return shares().holders();
    }

    /**
     * True when {@link #holders} has every share: always in a simulated machine, and in a live one when somebody listened
     * already when the lock was initialised, or in a checked build.
     */
    public boolean knowsHolders() {
        return shares().knowsHolders();
    }

    /** The most shares at a time so far; in a live machine to which nobody listens, of those moments when they were counted. */
    public int mostHolders() {
        return shares().mostHolders();
    }

    /** True when a share with this tag is outstanding. */
    public boolean isHeldWith(Object tag) {
        return shares().isHeldWith(tag);
    }

    /** The device whose extension the lock is in. */
    public DeviceObject device() {
        return extension.device();
    }

    private Kernel kernel() {
        return device().kernel();
    }

    int tagIds() {
        return tagIds;
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return device().objectName() + ".removeLock";
    }

    @Override
    public String toString() {
        return objectName() + " [" + (isRemoved() ? "removed, " : "")
                + holders().size() + " shares, count " + ioCount() + "]";
    }
}
