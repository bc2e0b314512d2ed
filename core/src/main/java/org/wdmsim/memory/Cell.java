package org.wdmsim.memory;

import java.util.Arrays;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.SimThread;

/** One place in memory: a field of an object, a static field, an element of an array, or the inside of a JDK object. */
final class Cell implements KernelObject {
    // Who has accessed it last, for the race detector. An access is known by its thread and that thread's clock.
    private final String name;
    private final int touchId;
    private Access lastWrite;
    private Access[] lastReads = NONE; // by thread
    private int[] released = EMPTY; // a volatile field's clock

    private static final Access[] NONE = {};
    private static final int[] EMPTY = {};

    /**
     * An access.
     *
     * @param clock of its thread, when it came
     * @param step the number of the machine's step
     */
    record Access(SimThread thread, int clock, Site site, int step) {
        String describe() {
            return "thread \"" + thread.name() + "\" " + site.verb() + " it at " + site.line() + ", step " + step;
        }
    }

    Cell(String name, int touchId) {
        this.name = name;
        this.touchId = touchId;
    }

    Access lastWrite() {
        return lastWrite;
    }

    /** The last read of each thread since the last write; null for a thread that has not read. */
    Access[] lastReads() {
        return lastReads;
    }

    void wrote(Access access) {
        lastWrite = access;
        lastReads = NONE;
    }

    void read(Access access) {
        int thread = access.thread().number();
        if (thread >= lastReads.length) {
            lastReads = Arrays.copyOf(lastReads, thread + 1);
        }
        lastReads[thread] = access;
    }

    int[] released() {
        return released;
    }

    void setReleased(int[] clock) {
        released = clock;
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
