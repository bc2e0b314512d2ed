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

    // A body that was left mostly goes on soon, and the one that runs leaves a processor to those that watch for their
    // turn; so bodies watch for long, too. Measured with the toaster's story on two processors: 300 rounds make twice
    // as
    // many runs as 3, also beside other work.
    private static final Patience.OfCarrier PATIENCE = new Patience.OfCarrier() {
        @Override
        public Patience ofController() {
            return new Patience(1_000, 5);
        }

        @Override
        public Patience ofBody() {
            return new Patience(300, 5);
        }
    };

    private final WorkerPool pool = new WorkerPool(NAME, threadFactory(), PATIENCE);

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
