package org.wdmsim.sched;

/**
 * A body of code that can be stopped at {@link #suspend()} and continued later, whatever it runs on.
 *
 * <p>Asymmetric: {@code resume} runs the body until its next {@code suspend} or its end and then returns to the caller.
 * Exactly one side runs at any moment, and each hand-over makes everything written before it visible to the other side.
 */
public interface Coroutine {
    /**
     * Runs the body from where it stopped. Called by the controller, never by the body itself, and not once the body is
     * done. Returns when the body suspends or ends.
     */
    void resume();

    /** Stops the body here and lets the controller's {@code resume} return. Called by the body only. */
    void suspend();

    /** True when this one may {@link #passTo} another of the same controller. */
    default boolean canPass() {
        return false;
    }

    /**
     * Stops the body here and runs another from where that one stopped, as if the controller had resumed it: that one's next
     * {@code suspend} or end lets the controller's {@code resume} return, which was of whichever coroutine. Called by the body
     * only; the other must have been resumed before.
     */
    default void passTo(Coroutine next) {
        throw new UnsupportedOperationException(
                this + " comes back to its controller each time: ask canPass, and suspend instead");
    }

    /** True once the body has returned. */
    boolean isDone();

    /**
     * Where the body is now, newest frame first; empty when the carrier cannot tell. For the watchdog: may be called from
     * any host thread while the body runs, and is then a guess.
     */
    StackTraceElement[] stackTrace();
}
