package org.wdmsim.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.wdmsim.base.KernelObject;

/** The recorder: every event of a run, in order, with its result where there is one. */
public final class Trace implements StepListener {
    // Invariant: entries are in the order of their effects. A result is filled in later, when the routine
    // returns, so an entry is found again by the identity of its event.
    private final List<TraceEntry> entries = new ArrayList<>();
    private final Map<TraceEvent, TraceEntry> awaitingResult = new IdentityHashMap<>();

    /** A recording without entries. */
    public Trace() {}

    @Override
    public void onStep(TraceEvent event) {
        TraceEntry entry = new TraceEntry(event);
        entries.add(entry);
        awaitingResult.put(event, entry);
    }

    @Override
    public void onResult(TraceEvent event, Object result) {
        TraceEntry entry = awaitingResult.remove(event);
        if (entry != null) {
            entry.answer(result);
        }
    }

    /** All entries so far. */
    public List<TraceEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** The entries that fit. */
    public List<TraceEntry> where(Predicate<TraceEntry> condition) {
        return entries.stream().filter(condition).toList();
    }

    /** What happened to one object, oldest first, at most {@code most} entries of it. */
    public List<TraceEntry> historyOf(KernelObject object, int most) {
        List<TraceEntry> all = where(entry -> entry.event().subject() == object);
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** The first entry that fits. */
    public Optional<TraceEntry> first(Predicate<TraceEntry> condition) {
        return entries.stream().filter(condition).findFirst();
    }

    /** The trace as text, one line a step. */
    public String toText() {
        return TraceText.of(this);
    }

    /** The trace as JSON, one event a line. */
    public String toJson() {
        return TraceJson.of(this);
    }
}
