package org.wdmsim.sched;

/** A coroutine whose body has a host thread to itself from its first step to its last. */
final class ThreadCoroutine extends CheckedCoroutine {
    private final WorkerPool pool;

    // written by the controller; volatile for the watchdog, who asks for the stack from elsewhere
    private volatile Worker worker;

    ThreadCoroutine(String name, Runnable body, WorkerPool pool) {
        super(name, body);
        this.pool = pool;
    }

    @Override
    void proceed() {
        Worker mine = worker;
        if (mine == null) {
            mine = pool.take();
            mine.assign(this);
            worker = mine;
        }
        mine.baton().runBody();
        if (isDone()) {
            worker = null;
            pool.giveBack(mine);
        }
    }

    @Override
    boolean isInsideBody() {
        Worker mine = worker;
        return mine != null && mine.thread() == Thread.currentThread();
    }

    @Override
    void stop() {
        Baton baton = worker.baton();
        baton.runController();
        if (!baton.awaitBody()) {
            throw new CoroutineAbandoned(name());
        }
    }

    @Override
    public StackTraceElement[] stackTrace() {
        Worker mine = worker;
        return mine == null ? new StackTraceElement[0] : mine.thread().getStackTrace();
    }
}
