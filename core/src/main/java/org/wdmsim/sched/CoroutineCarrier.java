package org.wdmsim.sched;

/**
 * One way to run simulated threads as coroutines. All carriers give the same run for the same schedule; they differ in
 * speed and in what the running JDK must offer.
 *
 * <p>A carrier may serve many machines, one after the other or side by side, and keeps idle host threads between them
 * until it is closed.
 */
public interface CoroutineCarrier extends AutoCloseable {
    /** The name that {@code --carrier} takes: {@code continuations}, {@code virtual-threads} or {@code platform-threads}. */
    String name();

    /**
     * Runs the controller where it can resume coroutines of this carrier, and returns when it has returned. What the
     * controller throws is thrown here.
     */
    void host(Runnable controller);

    /** Does what calls {@link #host} many times, each time with less effort. */
    default void hostAll(Runnable controllers) {
        controllers.run();
    }

    /**
     * A coroutine that has not begun. Called inside {@link #host}, and resumed only by that controller. The body must not
     * throw: the scheduler's own body catches everything.
     *
     * @param name for the host's stack dumps; need not be unique
     */
    Coroutine create(String name, Runnable body);

    /** Ends the idle host threads. Coroutines must have ended before. */
    @Override
    void close();
}
