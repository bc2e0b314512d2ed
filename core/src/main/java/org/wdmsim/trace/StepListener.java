package org.wdmsim.trace;

import org.wdmsim.base.StepKind;

/**
 * Watches a machine's steps: a recorder, the verifier, a statistic. It may look, and it may stop the machine; it must not
 * change what it watches.
 */
public interface StepListener {
    /**
     * True when this listener wants to be told of steps of this kind. A step at which nobody looks costs no event. The
     * answer for a kind may be kept: a listener whose answer changes calls {@link
     * org.wdmsim.ke.Kernel#asksListenersAgain}.
     */
    default boolean looksAt(StepKind kind) {
        return true;
    }

    /** Called right before the step takes effect; nothing else runs in between. */
    void onStep(TraceEvent event);

    /** False when {@link #onResult} does nothing, so that it need not be called. Always the same. */
    default boolean takesResults() {
        return true;
    }

    /**
     * Called when the step has taken effect and has something to answer.
     *
     * @param event the same object that {@link #onStep} was given
     * @param result what the routine returns
     */
    default void onResult(TraceEvent event, Object result) {}
}
