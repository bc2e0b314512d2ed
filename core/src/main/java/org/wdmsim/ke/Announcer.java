package org.wdmsim.ke;

import java.util.Arrays;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.sched.Scheduler;
import org.wdmsim.trace.RingTrace;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** Tells the steps of a kernel, and their results, to those who listen, and to a flight recorder. */
final class Announcer {
    // An event is made when the first listener wants it: one that nobody wants is never made.
    private final Kernel kernel;
    private final Scheduler scheduler;
    private StepListener[] listeners = {};
    private StepListener[] resultTakers = {}; // those of them that want results
    private RingTrace ring; // a flight recorder, or null
    private boolean isAnnouncing; // for simulated machines, in which one thread runs at a time

    Announcer(Kernel kernel, Scheduler scheduler) {
        this.kernel = kernel;
        this.scheduler = scheduler;
    }

    void listen(StepListener listener) {
        listeners = with(listeners, listener);
        if (listener.takesResults()) {
            resultTakers = with(resultTakers, listener);
        }
    }

    private static StepListener[] with(StepListener[] before, StepListener another) {
        StepListener[] more = Arrays.copyOf(before, before.length + 1);
        more[before.length] = another;
        return more;
    }

    void recordInto(RingTrace recorder) {
        recorder.begin(scheduler::now, scheduler.isLive());
        ring = recorder;
    }

    boolean isListenedTo() {
        return listeners.length != 0;
    }

    boolean takesResults() {
        return resultTakers.length != 0;
    }

    boolean isAnnouncing() {
        return isAnnouncing;
    }

    /** Puts a step into the flight recorder. */
    void record(int step, StepKind kind, KernelObject subject, Object first, Object second) {
        KThread thread = kernel.currentThread();
        ring.record(
                step,
                scheduler.coarseNow(),
                thread == null ? "boot" : thread.objectName(),
                thread == null ? 0 : thread.processor(),
                thread == null ? Irql.PASSIVE_LEVEL : thread.irql(),
                kind,
                subject,
                first,
                second);
    }

    /** Tells everybody of a step; the event, or null when nobody wants it. */
    TraceEvent announce(int step, StepKind kind, KernelObject subject, Object first, Object second) {
        if (ring != null) {
            record(step, kind, subject, first, second);
        }
        return listeners.length == 0 ? null : tell(step, kind, subject, first, second);
    }

    private TraceEvent tell(int step, StepKind kind, KernelObject subject, Object first, Object second) {
        long now = scheduler.now(); // even if nobody looks: what a step touches must not depend on that
        TraceEvent event = null;
        isAnnouncing = true;
        try {
            for (StepListener listener : listeners) {
                if (listener.looksAt(kind)) {
                    if (event == null) {
                        event = event(step, now, kind, subject, first, second);
                    }
                    listener.onStep(event);
                }
            }
        } finally {
            isAnnouncing = false;
        }
        return event;
    }

    private TraceEvent event(int step, long now, StepKind kind, KernelObject subject, Object first, Object second) {
        KThread thread = kernel.currentThread();
        return new TraceEvent(
                step,
                now,
                thread == null ? "boot" : thread.objectName(),
                thread == null ? 0 : thread.processor(),
                thread == null ? Irql.PASSIVE_LEVEL : thread.irql(),
                kind,
                subject,
                first,
                second);
    }

    /** Tells those who take results what a step has answered. Called under the dispatcher lock. */
    void answer(TraceEvent event, Object result) {
        isAnnouncing = true;
        try {
            for (StepListener listener : resultTakers) {
                if (listener.looksAt(event.kind())) {
                    listener.onResult(event, result);
                }
            }
        } finally {
            isAnnouncing = false;
        }
    }
}
