package org.wdmsim.sched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/** The workers of one carrier: busy with a coroutine that has begun, or idle. */
final class WorkerPool {
    // Invariant: idle is a part of workers; a worker is idle, or belongs to the one coroutine that took it. The worker
    // that came back last goes out first: its processor cache, and perhaps its thread, is still warm.

    /** How often in all close knocks in vain at workers that do not end, and how long it listens each time. */
    private static final int TRIES = 20;

    private static final int MILLIS_PER_TRY = 25;

    private final String carrier;
    private final ThreadFactory threads;
    private final Patience.OfCarrier patience;

    // guarded by lock; not a monitor, which on JDK 21 to 23 would pin a virtual thread that waits for it
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Worker> workers = new LinkedHashSet<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private boolean closed;

    WorkerPool(String carrier, ThreadFactory threads, Patience.OfCarrier patience) {
        this.carrier = carrier;
        this.threads = threads;
        this.patience = patience;
    }

    Patience.OfCarrier patience() {
        return patience;
    }

    Thread newThread(Runnable body) {
        return threads.newThread(body);
    }

    Worker take() {
        Worker made;
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("carrier " + carrier + " is closed; open another one");
            }
            Worker last = idle.pollFirst();
            if (last != null) {
                return last;
            }
            made = new Worker(this);
            workers.add(made);
        } finally {
            lock.unlock();
        }
        made.thread().start();
        return made;
    }

    void giveBack(Worker worker) {
        lock.lock();
        try {
            if (!closed) {
                idle.addFirst(worker);
                return;
            }
        } finally {
            lock.unlock();
        }
        worker.retire();
    }

    /**
     * Ends all workers and joins their threads. A worker whose body is stuck is abandoned: if the body waits for a turn, it
     * is unwound by {@link CoroutineAbandoned}; if it runs, it is interrupted. They are taken one at a time, so that two
     * bodies of one machine never unwind at once. A body that still does not end when the tries are used up keeps its
     * daemon thread; that thread ends when the body does.
     */
    void close() {
        List<Worker> resting;
        List<Worker> stuck;
        lock.lock();
        try {
            closed = true;
            resting = new ArrayList<>(idle);
            workers.removeAll(idle);
            idle.clear();
            stuck = new ArrayList<>(workers);
            workers.clear();
        } finally {
            lock.unlock();
        }
        resting.forEach(Worker::retire);
        new Closing().run(resting, stuck);
    }

    /** One call of close: all workers together draw on one number of tries, so that many stuck ones take no longer. */
    private static final class Closing {
        private int triesLeft = TRIES;
        private boolean interrupted;

        void run(List<Worker> resting, List<Worker> stuck) {
            resting.forEach(worker -> join(worker, false));
            for (Worker worker : stuck) {
                worker.turn().abandon();
                join(worker, true);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void join(Worker worker, boolean stuck) {
            Thread thread = worker.thread();
            if (thread == Thread.currentThread()) {
                return; // closed from inside a body: it ends after us
            }
            do {
                if (stuck) {
                    thread.interrupt();
                }
                if (triesLeft <= 0) {
                    return; // told, but no longer waited for
                }
                try {
                    thread.join(MILLIS_PER_TRY);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            } while (thread.isAlive() && --triesLeft > 0);
        }
    }
}
