package org.wdmsim.ke;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.trace.TraceEvent;

/** KSEMAPHORE: a count that threads wait for; each wait that goes on takes one. */
public final class KSemaphore extends DispatcherObject {
    private final String name;
    private final int limit;
    private int count;

    /**
     * KeInitializeSemaphore.
     *
     * @param count how many waits go on at once, 0 to {@code limit}
     * @param limit the most that the count may be, at least 1
     */
    public KSemaphore(Kernel kernel, String name, int count, int limit) {
        super(kernel);
        if (limit < 1 || count < 0 || count > limit) {
            throw new IllegalArgumentException("semaphore \"" + name + "\" with count " + count + " and limit " + limit
                    + "; the count goes from 0 to the limit, which is at least 1");
        }
        this.name = name;
        this.count = count;
        this.limit = limit;
    }

    /**
     * KeReleaseSemaphore with Wait FALSE: adds to the count and lets as many waiters go on.
     *
     * @irql at most DISPATCH_LEVEL
     * @param adjustment how much to add, at least 1
     * @return the count before
     * @bugcheck 0x1E with STATUS_SEMAPHORE_LIMIT_EXCEEDED, which the routine raises, when the count would pass the limit
     */
    public int release(int adjustment) {
        TraceEvent event = kernel().step(KeStep.KE_RELEASE_SEMAPHORE, this, adjustment, null);
        kernel().lockSaid();
        try {
            if (adjustment < 1 || adjustment > limit - count) {
                throw kernel().bugCheck(BugCheck.of(
                                BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED, "semaphore limit exceeded")
                        .parameters(NtStatus.STATUS_SEMAPHORE_LIMIT_EXCEEDED, this)
                        .what("KeReleaseSemaphore adds " + adjustment + " to " + name + ", whose count is " + count
                                + " and whose limit is " + limit)
                        .todo("release a semaphore once for each thing that was added to what it counts")
                        .about(this)
                        .build());
            }
            int before = count;
            count += adjustment;
            wakeWaiters();
            return kernel().answer(event, before);
        } finally {
            kernel().unlock();
        }
    }

    /**
     * KeReadStateSemaphore.
     *
     * @irql any
     * @return the count
     */
    public int readState() {
        TraceEvent event = kernel().step(KeStep.KE_READ_STATE_SEMAPHORE, this, null, null);
        kernel().lockSaid();
        try {
            return kernel().answer(event, count);
        } finally {
            kernel().unlock();
        }
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return count > 0;
    }

    @Override
    protected int mostSetFree() {
        return count;
    }

    @Override
    protected void satisfy(KThread waiter) {
        count--;
    }

    @Override
    public String objectName() {
        return name;
    }
}
