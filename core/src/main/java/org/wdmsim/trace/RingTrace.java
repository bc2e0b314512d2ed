package org.wdmsim.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.live.PerThread;

/**
 * A flight recorder: the last steps of a machine in memory that does not grow. Each host thread writes into a ring of its
 * own, so recording costs a few nanoseconds and nothing is allocated once the rings are there.
 *
 * <pre>{@code
 * RingTrace ring = new RingTrace(1 << 16);
 * kernel.record(ring);
 * ...
 * System.out.print(ring.read().toText());
 * }</pre>
 *
 * <p>It keeps no results. In a simulated machine all is in order. In a live one the steps of a thread are in their order;
 * between threads they are ordered by a clock that each thread reads every {@value #TIMED_EVERY} steps, and when a clock
 * tick has passed.
 */
public final class RingTrace {
    private static final int TIMED_EVERY = 32;

    private final PerThread<Ring> rings;
    private LongSupplier clock = () -> 0;
    private boolean isLive;

    /**
     * An empty recorder.
     *
     * @param eventsPerThread how many rows each host thread gets; the power of two that is not below it is taken, and at
     *     least 2. One of them is for the step that is being written, the others are kept
     */
    public RingTrace(int eventsPerThread) {
        if (eventsPerThread < 1 || eventsPerThread > 1 << 28) {
            throw new IllegalArgumentException(
                    "a ring holds 1 to " + (1 << 28) + " events for a thread, not " + eventsPerThread);
        }
        int size = Math.max(2, Integer.highestOneBit(eventsPerThread * 2 - 1));
        this.rings = new PerThread<>(() -> new Ring(size, isLive ? TIMED_EVERY : 1));
    }

    /** Says what time it is, before the first step is recorded; a live machine's clock is read less often. */
    public void begin(LongSupplier now, boolean live) {
        clock = now;
        isLive = live;
    }

    /**
     * Keeps a step.
     *
     * @param step its number; 0 when steps are not numbered
     * @param tick anything that changes when the clock must be read
     * @param thread the name of the simulated thread
     * @param processor the number of its processor
     * @param irql the level of that processor
     * @param kind what the step does
     * @param subject the object it acts on, or null
     * @param first first argument, or null
     * @param second second argument, or null
     */
    public void record(
            int step,
            long tick,
            String thread,
            int processor,
            Irql irql,
            StepKind kind,
            KernelObject subject,
            Object first,
            Object second) {
        rings.mine().put(step, clock, tick, thread, processor, irql, kind, subject, first, second);
    }

    /** How many steps were recorded and have been overwritten since. */
    public long lost() {
        long sum = 0;
        for (Ring ring : rings.all()) {
            sum += ring.lost();
        }
        return sum;
    }

    /** The steps that are kept, oldest first. Steps without a number get one, from the first that is left. */
    public List<TraceEvent> events() {
        List<TraceEvent> events = new ArrayList<>();
        for (Ring ring : rings.all()) {
            ring.copyTo(events);
        }
        if (!isLive) {
            events.sort(Comparator.comparingInt(TraceEvent::step));
            return events;
        }
        events.sort(Comparator.comparingLong(TraceEvent::ticks)); // stable: a thread's own order stays
        List<TraceEvent> numbered = new ArrayList<>(events.size());
        int step = (int) lost();
        for (TraceEvent event : events) {
            numbered.add(new TraceEvent(
                    ++step,
                    event.ticks(),
                    event.thread(),
                    event.processor(),
                    event.irql(),
                    event.kind(),
                    event.subject(),
                    event.first(),
                    event.second()));
        }
        return numbered;
    }

    /** The steps that are kept, as a trace, which has text and JSON forms. */
    public Trace read() {
        Trace trace = new Trace();
        events().forEach(trace::onStep);
        return trace;
    }
}
