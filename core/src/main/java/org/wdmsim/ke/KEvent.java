package org.wdmsim.ke;

import java.util.List;
import java.util.function.Supplier;
import org.wdmsim.base.Touch;
import org.wdmsim.trace.TraceEvent;

/**
 * KEVENT: a flag that threads can wait for.
 *
 * <pre>{@code
 * KEvent done = KEvent.notification(kernel, "done");
 * ... somewhere else: done.set();
 * done.waitFor(KEvent.FOREVER);
 * }</pre>
 */
public final class KEvent extends DispatcherObject {
    /** What a satisfied wait does to the event. */
    public enum Type {
        /** Stays signalled until it is cleared; every waiter goes on. */
        NOTIFICATION,
        /** Is cleared by the one waiter that goes on. */
        SYNCHRONIZATION
    }

    private final String name;
    private final Type type;
    private boolean signalled;
    private Supplier<List<String>> whoHolds = List::of;

    /** KeInitializeEvent: an event that is not signalled. */
    public KEvent(Kernel kernel, String name, Type type) {
        super(kernel);
        this.name = name;
        this.type = type;
    }

    /** A notification event that is not signalled. */
    public static KEvent notification(Kernel kernel, String name) {
        return new KEvent(kernel, name, Type.NOTIFICATION);
    }

    /** A synchronisation event that is not signalled. */
    public static KEvent synchronization(Kernel kernel, String name) {
        return new KEvent(kernel, name, Type.SYNCHRONIZATION);
    }

    /**
     * KeSetEvent with Wait FALSE: signals the event.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when it was signalled before
     */
    public boolean set() {
        TraceEvent event = kernel().step(KeStep.KE_SET_EVENT, this, null, null);
        return kernel().answer(event, setNow());
    }

    /** Signals the event as part of another routine's step. */
    public boolean setNow() {
        touch(STATE, Touch.WRITE);
        kernel().lockSaid();
        try {
            boolean before = signalled;
            if (!before) {
                touch(SET_FREE, Touch.ADD);
            }
            signalled = true;
            wakeWaiters();
            return before;
        } finally {
            kernel().unlock();
        }
    }

    /** Waits for ever as part of another routine, which has announced itself: no step of its own. */
    public void waitWithin() {
        waitNow(FOREVER);
    }

    /**
     * KeClearEvent: makes the event not signalled.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void clear() {
        kernel().step(KeStep.KE_CLEAR_EVENT, this, null, null);
        replace(false);
    }

    /**
     * KeResetEvent: makes the event not signalled.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when it was signalled before
     */
    public boolean reset() {
        TraceEvent event = kernel().step(KeStep.KE_RESET_EVENT, this, null, null);
        return kernel().answer(event, replace(false));
    }

    /**
     * KePulseEvent with Wait FALSE: lets those go on who wait at this moment, and leaves the event not signalled. Who comes a
     * moment later waits on, so it is of little use.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when it was signalled before
     */
    public boolean pulse() {
        TraceEvent event = kernel().step(KeStep.KE_PULSE_EVENT, this, null, null);
        kernel().lockSaid();
        try {
            touch(WAITS, Touch.WRITE);
            boolean before = setNow();
            signalled = false;
            return kernel().answer(event, before);
        } finally {
            kernel().unlock();
        }
    }

    private boolean replace(boolean state) {
        touch(STATE, Touch.WRITE);
        touch(WAITS, Touch.WRITE);
        kernel().lockSaid();
        try {
            boolean before = signalled;
            signalled = state;
            return before;
        } finally {
            kernel().unlock();
        }
    }

    /**
     * KeReadStateEvent.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public boolean readState() {
        TraceEvent event = kernel().step(KeStep.KE_READ_STATE_EVENT, this, null, null);
        return kernel().answer(event, isSignalled());
    }

    /** Says who could signal the event, for reports about a wait that never ends. */
    public void explainedBy(Supplier<List<String>> explanation) {
        whoHolds = explanation;
    }

    @Override
    public List<String> whoHolds() {
        return whoHolds.get();
    }

    /** The state, for reports: no step. */
    public boolean isSignalled() {
        touch(STATE, Touch.READ);
        kernel().lockSaid();
        try {
            return signalled;
        } finally {
            kernel().unlock();
        }
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return signalled;
    }

    // A notification event stays signalled, so waits for ever do not get in the way of each other. What takes the
    // signal back does not commute with a wait.

    @Override
    void saysWait(long timeoutTicks) {
        if (type == Type.NOTIFICATION && timeoutTicks == FOREVER) {
            touch(WAITS, Touch.READ);
        } else {
            touch(STATE, Touch.WRITE);
            touch(WAITS, Touch.WRITE);
        }
    }

    @Override
    void saysPassed() {
        if (type == Type.NOTIFICATION) {
            touch(SET_FREE, Touch.READ);
        }
    }

    @Override
    void saysBlocked() {
        if (type == Type.NOTIFICATION) {
            touch(SET_FREE, Touch.AWAIT);
        }
    }

    @Override
    boolean hasSaidWaits(Wait wait) {
        return super.hasSaidWaits(wait) || (type == Type.NOTIFICATION && wait.isPlain());
    }

    /** Makes the event a part of another object, whose routines say themselves what they touch. */
    public KEvent saidByUsers() {
        isSaidByUsers();
        return this;
    }

    @Override
    protected int mostSetFree() {
        return type == Type.SYNCHRONIZATION ? 1 : super.mostSetFree();
    }

    @Override
    protected void satisfy(KThread waiter) {
        if (type == Type.SYNCHRONIZATION) {
            signalled = false;
        }
    }

    @Override
    public String objectName() {
        return name;
    }
}
