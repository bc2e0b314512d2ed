package org.wdmsim.sched;

/** A coroutine whose body runs on the stack of the controller's own thread and is copied off it while it is suspended. */
final class ContinuationCoroutine extends CheckedCoroutine {
    private final Object continuation;

    // written by the controller; volatile for the watchdog, who asks for the stack from elsewhere
    private volatile Thread mountedOn;
    private Thread lastMountedOn;

    ContinuationCoroutine(String name, Runnable body) {
        super(name, body);
        this.continuation = Continuations.create(this::runBody);
    }

    @Override
    CheckedCoroutine proceed() {
        Thread host = Thread.currentThread();
        lastMountedOn = host;
        mountedOn = host;
        Continuations.run(continuation);
        mountedOn = null;
        return this;
    }

    @Override
    boolean isInsideBody() {
        return Continuations.current() == continuation;
    }

    @Override
    void stop() {
        try {
            Continuations.yield();
        } catch (IllegalStateException pinned) {
            throw new IllegalStateException(
                    "coroutine \"" + name() + "\" cannot be suspended here (" + pinned.getMessage() + ")\n"
                            + "  what     the driver holds a Java monitor (synchronized) or a native frame (a class"
                            + " initialiser, a call from native code) across a DDI call\n"
                            + "  do       use KSpinLock or KEvent instead of synchronized, and call no DDI from a static"
                            + " initialiser; or run with --carrier platform-threads",
                    pinned);
        }
    }

    /**
     * While the body runs: the whole stack of its host thread, the controller's frames below those of the body. While it is
     * suspended: its own frames, if the thread that last resumed it asks, since no other can know that it stays suspended.
     */
    @Override
    public StackTraceElement[] stackTrace() {
        Thread host = mountedOn;
        if (host != null) {
            return host.getStackTrace();
        }
        return lastMountedOn == Thread.currentThread() && !isDone()
                ? Continuations.stackTrace(continuation)
                : new StackTraceElement[0];
    }
}
