package org.wdmsim.sched;

/**
 * Coroutines on the JDK's own continuations, of JDK 21 and later, when {@code jdk.internal.vm} is exported to us.
 *
 * <p>All bodies of a machine run on the thread that called {@link #host}: they share its thread-locals, its interrupt
 * status and its {@code Thread.currentThread()}.
 *
 * <p>A suspended body that holds a Java monitor: JDK 21 to 23 refuse to suspend it, and the body sees an
 * {@link IllegalStateException} that says so. JDK 24 and later suspend it. Another body that then enters the same monitor
 * either blocks the one thread they share, which only the watchdog can see, or, once the monitor has been inflated by a
 * wait or by contention, passes as if it were the same thread, so that the monitor excludes nobody.
 */
final class ContinuationCarrier implements CoroutineCarrier {
    static final String NAME = "continuations";

    private final HeldMonitors heldMonitors = new HeldMonitors();

    /** Whose monitors are fastened until {@link #hostAll} returns. Another thread's name in it only means more effort. */
    private volatile Thread fastened;

    ContinuationCarrier() {
        Continuations.current(); // links the handles here, where the factory looks for the failure
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Runs the controller on the calling thread. A virtual thread is itself a continuation that must not be unmounted with
     * ours on top of it, so there the controller gets a platform thread of its own.
     */
    @Override
    public void host(Runnable controller) {
        if (fastened == Thread.currentThread() && Continuations.current() == null) {
            controller.run();
        } else if (VirtualThreads.isCurrentThreadVirtual()) {
            HostThread.run(PlatformThreadCarrier.threadFactory(), controller);
        } else {
            heldMonitors.fasten();
            controller.run();
        }
    }

    @Override
    public void hostAll(Runnable controllers) {
        if (VirtualThreads.isCurrentThreadVirtual()) {
            controllers.run();
            return;
        }
        heldMonitors.fasten();
        fastened = Thread.currentThread();
        try {
            controllers.run();
        } finally {
            fastened = null;
        }
    }

    @Override
    public Coroutine create(String name, Runnable body) {
        return new ContinuationCoroutine(name, body);
    }

    /** Nothing to end: a coroutine that is dropped is garbage. */
    @Override
    public void close() {}
}
