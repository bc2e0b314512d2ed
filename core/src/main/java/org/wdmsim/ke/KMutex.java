package org.wdmsim.ke;

import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.trace.TraceEvent;

/**
 * KMUTEX: a lock that its owner may take again, and that must be released as often. Wait for it to take it.
 *
 * <p>Its owner runs with normal kernel APCs disabled, as in a critical region.
 */
public final class KMutex extends DispatcherObject {
    // Under the dispatcher lock. owner is null exactly while depth is 0.
    private final String name;
    private KThread owner;
    private int depth;

    /** KeInitializeMutex: a mutex that nobody owns. */
    public KMutex(Kernel kernel, String name) {
        super(kernel);
        this.name = name;
    }

    /**
     * KeReleaseMutex with Wait FALSE.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when the caller owns it still, because it has taken it more often
     * @bugcheck 0x1E with STATUS_MUTANT_NOT_OWNED, which the routine raises, when the caller does not own it
     */
    public boolean release() {
        TraceEvent event = kernel().step(KeStep.KE_RELEASE_MUTEX, this, null, null);
        kernel().lockSaid();
        try {
            KThread me = kernel().currentThread();
            if (owner != me) {
                throw kernel().bugCheck(BugCheck.of(
                                BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED, "mutex released by a stranger")
                        .parameters(NtStatus.STATUS_MUTANT_NOT_OWNED, this)
                        .what("KeReleaseMutex on " + name + ", which "
                                + (owner == null ? "nobody owns" : "thread \"" + owner.objectName() + "\" owns"))
                        .todo("release a mutex once for each wait that took it, in the thread that waited")
                        .about(this)
                        .build());
            }
            depth--;
            boolean still = depth > 0;
            if (!still) {
                owner = null;
                me.mutexReleased(this);
                wakeWaiters(); // which may give it to somebody else
            }
            return kernel().answer(event, still);
        } finally {
            kernel().unlock();
        }
    }

    /**
     * KeReadStateMutex.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when nobody owns it
     */
    public boolean readState() {
        TraceEvent event = kernel().step(KeStep.KE_READ_STATE_MUTEX, this, null, null);
        kernel().lockSaid();
        try {
            return kernel().answer(event, owner == null);
        } finally {
            kernel().unlock();
        }
    }

    /** Who owns it, or null. */
    public KThread owner() {
        kernel().touch(this, Touch.READ);
        return owner;
    }

    @Override
    public List<String> whoHolds() {
        return owner == null ? List.of() : List.of("mutex " + name + ": thread \"" + owner.objectName() + "\"");
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return owner == null || owner == waiter;
    }

    @Override
    protected int mostSetFree() {
        return 1;
    }

    @Override
    protected void satisfy(KThread waiter) {
        if (owner == null) {
            owner = waiter;
            waiter.mutexTaken(this);
        }
        depth++;
    }

    @Override
    public String objectName() {
        return name;
    }
}
