package org.wdmsim.sched;

/** A host thread that runs the bodies of coroutines, one after the other, and waits between them. */
final class Worker implements Runnable {
    // Invariant: coroutine is written by the controller, before it passes the turn, and read by the thread in its
    // turn. Only the controller gives a worker back to the pool, and only after the baton came back with the body
    // ended. If the thread did it itself, another machine could take the worker and pass it the turn before this
    // thread has let go.

    private final Baton baton;
    private final Thread thread;
    private ThreadCoroutine coroutine;

    Worker(WorkerPool pool) {
        this.baton = pool.newBaton();
        this.thread = pool.newThread(this);
    }

    Thread thread() {
        return thread;
    }

    Baton baton() {
        return baton;
    }

    /** Controller: the next turn begins this coroutine's body. */
    void assign(ThreadCoroutine next) {
        coroutine = next;
    }

    /** Whoever owns the worker: ends its idle thread. */
    void retire() {
        coroutine = null;
        baton.runBodyAlone();
    }

    @Override
    public void run() {
        while (baton.awaitBody() && coroutine != null) {
            Thread.interrupted(); // what the last body left behind is no business of the next
            coroutine.runBody();
            baton.runController();
        }
    }
}
