package org.wdmsim.sched;

import java.util.concurrent.ThreadFactory;

/**
 * Coroutines on pooled daemon threads of the operating system. Works on every JDK.
 *
 * <p>The controller stays on the calling thread, so machines may be nested and may run side by side as they like. A body
 * keeps its thread until it ends, and with it its thread-locals and its Java monitors.
 */
final class PlatformThreadCarrier implements CoroutineCarrier {
    static final String NAME = "platform-threads";

    private final WorkerPool pool = new WorkerPool(NAME, threadFactory(), PlatformThreadCarrier::newBaton);

    /**
     * The controller waits for a body that runs and will soon be back, so it stays awake long. Most bodies that wait are not
     * the next to be resumed, so a body gives up early.
     */
    private static Baton newBaton() {
        return new Baton(new Patience(1_000, 5), new Patience(3, 5));
    }

    static ThreadFactory threadFactory() {
        return body -> {
            // The pool outlives the machine that made the thread, so it inherits no thread-locals from it.
            Thread thread = new Thread(null, body, "wdmsim-coroutine", 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void host(Runnable controller) {
        controller.run();
    }

    @Override
    public Coroutine create(String name, Runnable body) {
        return new ThreadCoroutine(name, body, pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
