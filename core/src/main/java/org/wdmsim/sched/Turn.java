package org.wdmsim.sched;

import java.util.concurrent.locks.LockSupport;

/** The turn of one host thread: another gives it, the thread itself waits for it. */
class Turn {
    // Invariant: whose turn it is runs, and nobody else; it gives exactly one other turn before it waits for its own.
    // So
    // given is set by one thread at a time and taken back only by the one that waited for it, and the volatile write
    // that
    // gives the turn makes all that was written before visible to the volatile read that takes it.
    //
    // No wake-up is lost: the waiter writes parked and then reads given; who gives writes given and then reads parked.
    // All of it is volatile, so the two cannot both read the old value: either the waiter sees the turn and does not
    // park, or the giver sees the waiter and unparks it. An unpark that comes late leaves a permit behind; every park
    // here is in a loop.

    private volatile boolean given;
    private volatile Thread parked;
    private volatile boolean abandoned;

    private final Patience patience;

    Turn(Patience patience) {
        this.patience = patience;
    }

    /** Whoever's turn it is until now: lets the waiter run. */
    final void give() {
        given = true;
        LockSupport.unpark(parked);
    }

    /**
     * The thread whose turn this is: waits for it.
     *
     * @return false when the turn will never come, see {@link #abandon}
     */
    final boolean await() {
        if (!patience.pays(() -> given)) {
            park();
        }
        boolean isMine = given;
        given = false;
        return isMine;
    }

    private void park() {
        boolean interrupted = false;
        parked = Thread.currentThread();
        while (!given && !abandoned) {
            LockSupport.park();
            interrupted |=
                    Thread.interrupted(); // park returns at once while it is set, so it is put back after the wait
        }
        parked = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells a thread that waits, now or later, that its turn will not come. */
    final void abandon() {
        abandoned = true;
        LockSupport.unpark(parked);
    }

    /** A controller's turn, with the one that has given it. */
    static final class OfController extends Turn {
        private ThreadCoroutine from;

        OfController(Patience patience) {
            super(patience);
        }

        void giveBack(ThreadCoroutine body) {
            from = body;
            give();
        }

        ThreadCoroutine awaitBody() {
            await();
            return from;
        }
    }
}
