package org.wdmsim.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongSupplier;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/** The last steps of one host thread, a column for each thing that is known of them. */
final class Ring {
    // One writer. Row n of all that were written stands at n & mask. The count is published after the row, so a reader
    // sees whole rows; and it looks at the count again when it has copied them, because the writer may have gone round
    // meanwhile.
    private static final VarHandle WRITTEN;
    private static final Irql[] IRQLS = Irql.values();

    static {
        try {
            WRITTEN = MethodHandles.lookup().findVarHandle(Ring.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int mask;
    private final int timedEvery;
    private final long[] times;
    private final long[] places; // step << 32 | processor << 8 | ordinal of the IRQL
    private final Object[] threads;
    private final Object[] kinds;
    private final Object[] subjects;
    private final Object[] firsts;
    private final Object[] seconds;
    private long written;
    private long time;
    private long clockTick = Long.MIN_VALUE;

    Ring(int size, int timedEvery) {
        this.mask = size - 1;
        this.timedEvery = timedEvery;
        this.times = new long[size];
        this.places = new long[size];
        this.threads = new Object[size];
        this.kinds = new Object[size];
        this.subjects = new Object[size];
        this.firsts = new Object[size];
        this.seconds = new Object[size];
    }

    void put(
            int step,
            LongSupplier clock,
            long tick,
            String thread,
            int processor,
            Irql irql,
            StepKind kind,
            KernelObject subject,
            Object first,
            Object second) {
        long number = written;
        int row = (int) number & mask;
        if (tick != clockTick || (number & (timedEvery - 1)) == 0) {
            clockTick = tick;
            time = clock.getAsLong();
        }
        times[row] = time;
        places[row] = (long) step << 32 | processor << 8 | irql.ordinal();
        // A reference that stands there already is not written again: a write costs the collector's bookkeeping.
        replace(threads, row, thread);
        replace(kinds, row, kind);
        replace(subjects, row, subject);
        replace(firsts, row, first);
        replace(seconds, row, second);
        WRITTEN.setRelease(this, number + 1);
    }

    private static void replace(Object[] column, int row, Object value) {
        if (column[row] != value) {
            column[row] = value;
        }
    }

    long lost() {
        return Math.max(0, (long) WRITTEN.getAcquire(this) - mask - 1);
    }

    /** Adds the rows that are there, oldest first. */
    void copyTo(List<TraceEvent> events) {
        long end = (long) WRITTEN.getAcquire(this);
        long begin = Math.max(0, end - mask - 1);
        int before = events.size();
        for (long number = begin; number < end; number++) {
            int row = (int) number & mask;
            events.add(new TraceEvent(
                    (int) (places[row] >> 32),
                    times[row],
                    (String) threads[row],
                    (int) places[row] >> 8,
                    IRQLS[(int) places[row] & 0xFF],
                    (StepKind) kinds[row],
                    (KernelObject) subjects[row],
                    firsts[row],
                    seconds[row]));
        }
        VarHandle.acquireFence();
        // The row that is being written is not counted yet, so one more than the count says is doubtful.
        long overwritten =
                (long) WRITTEN.getOpaque(this) == end ? 0 : (long) WRITTEN.getOpaque(this) + 1 - mask - 1 - begin;
        if (overwritten > 0) {
            events.subList(before, (int) Math.min(events.size(), before + overwritten))
                    .clear();
        }
    }
}
