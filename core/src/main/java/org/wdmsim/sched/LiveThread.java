package org.wdmsim.sched;

/** The host thread of one thread of a live machine. Finding out who runs is a type test and two field reads. */
public final class LiveThread extends Thread {
    private final LiveScheduler scheduler;
    private final SimThread thread;

    LiveThread(LiveScheduler scheduler, SimThread thread, Runnable body) {
        super(body, "wdmsim " + thread.name());
        this.scheduler = scheduler;
        this.thread = thread;
        setDaemon(true);
    }

    LiveScheduler scheduler() {
        return scheduler;
    }

    SimThread thread() {
        return thread;
    }

    /** A small number that no other thread of its machine has: which of several cells is this thread's. */
    public int slot() {
        return thread.number();
    }
}
