package org.wdmsim.ke;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.sched.Scheduler;
import org.wdmsim.trace.RingTrace;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** Tells the steps of a kernel, and their results, to those who listen, and to a flight recorder. */
final class Announcer {
    // An event is made when somebody looks at its kind: one that nobody wants is never made.
    private static final int MOST_KINDS = 80; // that come in a run, about

    private final Kernel kernel;
    private final Scheduler scheduler;
    private StepListener[] listeners = {};
    private Audience everybody = Audience.NOBODY;
    private Map<StepKind, Audience> audiences; // of the kinds that came; looked up only; null for a single listener
    private RingTrace ring; // a flight recorder, or null
    private boolean isAnnouncing; // for simulated machines, in which one thread runs at a time

    /** Who looks at a kind of step, and who of them wants the results. */
    private record Audience(StepListener[] listeners, StepListener[] resultTakers) {
        static final Audience NOBODY = new Audience(new StepListener[0], new StepListener[0]);
    }

    Announcer(Kernel kernel, Scheduler scheduler) {
        this.kernel = kernel;
        this.scheduler = scheduler;
    }

    void listen(StepListener listener) {
        listeners = with(listeners, listener);
        everybody = new Audience(
                listeners, listener.takesResults() ? with(everybody.resultTakers, listener) : everybody.resultTakers);
        asksAgain();
    }

    /** Somebody looks at other kinds of steps than before. */
    void asksAgain() {
        audiences = listeners.length > 1 ? new IdentityHashMap<>(MOST_KINDS) : null;
    }

    private Audience audienceOf(StepKind kind) {
        if (audiences == null) {
            return listeners[0].looksAt(kind) ? everybody : Audience.NOBODY;
        }
        Audience audience = audiences.get(kind);
        if (audience == null) {
            audience = newAudience(kind);
            audiences.put(kind, audience);
        }
        return audience;
    }

    private Audience newAudience(StepKind kind) {
        StepListener[] looking = {};
        StepListener[] taking = {};
        for (StepListener listener : listeners) {
            if (listener.looksAt(kind)) {
                looking = with(looking, listener);
                taking = listener.takesResults() ? with(taking, listener) : taking;
            }
        }
        return looking.length == 0 ? Audience.NOBODY : new Audience(looking, taking);
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
        return everybody.resultTakers.length != 0;
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
        StepListener[] looking = audienceOf(kind).listeners;
        if (looking.length == 0) {
            return null;
        }
        TraceEvent event = event(step, now, kind, subject, first, second);
        isAnnouncing = true;
        try {
            for (StepListener listener : looking) {
                listener.onStep(event);
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
            for (StepListener listener : audienceOf(event.kind()).resultTakers) {
                listener.onResult(event, result);
            }
        } finally {
            isAnnouncing = false;
        }
    }
}
