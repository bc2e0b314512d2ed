package org.wdmsim.sched;

import java.util.concurrent.locks.LockSupport;

/** Whose turn it is between one controller and one body that live on two threads. */
final class Baton {
    // Invariant: a side runs only while bodyTurn names it, and only the side that runs changes bodyTurn. So a plain
    // field that both sides touch only in their own turn needs no other guard: the volatile write that passes the turn
    // makes it visible to the volatile read that takes it.
    //
    // No wake-up is lost: the waiter writes its parked field and then reads bodyTurn; the passer writes bodyTurn and
    // then reads the parked field. All of it is volatile, so the two cannot both read the old value: either the waiter
    // sees the turn and does not park, or the passer sees the waiter and unparks it. There is one parked field for
    // each side because for a moment both sides are in await: the passer enters while the other leaves, and clearing a
    // shared field would rub out the passer's name. An unpark that comes late leaves a permit behind; every park here
    // is in a loop.

    private volatile boolean bodyTurn;
    private volatile Thread parkedController;
    private volatile Thread parkedBody;
    private volatile boolean abandoned;

    private final Patience controllers;
    private final Patience bodys;

    Baton(Patience controllers, Patience bodys) {
        this.controllers = controllers;
        this.bodys = bodys;
    }

    /** Controller: lets the body run and returns when the body has passed the turn back. */
    void runBody() {
        bodyTurn = true;
        LockSupport.unpark(parkedBody);
        awaitController();
    }

    /** Body's thread: lets the controller run, and does not wait. */
    void runController() {
        bodyTurn = false;
        LockSupport.unpark(parkedController);
    }

    /** Controller: lets the body's thread run, and does not wait. For its last turn, in which it ends. */
    void runBodyAlone() {
        bodyTurn = true;
        LockSupport.unpark(parkedBody);
    }

    /**
     * Body's thread: waits for its turn.
     *
     * @return false when the turn will never come, see {@link #abandon}
     */
    boolean awaitBody() {
        if (bodys.pays(() -> bodyTurn)) {
            return true;
        }
        boolean interrupted = false;
        parkedBody = Thread.currentThread();
        while (!bodyTurn && !abandoned) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        parkedBody = null;
        keep(interrupted);
        return bodyTurn;
    }

    private void awaitController() {
        if (controllers.pays(() -> !bodyTurn)) {
            return;
        }
        boolean interrupted = false;
        parkedController = Thread.currentThread();
        while (bodyTurn) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        parkedController = null;
        keep(interrupted);
    }

    /** Park returns at once while the interrupt status is set, so it is taken off for the wait and put back after it. */
    private static void keep(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells a body's thread that waits, now or later, that its turn will not come. */
    void abandon() {
        abandoned = true;
        LockSupport.unpark(parkedBody);
    }
}
