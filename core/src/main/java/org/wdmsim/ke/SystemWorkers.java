package org.wdmsim.ke;

import java.util.ArrayDeque;
import java.util.Deque;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/** The system worker threads of a machine: they run work items at PASSIVE_LEVEL, in the order of queueing. */
public final class SystemWorkers {
    /** WORK_QUEUE_TYPE: each has threads of its own. */
    public enum Type {
        /** CriticalWorkQueue. */
        CRITICAL,
        /** DelayedWorkQueue: what drivers use. */
        DELAYED,
        /** HyperCriticalWorkQueue. */
        HYPER_CRITICAL
    }

    /**
     * A routine and what it runs for.
     *
     * @param item the work item, for the trace
     * @param owner the driver or device whose routine it is, for reports; may be null
     * @param routine what to run
     */
    public record Work(KernelObject item, KernelObject owner, Runnable routine) {}

    // Under the dispatcher lock: a queue is made when it is used first. Threads are made when there is work and nobody
    // rests, up to the limit; so a work item that waits for another one finds itself alone sooner or later.
    private final Kernel kernel;
    private final Queue[] queues = new Queue[Type.values().length];

    SystemWorkers(Kernel kernel) {
        this.kernel = kernel;
    }

    private static final class Queue {
        final Deque<Work> works = new ArrayDeque<>();
        final Deque<KThread> resting = new ArrayDeque<>();
        int threads;
    }

    /** Queues work, as part of another routine's step. */
    public void queue(Type type, Work work) {
        kernel.touchArea(TransitionListener.WORKERS, Touch.WRITE);
        kernel.lockSaid();
        try {
            Queue queue = queue(type);
            queue.works.addLast(work);
            if (!queue.resting.isEmpty()) {
                kernel.scheduler().wake(queue.resting.pollFirst().simThread());
            } else if (queue.threads < kernel.options().workerThreads()) {
                queue.threads++;
                KThread.internal(kernel, "worker", () -> serve(queue));
            }
        } finally {
            kernel.unlock();
        }
    }

    private Queue queue(Type type) {
        int place = type.ordinal();
        if (queues[place] == null) {
            queues[place] = new Queue();
        }
        return queues[place];
    }

    private void serve(Queue queue) {
        KThread me = kernel.currentThread();
        while (true) {
            run(me, next(queue, me));
        }
    }

    private Work next(Queue queue, KThread me) {
        kernel.touchArea(TransitionListener.WORKERS, Touch.WRITE);
        kernel.lockSaid();
        try {
            while (queue.works.isEmpty()) {
                queue.resting.addLast(me);
                me.restUntil(SimThread.NEVER);
                kernel.touchArea(TransitionListener.WORKERS, Touch.WRITE);
            }
            return queue.works.pollFirst();
        } finally {
            kernel.unlock();
        }
    }

    private void run(KThread me, Work work) {
        kernel.note(KeStep.WORK_ENTER, work.item(), null, null);
        me.driverFrames().call(work.owner(), "work item " + work.item().objectName(), work.routine());
        kernel.note(KeStep.WORK_RETURN, work.item(), null, null);
        if (me.irql() != Irql.PASSIVE_LEVEL) {
            throw kernel.bugCheck(
                    BugCheck.of(BugCheckCode.WORKER_THREAD_RETURNED_AT_BAD_IRQL, "a work item left the IRQL raised")
                            .parameters(work.item(), me.irql(), work.owner(), work.item())
                            .what("the routine of " + work.item().objectName() + " returned at " + me.irql())
                            .todo("lower the IRQL, or release the spin lock, before the routine returns")
                            .build());
        }
    }
}
