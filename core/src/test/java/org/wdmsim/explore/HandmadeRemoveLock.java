package org.wdmsim.explore;

import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;

/**
 * A remove lock made by hand, as a driver could have it: a count that begins with 1, a flag, an event. Each access is a step.
 * It is right, or wrong in one of five ways.
 */
final class HandmadeRemoveLock {
    /** What is wrong with it. */
    enum Fault {
        NONE,
        /** The flag is looked at before the count goes up, and not again. */
        TEST_BEFORE_INCREMENT,
        /** Who is turned away takes his count back without a word, though he may have been the last. */
        NO_SIGNAL_WHEN_TURNED_AWAY,
        /** The remover gives back his own share, and not the one that the lock began with. */
        SINGLE_DECREMENT,
        /** Without a barrier the flag reaches the others after the count that the remover takes. */
        FLAG_WRITTEN_LATE,
        /** The remover clears the event before he waits, and with it the signal that has come already. */
        EVENT_CLEARED_BEFORE_WAIT
    }

    private final Fault fault;
    private final InterlockedValue count;
    private final InterlockedValue removed;
    private final KEvent last;

    HandmadeRemoveLock(Kernel kernel, Fault fault) {
        this.fault = fault;
        this.count = new InterlockedValue(kernel, "count", 1);
        this.removed = new InterlockedValue(kernel, "removed", 0);
        this.last = KEvent.notification(kernel, "last");
    }

    boolean acquire() {
        if (fault == Fault.TEST_BEFORE_INCREMENT) {
            if (removed.read() != 0) {
                return false;
            }
            count.increment();
            return true;
        }
        count.increment();
        if (removed.read() == 0) {
            return true;
        }
        if (fault == Fault.NO_SIGNAL_WHEN_TURNED_AWAY) {
            count.decrement();
        } else {
            release();
        }
        return false;
    }

    void release() {
        if (count.decrement() == 0) {
            last.set();
        }
    }

    void releaseAndWait() {
        if (fault != Fault.FLAG_WRITTEN_LATE) {
            removed.write(1);
        }
        int left = fault == Fault.SINGLE_DECREMENT ? count.decrement() : count.exchangeAdd(-2) - 2;
        if (fault == Fault.FLAG_WRITTEN_LATE) {
            removed.write(1);
        }
        if (left > 0) {
            if (fault == Fault.EVENT_CLEARED_BEFORE_WAIT) {
                last.clear();
            }
            last.waitFor(KEvent.FOREVER);
        }
    }
}
