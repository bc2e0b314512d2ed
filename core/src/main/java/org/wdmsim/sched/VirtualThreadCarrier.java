package org.wdmsim.sched;

/**
 * Coroutines on virtual threads, of JDK 21 and later.
 *
 * <p>The controller runs in a virtual thread too, so that a hand-over is between two virtual threads and mostly costs no
 * call of the operating system. A host() inside a virtual thread, that of another machine's body for instance, runs its
 * controller right there.
 */
final class VirtualThreadCarrier implements CoroutineCarrier {
    static final String NAME = "virtual-threads";

    /** A virtual thread that waits costs nothing, and one that watches keeps the others from their host thread. */
    private static final Patience.OfCarrier PATIENCE = new Patience.OfCarrier() {
        @Override
        public Patience ofController() {
            return Patience.none();
        }

        @Override
        public Patience ofBody() {
            return Patience.none();
        }
    };

    // Pooled although virtual threads are cheap: the JDK keeps a strong reference to each that has begun and not
    // ended, so a suspended one that is merely dropped would stay for ever. The pool knows them all and close()
    // unwinds them.
    private final WorkerPool pool = new WorkerPool(NAME, VirtualThreads.factory(), PATIENCE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void host(Runnable controller) {
        if (VirtualThreads.isCurrentThreadVirtual()) {
            controller.run();
        } else {
            HostThread.run(VirtualThreads.factory(), controller);
        }
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
