package org.wdmsim.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.wdmsim.base.KernelObject;

/** The recorder: every event of a run, in order, with its result where there is one. */
public final class Trace implements StepListener {
    // Invariant: entries are in the order of their effects, so step numbers rise. A result is filled in later, when the
    // routine returns: its entry is found by the number of its step, which is mostly its place.
    private final List<TraceEntry> entries = new ArrayList<>();

    /** A recording without entries. */
    public Trace() {}

    @Override
    public void onStep(TraceEvent event) {
        entries.add(new TraceEntry(event));
    }

    @Override
    public void onResult(TraceEvent event, Object result) {
        for (int i = placeOf(event.step());
                i < entries.size() && entries.get(i).event().step() <= event.step();
                i++) {
            TraceEntry entry = entries.get(i);
            if (entry.event() == event) {
                if (!entry.isAnswered()) {
                    entry.answer(result);
                }
                return;
            }
        }
    }

    /** The first place at which an entry of this step could stand: numbers rise, by one if every step is recorded. */
    private int placeOf(int step) {
        if (entries.isEmpty()) {
            return 0;
        }
        int guess = step - entries.get(0).event().step();
        if (guess >= 0
                && guess < entries.size()
                && entries.get(guess).event().step() == step
                && (guess == 0 || entries.get(guess - 1).event().step() < step)) {
            return guess;
        }
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).event().step() < step) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All entries so far. */
    public List<TraceEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** The entries that fit. */
    public List<TraceEntry> where(Predicate<TraceEntry> condition) {
        List<TraceEntry> found = new ArrayList<>();
        for (TraceEntry entry : entries) {
            if (condition.test(entry)) {
                found.add(entry);
            }
        }
        return Collections.unmodifiableList(found);
    }

    /** What happened to one object, oldest first, at most {@code most} entries of it. */
    public List<TraceEntry> historyOf(KernelObject object, int most) {
        List<TraceEntry> all = where(entry -> entry.event().subject() == object);
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** The first entry that fits. */
    public Optional<TraceEntry> first(Predicate<TraceEntry> condition) {
        for (TraceEntry entry : entries) {
            if (condition.test(entry)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
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
