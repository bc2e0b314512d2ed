package org.wdmsim.memory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.ExtensionMemory;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.verifier.OwnRules;

/**
 * Finds two plain accesses to the same memory, one of them a write, that nothing orders: on another processor, at another
 * moment, they would come the other way round, or at the same time.
 *
 * <p>What orders is what the kernel's objects do. Whoever changes one hands on all that came before, and whoever uses it
 * later comes after that. Waking a thread, making one and the passing of time while nobody could run order too, and so do
 * volatile fields. A step that does not say what it touches may have used anything, so it orders everything: a race may be
 * missed for that in one schedule, and none is made up.
 *
 * @source Flanagan, Freund, "FastTrack: Efficient and Precise Dynamic Race Detection", 2009
 */
public final class RaceDetector implements TransitionListener {
    // A clock has for each thread how much of it has happened before. A thread's own entry grows whenever it hands its
    // clock on, so that what it does afterwards is not covered.
    private static final int[] START = {};

    private int running = -1;
    private int[][] clocks = new int[8][];
    private int[] everywhere = START; // handed on by steps that may touch anything
    private int[] anywhere = START; // handed on by any step at all
    private final Map<Integer, int[]> released = new HashMap<>();

    /** A detector for one machine. */
    public RaceDetector() {}

    @Override
    public boolean reduces() {
        return false;
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {
        running = point.candidate(candidate).number();
    }

    @Override
    public void touches(int what, Touch how) {
        if (running < 0) {
            return; // the machine is being built: that comes before all
        }
        acquire(everywhere);
        if (what == EVERYTHING) {
            acquire(anywhere);
            everywhere = joined(everywhere, clock(running));
            handOn();
            return;
        }
        acquire(released.getOrDefault(what, START));
        if (how != Touch.READ) {
            released.put(what, joined(released.getOrDefault(what, START), clock(running)));
            handOn();
        }
    }

    @Override
    public void touchesMemory(int what, Touch how) {
        // What a driver reads and writes is what is judged; it orders nothing.
    }

    @Override
    public void comesAfter(int what) {
        if (running >= 0) {
            acquire(released.getOrDefault(what, START));
        }
    }

    @Override
    public void wakes(SimThread thread) {
        if (running >= 0 && thread.number() != running) {
            int[] mine = clock(running);
            clocks[ensure(thread.number())] = joined(clock(thread.number()), mine);
            handOn();
        }
    }

    @Override
    public void rests() {
        running = -1;
    }

    @Override
    public void timePassed() {
        int[] all = START;
        for (int[] clock : clocks) {
            all = clock == null ? all : joined(all, clock);
        }
        for (int thread = 0; thread < clocks.length; thread++) {
            if (clocks[thread] != null) {
                clocks[thread] = joined(clocks[thread], all);
                clocks[thread][thread]++;
            }
        }
        everywhere = joined(everywhere, all);
    }

    /** The running thread accesses a place in memory, now. */
    void accesses(Cell cell, Site site, Kernel kernel, Object owner) {
        if (running < 0) {
            return;
        }
        if (site.isVolatile()) {
            acquire(cell.released());
            if (site.isWrite()) {
                cell.setReleased(joined(cell.released(), clock(running)));
                anywhere = joined(anywhere, clock(running));
                clock(running)[running]++;
            }
            return;
        }
        SimThread me = kernel.scheduler().current();
        Cell.Access access = new Cell.Access(me, clock(running)[running], site, kernel.steps());
        mustBeOrdered(cell, cell.lastWrite(), access, kernel, owner);
        if (!site.isWrite()) {
            cell.read(access);
            return;
        }
        for (Cell.Access read : cell.lastReads()) {
            mustBeOrdered(cell, read, access, kernel, owner);
        }
        cell.wrote(access);
    }

    private void mustBeOrdered(Cell cell, Cell.Access before, Cell.Access access, Kernel kernel, Object owner) {
        if (before == null || before.thread() == access.thread()) {
            return;
        }
        int[] mine = clock(running);
        int other = before.thread().number();
        if (other < mine.length && mine[other] >= before.clock()) {
            return;
        }
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "unsynchronised conflicting access to "
                                + (owner == null
                                        ? cell.objectName()
                                        : access.site().member()))
                .parameters(OwnRules.UNSYNCHRONIZED_ACCESS, cell)
                .what("two threads access " + cell.objectName() + ", and nothing orders the two: no lock, no wait, no"
                        + " interlocked routine between them")
                .fact("one", before.describe())
                .fact("other", access.describe())
                .todo("hold the same lock at both places; or make the field volatile, if each access alone is right"
                        + " whatever the other thread does");
        if (owner instanceof DeviceExtension extension) {
            check.about(ExtensionMemory.deviceOf(extension));
        }
        throw kernel.bugCheck(check.build());
    }

    // ---- Clocks.

    private void acquire(int[] handedOn) {
        if (handedOn.length > 0) {
            clocks[running] = joined(clock(running), handedOn);
        }
    }

    /** Whatever the running thread has handed on: what it does from now on is not part of it. */
    private void handOn() {
        int[] mine = clock(running);
        anywhere = joined(anywhere, mine);
        mine[running]++;
    }

    private int[] clock(int thread) {
        return clocks[ensure(thread)];
    }

    private int ensure(int thread) {
        if (thread >= clocks.length) {
            clocks = Arrays.copyOf(clocks, thread + 8);
        }
        if (clocks[thread] == null) {
            clocks[thread] = new int[thread + 1];
            clocks[thread][thread] = 1;
        }
        return thread;
    }

    /** A new clock, at least as long as either. */
    private static int[] joined(int[] one, int[] other) {
        int[] joined = Arrays.copyOf(one, Math.max(one.length, other.length));
        for (int i = 0; i < other.length; i++) {
            joined[i] = Math.max(joined[i], other[i]);
        }
        return joined;
    }
}
