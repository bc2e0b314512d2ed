package org.wdmsim.sched;

/** A coroutine whose body has a host thread to itself from its first step to its last. */
final class ThreadCoroutine extends CheckedCoroutine {
    private final WorkerPool pool;

    // written by the controller; volatile for the watchdog, who asks for the stack from elsewhere
    private volatile Worker worker;

    /** Where the controller waits while this body runs, or those to which it has passed; written before the body's turn. */
    private Turn.OfController controller;

    /** Its carrier was closed: who waits in controller waits for another. Touched by the body's thread. */
    private boolean isAbandoned;

    ThreadCoroutine(String name, Runnable body, WorkerPool pool) {
        super(name, body);
        this.pool = pool;
    }

    @Override
    CheckedCoroutine proceed() {
        Worker mine = worker;
        if (mine == null) {
            mine = pool.take();
            mine.assign(this);
            worker = mine;
        }
        controller = mine.controller();
        mine.turn().give();
        ThreadCoroutine back = mine.controller().awaitBody();
        if (back.isDone()) {
            Worker his = back.worker;
            back.worker = null;
            pool.giveBack(his);
        }
        return back;
    }

    @Override
    boolean isInsideBody() {
        Worker mine = worker;
        return mine != null && mine.thread() == Thread.currentThread();
    }

    @Override
    void stop() {
        letControllerRun();
        awaitTurn();
    }

    /** Also the last thing that a body's thread does for it. */
    void letControllerRun() {
        if (!isAbandoned) {
            controller.giveBack(this);
        }
    }

    @Override
    public boolean canPass() {
        return true;
    }

    @Override
    void passOn(CheckedCoroutine next) {
        ThreadCoroutine begun = (ThreadCoroutine) next;
        begun.controller = controller;
        begun.worker.turn().give();
        awaitTurn();
    }

    private void awaitTurn() {
        if (!worker.turn().await()) {
            isAbandoned = true;
            throw new CoroutineAbandoned(name());
        }
    }

    @Override
    public StackTraceElement[] stackTrace() {
        Worker mine = worker;
        return mine == null ? new StackTraceElement[0] : mine.thread().getStackTrace();
    }
}
