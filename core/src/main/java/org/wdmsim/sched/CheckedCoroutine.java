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

    /**
     * Controller: lets the body run until {@link #stop} or the end of {@link #runBody}, its own or that of one to which it
     * has passed; answers which.
     */
    abstract CheckedCoroutine proceed();

    /** Body: lets {@link #proceed} return, and comes back at the next one. */
    abstract void stop();

    /** Body: lets another one run, and comes back when it is resumed or passed to. */
    void passOn(CheckedCoroutine next) {
        Coroutine.super.passTo(next);
    }

    /** True when called by the body, and not by a body that runs inside it. */
    abstract boolean isInsideBody();

    final String name() {
        return name;
    }

    @Override
    public final void resume() {
        mustBeAbleToRun();
        running = true;
        CheckedCoroutine back = proceed();
        if (back.failure != null) {
            Throwable thrown = back.failure;
            back.failure = null;
            throw Rethrow.asItIs(thrown);
        }
    }

    @Override
    public final void suspend() {
        mustBeInside();
        running = false;
        try {
            stop();
        } finally {
            running = true;
        }
    }

    @Override
    public final void passTo(Coroutine next) {
        mustBeInside();
        CheckedCoroutine other = (CheckedCoroutine) next;
        other.mustBeAbleToRun();
        running = false;
        other.running = true;
        try {
            passOn(other);
        } finally {
            running = true;
        }
    }

    private void mustBeInside() {
        if (!isInsideBody()) {
            throw new IllegalStateException("suspend of coroutine \"" + name
                    + "\" was called outside its body; only the body may suspend itself");
        }
    }

    private void mustBeAbleToRun() {
        if (running || done) {
            throw new IllegalStateException("coroutine \"" + name + "\" " + (done ? "is done" : "is running already")
                    + "; it cannot be resumed");
        }
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
            running = false;
        }
    }

    @Override
    public String toString() {
        return "coroutine \"" + name + "\"" + (done ? " [done]" : running ? " [running]" : " [suspended]");
    }
}
