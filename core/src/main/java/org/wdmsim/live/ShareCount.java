package org.wdmsim.live;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts shares on many processors at once. Threads mostly count in cells of their own, so they do not take the same cache
 * line from each other; once it is closed, nobody comes in, and the last one out is noticed.
 *
 * <pre>{@code
 * if (shares.enter()) { ...; shares.leave(); }      // any thread
 * shares.close();                                   // the remover
 * while (shares.count() > 0) event.waitFor(...);    // event: set by nobodyLeft
 * }</pre>
 */
public class ShareCount {
    // Each share is one addition to some cell, and its end one subtraction, perhaps in another cell: a share may be
    // handed to another thread. So a single cell may be negative, and only the sum means something. All of the accesses
    // below are volatile or stronger, so there is one order of them all.
    //
    // Safety: a sum taken after closing never misses a share. Enter adds and then reads closed; the remover
    // writes closed and then reads the cells. If enter read false, its addition comes before the write and so
    // before the sum. All additions of shares are in the sum, of the subtractions perhaps not all: the sum is
    // never below the shares that are still held. An enter that is turned away adds and subtracts in one cell,
    // which at any moment gives 1 or 0.
    //
    // Liveness: who subtracts after closing sums up himself. The last subtraction of all is followed by a sum that has
    // everything in it, so nobodyLeft is called after it. If that thread read closed as false, its subtraction came
    // before the write of closed, and the remover's own first sum has it.
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Longs from one cell to the next: two cache lines, because processors fetch them in pairs. */
    private static final int STRIDE = 16;

    private static final int LOOKS_BEFORE_WAITING = 100;

    private final long[] cells;
    private final int mask;
    private final Runnable nobodyLeft;
    private volatile boolean closed;

    /**
     * A count of 0, open.
     *
     * @param width how many threads are to count without meeting each other
     * @param nobodyLeft called, perhaps more than once, when a share ends after closing and no other is left
     */
    public ShareCount(int width, Runnable nobodyLeft) {
        int count = Integer.highestOneBit(Math.max(1, width) * 2 - 1);
        this.cells = new long[(count + 1) * STRIDE];
        this.mask = count - 1;
        this.nobodyLeft = nobodyLeft;
    }

    /** A width for all processors of the host. */
    public static int hostWidth() {
        return Math.min(64, 4 * Runtime.getRuntime().availableProcessors());
    }

    /** Takes a share; false when it is closed. */
    public final boolean enter() {
        long[] all = cells;
        int mine = myCell(all);
        CELL.getAndAdd(all, mine, 1L);
        if (!closed) {
            return true;
        }
        CELL.getAndAdd(all, mine, -1L);
        lookAround();
        return false;
    }

    /** Ends a share, on whatever thread. */
    public final void leave() {
        long[] all = cells;
        CELL.getAndAdd(all, myCell(all), -1L);
        if (closed) {
            lookAround();
        }
    }

    private static int myCell(long[] all) {
        return ((int) Thread.currentThread().getId() * STRIDE & all.length - 2 * STRIDE) + STRIDE;
    }

    /** From now on nobody comes in. */
    public final void close() {
        closed = true;
    }

    /** True once it was closed. */
    public final boolean isClosed() {
        return closed;
    }

    /** Tells, after closing, when nobody is left. */
    final void lookAround() {
        if (closed && count() <= 0) {
            nobodyLeft.run();
        }
    }

    /** Looks for a short time whether the last share ends; a short wait costs less without the host's help. */
    public final boolean isSoonEmpty() {
        for (int look = 0; look < LOOKS_BEFORE_WAITING; look++) {
            if (count() <= 0) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    final int mask() {
        return mask;
    }

    /** Additions less subtractions: exact when nobody moves, never too low once it is closed. */
    public long count() {
        long sum = 0;
        for (int i = STRIDE; i < cells.length; i += STRIDE) {
            sum += (long) CELL.getVolatile(cells, i);
        }
        return sum;
    }
}
