package org.wdmsim.sched;

/** A host thread that runs the bodies of coroutines, one after the other, and waits between them. */
final class Worker implements Runnable {
    // Invariant: coroutine is written by the controller, before it passes the turn, and read by the thread in its
    // turn. Only the controller gives a worker back to the pool, and only after its own turn came with the body
    // ended. If the thread did it itself, another machine could take the worker and pass it the turn before this
    // thread has let go.

    private final Turn turn;
    private final Turn.OfController controller;
    private final Thread thread;
    private ThreadCoroutine coroutine;

    Worker(WorkerPool pool) {
        this.turn = new Turn(pool.patience().ofBody());
        this.controller = new Turn.OfController(pool.patience().ofController());
        this.thread = pool.newThread(this);
    }

    Thread thread() {
        return thread;
    }

    /** The thread's turn. */
    Turn turn() {
        return turn;
    }

    /** Where a controller waits that has resumed this worker's body. */
    Turn.OfController controller() {
        return controller;
    }

    /** Controller: the next turn begins this coroutine's body. */
    void assign(ThreadCoroutine next) {
        coroutine = next;
    }

    /** Whoever owns the worker: ends its idle thread. */
    void retire() {
        coroutine = null;
        turn.give();
    }

    @Override
    public void run() {
        while (turn.await() && coroutine != null) {
            Thread.interrupted(); // what the last body left behind is no business of the next
            coroutine.runBody();
            coroutine.letControllerRun();
        }
    }
}
