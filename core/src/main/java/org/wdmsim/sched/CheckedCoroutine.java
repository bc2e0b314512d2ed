package org.wdmsim.sched;

/** What all coroutines share: the order of calls, and the way of an exception from the body to the controller. */
abstract class CheckedCoroutine implements Coroutine {
    // Invariant: the fields are touched only by the side whose turn it is, so the hand-over itself makes them visible.

    private final String name;
    private final Runnable body;
    private boolean running;
    private boolean done;
    private Throwable failure;

    CheckedCoroutine(String name, Runnable body) {
        this.name = name;
        this.body = body;
    }

    /** Controller: lets the body run until {@link #stop} or the end of {@link #runBody}. */
    abstract void proceed();

    /** Body: lets {@link #proceed} return, and comes back at the next one. */
    abstract void stop();

    /** True when called by the body, and not by a body that runs inside it. */
    abstract boolean isInsideBody();

    final String name() {
        return name;
    }

    @Override
    public final void resume() {
        if (running || done) {
            throw new IllegalStateException("coroutine \"" + name + "\" " + (done ? "is done" : "is running already")
                    + "; it cannot be resumed");
        }
        running = true;
        proceed();
        running = false;
        if (failure != null) {
            Throwable thrown = failure;
            failure = null;
            throw Rethrow.asItIs(thrown);
        }
    }

    @Override
    public final void suspend() {
        if (!isInsideBody()) {
            throw new IllegalStateException("suspend of coroutine \"" + name
                    + "\" was called outside its body; only the body may suspend itself");
        }
        stop();
    }

    @Override
    public final boolean isDone() {
        return done;
    }

    /** The body, as the carrier runs it: never throws. */
    final void runBody() {
        try {
            body.run();
        } catch (Throwable t) {
            failure = t;
        } finally {
            done = true;
        }
    }

    @Override
    public String toString() {
        return "coroutine \"" + name + "\"" + (done ? " [done]" : running ? " [running]" : " [suspended]");
    }
}
