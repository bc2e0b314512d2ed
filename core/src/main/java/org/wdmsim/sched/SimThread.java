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

    /** The level from which on a thread keeps its processor: DISPATCH_LEVEL. */
    static final int KEEPS_PROCESSOR = 2;

    static final int ANYWHERE = -1;

    private final int number;
    private final String name;
    private final Runnable body;

    // Touched only by the running thread and the scheduler, of which exactly one runs; on host threads, under the
    // dispatcher lock.
    State state = State.READY;
    long deadline = NEVER;
    boolean timedOut;
    int level;
    int boundTo = ANYWHERE;
    int entryLevel;
    boolean offProcessor;
    boolean eager;
    boolean cameWithTime;
    boolean weakDeadline;
    int timesStopped;
    boolean isLeftBehind;
    int processor;
    Coroutine coroutine;
    LiveThread host;
    java.util.concurrent.locks.Condition wakeUp;
    int locks;
    private int made;
    int turns;
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

    /** How often it was chosen to go on. */
    public int turns() {
        return turns;
    }

    /** The step it is about to take; null before its first, and when it goes on after a wait. A policy may look at it. */
    public StepKind pendingKind() {
        return pendingKind;
    }

    /** The object of the step it is about to take; null when it is about to take none, or the step has none. */
    public KernelObject pendingSubject() {
        return pendingSubject;
    }

    /** True while its processor is at DISPATCH_LEVEL or above: it keeps the processor until it comes down. */
    public boolean isPinned() {
        return level >= KEEPS_PROCESSOR;
    }

    /** The level its processor is at while it runs: 2 for DISPATCH_LEVEL; below that, 0 or 1. */
    public int level() {
        return level;
    }

    /** Says what level the thread's processor is at. */
    public void setLevel(int value) {
        level = value;
    }

    /**
     * Makes the thread the server of one processor at one level, as a DPC queue or an interrupt is: whenever it has come
     * down to level 0 and is woken, it gets that processor as soon as the processor is below the level, and interrupts
     * what runs there.
     */
    public void bindTo(int boundProcessor, int levelAtEntry) {
        boundTo = boundProcessor;
        entryLevel = levelAtEntry;
    }

    /** Makes the thread something that needs no processor: hardware. */
    public void setOffProcessor() {
        offProcessor = true;
    }

    /**
     * Says whether the thread's deadline may come while others run: time then passes between two of their steps, within
     * the scheduler's limit.
     */
    public void setEager(boolean value) {
        eager = value;
    }

    /** True while it goes on because its deadline has come, and could have done so while others could run. */
    public boolean cameWithTime() {
        return cameWithTime;
    }

    /** Says whether the thread's deadline alone is no reason to let time pass once everybody else has ended. */
    public void setWeakDeadline(boolean value) {
        weakDeadline = value;
    }

    /** True while the thread waits for work that need not come: it does not count as stuck. */
    public boolean isIdle() {
        return idle;
    }

    /** Says whether a wait that never ends is the thread's normal rest. */
    public void setIdle(boolean idle) {
        this.idle = idle;
    }

    /** True while it holds the dispatcher lock of a simulated machine: it is in the middle of a step. */
    public boolean holdsLock() {
        return locks > 0;
    }

    /** How many things it has made, counted by this call. */
    public int nextMade() {
        return made++;
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
