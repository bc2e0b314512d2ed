package org.wdmsim.ke;

import org.wdmsim.base.Touch;

/** KWAIT_BLOCKs of one wait: a thread that waits for one of some objects, or for all of them. */
final class Wait {
    // Under the dispatcher lock. A wait is in the list of each of its objects exactly until it is satisfied or
    // given up, and it is satisfied at most once: whoever does it takes it out of every list before the thread is
    // woken.
    private final KThread thread;
    private final DispatcherObject[] objects;
    private final boolean all;
    private final boolean isForEver;
    private int satisfiedBy = -1;

    Wait(KThread thread, DispatcherObject[] objects, boolean all, boolean isForEver) {
        this.isForEver = isForEver;
        this.thread = thread;
        this.objects = objects;
        this.all = all;
    }

    KThread thread() {
        return thread;
    }

    /** True for a wait for one object that has no timeout. */
    boolean isPlain() {
        return isForEver && objects.length == 1;
    }

    /** Which object ended the wait; the first for a wait for all. */
    int satisfiedBy() {
        return satisfiedBy;
    }

    /** Satisfies the wait if its objects are signalled as it wants them. */
    boolean trySatisfy() {
        saysWhatItTouches();
        return all ? trySatisfyAll() : trySatisfyAny();
    }

    /** True when its objects are signalled as it wants them. */
    boolean couldBeSatisfied() {
        saysWhatItTouches();
        int signalled = 0;
        for (DispatcherObject object : objects) {
            signalled += object.isSignalledFor(thread) ? 1 : 0;
        }
        return all ? signalled == objects.length : signalled > 0;
    }

    private void saysWhatItTouches() {
        for (DispatcherObject object : objects) {
            if (!object.hasSaidWaits(this)) {
                object.touch(DispatcherObject.STATE, Touch.WRITE);
            }
        }
    }

    private boolean trySatisfyAny() {
        for (int i = 0; i < objects.length; i++) {
            if (objects[i].isSignalledFor(thread)) {
                objects[i].satisfy(thread);
                satisfiedBy = i;
                return true;
            }
        }
        return false;
    }

    private boolean trySatisfyAll() {
        for (DispatcherObject object : objects) {
            if (!object.isSignalledFor(thread)) {
                return false;
            }
        }
        for (DispatcherObject object : objects) {
            object.satisfy(thread);
        }
        satisfiedBy = 0;
        return true;
    }

    void queue() {
        for (DispatcherObject object : objects) {
            object.addWaiter(this);
        }
    }

    void unqueue() {
        for (DispatcherObject object : objects) {
            object.removeWaiter(this);
        }
    }

    /** The objects, for reports. */
    DispatcherObject[] objects() {
        return objects;
    }

    @Override
    public String toString() {
        return Waits.names(objects, all);
    }
}
