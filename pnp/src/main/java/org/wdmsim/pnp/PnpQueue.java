package org.wdmsim.pnp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.tree.PnpStep;

/**
 * What the PnP worker has to do, one thing at a time in the order of the requests. One worker for the whole tree: a driver
 * that blocks it blocks all plug and play, as on Windows.
 */
final class PnpQueue {
    // Touched by whoever asks and by the worker; each touch is part of a step.
    private final Kernel kernel;
    private final Deque<Work> queue = new ArrayDeque<>();
    private final KEvent arrived;
    private final List<KEvent> waitingForIdle = new ArrayList<>();
    private boolean working;

    private record Work(String name, KernelObject subject, Runnable body) {}

    PnpQueue(Kernel kernel) {
        this.kernel = kernel;
        this.arrived = KEvent.synchronization(kernel, "PnP work");
    }

    /** Asks for something to be done; equal requests that wait already are one. */
    void add(String name, KernelObject subject, Runnable body) {
        for (Work waiting : queue) {
            if (waiting.name.equals(name) && waiting.subject == subject) {
                return;
            }
        }
        queue.add(new Work(name, subject, body));
        arrived.setNow();
    }

    /** Asks for something and waits until it is done. */
    void addAndWait(String name, KernelObject subject, Runnable body) {
        KEvent done = KEvent.notification(kernel, name + " done");
        queue.add(new Work(name, subject, () -> {
            body.run();
            done.setNow();
        }));
        arrived.setNow();
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
        if (working || !queue.isEmpty()) {
            KEvent idle = KEvent.notification(kernel, "PnP idle");
            waitingForIdle.add(idle);
            idle.waitFor(KEvent.FOREVER);
        }
    }

    /** The worker's body: works for ever. */
    void work() {
        KThread me = kernel.currentThread();
        while (true) {
            Work next = queue.poll();
            if (next != null) {
                working = true;
                kernel.note(PnpStep.PNP_WORK, next.subject, next.name, null);
                next.body.run();
                continue;
            }
            working = false;
            waitingForIdle.forEach(KEvent::setNow);
            waitingForIdle.clear();
            me.waitForWork(arrived);
        }
    }
}
