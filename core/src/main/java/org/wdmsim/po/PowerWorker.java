package org.wdmsim.po;

import org.wdmsim.base.Irql;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/** Sends power IRPs: in the thread that asks, or in a thread of its own, which is there from the first request for it. */
final class PowerWorker {
    private final PowerManager manager;
    private final Kernel kernel;
    private final KEvent arrived;

    // Touched under the dispatcher lock.
    private KThread thread;

    PowerWorker(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
        this.arrived = KEvent.synchronization(kernel, "power work");
    }

    /** The thread; null before it was needed. */
    KThread thread() {
        return thread;
    }

    /** Says that a request may have become the next. */
    void wake() {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (thread == null) {
                thread = KThread.internal(kernel, "power worker", this::work);
            }
            arrived.setNow();
        } finally {
            kernel.unlock();
        }
    }

    private void work() {
        KThread me = kernel.currentThread();
        while (true) {
            PowerRequest next = manager.queue().takeNext();
            if (next == null) {
                me.waitForWork(arrived);
            } else {
                send(next);
            }
        }
    }

    /** Sends a request that is marked as sent, in the running thread. */
    void send(PowerRequest request) {
        DeviceObject top = request.top();
        kernel.note(PoStep.POWER_IRP_SENT, top, request.irp(), request.state());
        manager.queue().passes(top, request.irp());
        boolean raises = request.isPowerUp()
                && !request.pdo().hasFlag(DeviceFlags.DO_POWER_PAGABLE)
                && kernel.currentIrql() != Irql.DISPATCH_LEVEL
                && kernel.outcome("powersUpAtDispatch", manager.options().powersUpAtDispatch());
        Irql old = raises ? kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL) : null;
        top.call(request.irp());
        if (raises) {
            kernel.currentThread().lowerIrql(old);
        }
        top.dereference();
    }
}
