package org.wdmsim.pnp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.WorkSignal;
import org.wdmsim.pnp.tree.PnpStep;

/**
 * What the PnP worker has to do, one thing at a time in the order of the requests. One worker for the whole tree: a driver
 * that blocks it blocks all plug and play, as on Windows.
 */
final class PnpQueue {
    // Parts for those who follow what is touched. Who finds nothing to do has only looked, and goes to wait.
    private static final int QUEUE = WorkSignal.WORK;
    private static final int IDLE = 0; // and who waits for that

    // Under the dispatcher lock: queue, waitingForIdle, working.
    private final Kernel kernel;
    private final Deque<Work> queue = new ArrayDeque<>();
    private final WorkSignal arrived;
    private final List<KEvent> waitingForIdle = new ArrayList<>();
    private final Deque<Work> whenIdle = new ArrayDeque<>();
    private boolean working;

    private record Work(String name, KernelObject subject, Runnable body) {}

    PnpQueue(Kernel kernel) {
        this.kernel = kernel;
        this.arrived = new WorkSignal(kernel, "PnP work", () -> !queue.isEmpty() || !whenIdle.isEmpty());
    }

    /** Asks for something to be done; equal requests that wait already are one. */
    void add(String name, KernelObject subject, Runnable body) {
        kernel.touch(arrived, QUEUE, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (Work waiting : queue) {
                if (waiting.name.equals(name) && waiting.subject == subject) {
                    return;
                }
            }
            append(new Work(name, subject, body));
        } finally {
            kernel.unlock();
        }
    }

    /** Work for when there is no other, done before anybody learns that the worker is idle; in the order of these calls. */
    void addWhenIdle(String name, Runnable body) {
        kernel.touch(arrived, QUEUE, Touch.WRITE);
        kernel.lockSaid();
        try {
            whenIdle.add(new Work(name, null, body));
            arrived.added();
        } finally {
            kernel.unlock();
        }
    }

    private void append(Work work) {
        kernel.touch(arrived, QUEUE, Touch.WRITE);
        kernel.lockSaid();
        try {
            queue.add(work);
            arrived.added();
        } finally {
            kernel.unlock();
        }
    }

    /** Asks for something and waits until it is done. */
    void addAndWait(String name, KernelObject subject, Runnable body) {
        KEvent done = KEvent.notification(kernel, name + " done");
        append(new Work(name, subject, () -> {
            body.run();
            done.setNow();
        }));
        done.waitFor(KEvent.FOREVER);
    }

    /**
     * Waits until the worker has done what was asked before, and then keeps it from everything else.
     *
     * @return signalled by whoever lets the worker go on; null when the time was over first
     */
    KEvent hold(String name, long timeoutTicks) {
        KEvent held = KEvent.notification(kernel, name + " begins");
        KEvent over = KEvent.notification(kernel, name + " over");
        add(name, null, () -> {
            held.setNow();
            kernel.currentThread().waitForWork(over);
        });
        return held.waitFor(timeoutTicks) == NtStatus.STATUS_TIMEOUT ? null : over;
    }

    /** Waits until nothing is left to do. */
    void waitUntilIdle() {
        KEvent idle = KEvent.notification(kernel, "PnP idle");
        kernel.touch(arrived, QUEUE, Touch.READ);
        kernel.touch(arrived, IDLE, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (!working && queue.isEmpty()) {
                return;
            }
            waitingForIdle.add(idle);
        } finally {
            kernel.unlock();
        }
        idle.waitFor(KEvent.FOREVER);
    }

    /** The worker's body: works for ever. */
    void work() {
        KThread me = kernel.currentThread();
        while (true) {
            Work next = takeNext();
            if (next == null) {
                me.waitForWork(arrived);
            } else {
                kernel.note(PnpStep.PNP_WORK, next.subject, next.name, null);
                next.body.run();
            }
        }
    }

    private Work takeNext() {
        kernel.touch(arrived, IDLE, Touch.WRITE);
        kernel.lockSaid();
        try {
            Work next = queue.isEmpty() ? whenIdle.poll() : queue.poll();
            boolean isAwaited = next == null && waitingForIdle.isEmpty();
            kernel.touch(arrived, QUEUE, isAwaited ? Touch.AWAIT : Touch.WRITE);
            working = next != null;
            if (!working) {
                waitingForIdle.forEach(KEvent::setNow);
                waitingForIdle.clear();
            }
            return next;
        } finally {
            kernel.unlock();
        }
    }
}
