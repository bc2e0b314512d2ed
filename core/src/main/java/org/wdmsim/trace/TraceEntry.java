package org.wdmsim.trace;

/** An event and, once it is known, what the routine answered. */
public final class TraceEntry {
    private final TraceEvent event;
    private Object result;
    private boolean answered;

    TraceEntry(TraceEvent event) {
        this.event = event;
    }

    void answer(Object value) {
        this.result = value;
        this.answered = true;
    }

    /** What happened. */
    public TraceEvent event() {
        return event;
    }

    /** What the routine returned; null while it has not, or when it returns nothing. */
    public Object result() {
        return result;
    }

    /** True once the routine has returned a value. */
    public boolean isAnswered() {
        return answered;
    }

    /** The event with its result, without coordinates. */
    public String describe() {
        return answered ? event.describe() + " -> " + TraceEvent.text(result) : event.describe();
    }

    @Override
    public String toString() {
        return event.step() + " " + event.thread() + ": " + describe();
    }
}
