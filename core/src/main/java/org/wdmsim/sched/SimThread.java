package org.wdmsim.sched;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/** A simulated thread as the scheduler sees it. */
public final class SimThread {
    /** Where a thread is in its life. */
    public enum State {
        /** Could run. */
        READY,
        /** Waits for {@link Scheduler#wake} or its deadline. */
        WAITING,
        /** Its body has returned or was unwound. */
        ENDED
    }

    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final int number;
    private final String name;
    private final Runnable body;

    // Touched only by the running thread and the scheduler, of which exactly one runs.
    State state = State.READY;
    long deadline = NEVER;
    boolean timedOut;
    boolean pinned;
    int timesStopped;
    boolean isLeftBehind;
    int processor;
    Coroutine coroutine;
    StepKind pendingKind;
    KernelObject pendingSubject;
    private boolean idle;
    private Object attachment;

    SimThread(int number, String name, Runnable body) {
        this.number = number;
        this.name = name;
        this.body = body;
    }

    /** Counted from 0 in the order of creation. */
    public int number() {
        return number;
    }

    /** The name it was given; unique in its machine. */
    public String name() {
        return name;
    }

    Runnable body() {
        return body;
    }

    /** Where it is in its life. */
    public State state() {
        return state;
    }

    /** The simulated processor it last ran on. */
    public int processor() {
        return processor;
    }

    /** The step it is about to take; null before its first. A policy may look at it. */
    public StepKind pendingKind() {
        return pendingKind;
    }

    /** The object of the step it is about to take. */
    public KernelObject pendingSubject() {
        return pendingSubject;
    }

    /** True while its processor is at DISPATCH_LEVEL or above: it keeps the processor until it comes down. */
    public boolean isPinned() {
        return pinned;
    }

    /** Says whether the thread's processor is at DISPATCH_LEVEL or above. */
    public void setPinned(boolean pinned) {
        this.pinned = pinned;
    }

    /** True while the thread waits for work that need not come: it does not count as stuck. */
    public boolean isIdle() {
        return idle;
    }

    /** Says whether a wait that never ends is the thread's normal rest. */
    public void setIdle(boolean idle) {
        this.idle = idle;
    }

    /** What the layer above keeps with the thread. */
    public Object attachment() {
        return attachment;
    }

    /** Sets what the layer above keeps with the thread. */
    public void attach(Object value) {
        this.attachment = value;
    }

    @Override
    public String toString() {
        return name + " [" + state + "]";
    }
}
