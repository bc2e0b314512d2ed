package org.wdmsim.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongSupplier;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.live.PerThread;

/** The last steps of one host thread, a column for each thing that is known of them. */
final class Ring extends PerThread.Owned {
    // One writer. Row n of all that were written stands at n & mask. The count is published after the row, so a reader
    // sees whole rows. The row that is being written is not counted yet and stands where the oldest one stood, so one
    // row less is kept than there are; and a reader looks at the count again when it has copied the rows, because the
    // writer may have gone on meanwhile.
    private static final VarHandle WRITTEN;
    private static final Irql[] IRQLS = Irql.values();

    static {
        try {
            WRITTEN = MethodHandles.lookup().findVarHandle(Ring.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Where a row's references stand in refs, from its first on; and its numbers in numbers.
    private static final int REFS = 5;
    private static final int THREAD = 0;
    private static final int KIND = 1;
    private static final int SUBJECT = 2;
    private static final int FIRST = 3;
    private static final int SECOND = 4;

    private final int mask;
    private final int timedEvery;
    private final Object[] refs;
    private final long[] numbers; // the time; then step << 32 | processor << 8 | ordinal of the IRQL
    private long written;
    private long time;
    private long clockTick = Long.MIN_VALUE;

    Ring(int size, int timedEvery) {
        this.mask = size - 1;
        this.timedEvery = timedEvery;
        this.refs = new Object[size * REFS];
        this.numbers = new long[size * 2];
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
        long[] plain = numbers;
        plain[row * 2] = time;
        plain[row * 2 + 1] = (long) step << 32 | processor << 8 | irql.ordinal();
        // A reference that stands there already is not written again: a write costs the collector's bookkeeping.
        Object[] all = refs;
        int at = row * REFS;
        if (all[at + THREAD] != thread) {
            all[at + THREAD] = thread;
        }
        if (all[at + KIND] != kind) {
            all[at + KIND] = kind;
        }
        if (all[at + SUBJECT] != subject) {
            all[at + SUBJECT] = subject;
        }
        if (all[at + FIRST] != first) {
            all[at + FIRST] = first;
        }
        if (all[at + SECOND] != second) {
            all[at + SECOND] = second;
        }
        WRITTEN.setRelease(this, number + 1);
        VarHandle.storeStoreFence(); // the next row's stores come after it, so that a reader notices them
    }

    long lost() {
        return Math.max(0, (long) WRITTEN.getAcquire(this) - mask);
    }

    /** Adds the rows that are there, oldest first. */
    void copyTo(List<TraceEvent> events) {
        long end = (long) WRITTEN.getAcquire(this);
        long begin = Math.max(0, end - mask);
        int before = events.size();
        for (long number = begin; number < end; number++) {
            int row = (int) number & mask;
            int at = row * REFS;
            int place = (int) numbers[row * 2 + 1];
            events.add(new TraceEvent(
                    (int) (numbers[row * 2 + 1] >> 32),
                    numbers[row * 2],
                    (String) refs[at + THREAD],
                    place >> 8,
                    IRQLS[place & 0xFF],
                    (StepKind) refs[at + KIND],
                    (KernelObject) refs[at + SUBJECT],
                    refs[at + FIRST],
                    refs[at + SECOND]));
        }
        VarHandle.acquireFence();
        long overwritten = (long) WRITTEN.getOpaque(this) - mask - begin;
        if (overwritten > 0) {
            events.subList(before, (int) Math.min(events.size(), before + overwritten))
                    .clear();
        }
    }
}
