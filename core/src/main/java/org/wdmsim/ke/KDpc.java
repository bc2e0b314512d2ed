package org.wdmsim.ke;

import org.wdmsim.base.KernelObject;
import org.wdmsim.trace.TraceEvent;

/**
 * KDPC: a routine that is to run at DISPATCH_LEVEL soon, on a processor's queue.
 *
 * <p>Life: initialised → queued → running → may be queued again, by its own routine too. It is in at most one queue at a
 * time, once.
 *
 * <pre>{@code
 * KDpc dpc = new KDpc(kernel, "toaster#3 dpc", device, this::onDpc, ext);
 * dpc.insert(null, null);            // from an interrupt or anywhere else
 * KDpc.flush(kernel);                // before the memory it uses goes
 * }</pre>
 */
public final class KDpc implements KernelObject {
    /** Where a DPC is put into its queue. */
    public enum Importance {
        /** At the end; may wait longer than others. */
        LOW,
        /** At the end. */
        MEDIUM,
        /** At the end; another processor is told at once. */
        MEDIUM_HIGH,
        /** At the front. */
        HIGH
    }

    /** KDEFERRED_ROUTINE. */
    @FunctionalInterface
    public interface Routine {
        /**
         * Runs once for each time the DPC was queued.
         *
         * @irql DISPATCH_LEVEL
         * @param dpc the DPC
         * @param context as given when it was initialised
         * @param argument1 as given when it was queued
         * @param argument2 as given when it was queued
         */
        void run(KDpc dpc, Object context, Object argument1, Object argument2);
    }

    private static final int CURRENT = -1;

    private final Kernel kernel;
    private final String name;
    private final KernelObject owner;
    private final Routine routine;
    private final Object context;

    // Under the dispatcher lock.
    private Importance importance = Importance.MEDIUM;
    private int target = CURRENT;
    private DpcQueue queue;
    private Object argument1;
    private Object argument2;

    /**
     * KeInitializeDpc.
     *
     * @irql any
     * @param owner whose memory the DPC is in, mostly a device: it must not go while the DPC is queued; may be null
     */
    public KDpc(Kernel kernel, String name, KernelObject owner, Routine routine, Object context) {
        this.kernel = kernel;
        this.name = name;
        this.owner = owner;
        this.routine = routine;
        this.context = context;
    }

    /**
     * KeInsertQueueDpc: queues the DPC unless it is queued.
     *
     * @irql any
     * @return false when it was queued already; then the arguments are those of the first time
     */
    public boolean insert(Object first, Object second) {
        TraceEvent event = kernel.step(KeStep.KE_INSERT_QUEUE_DPC, this, first, second);
        return kernel.answer(event, insertWithin(first, second));
    }

    /** Queues as part of another routine's step. */
    public boolean insertWithin(Object first, Object second) {
        kernel.footprint().waitsForProcessor("KeInsertQueueDpc");
        kernel.lock();
        try {
            if (queue != null) {
                return false;
            }
            argument1 = first;
            argument2 = second;
            KThread me = kernel.currentThread();
            int processor = target != CURRENT ? target : me == null ? 0 : me.processor();
            queue = kernel.dpcs().queue(processor);
            queue.insert(this, importance == Importance.HIGH);
            return true;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * KeRemoveQueueDpc: takes the DPC out of its queue. One that is running already is not waited for.
     *
     * @irql any
     * @return true when it was queued, and its routine will not run for that time
     */
    public boolean remove() {
        TraceEvent event = kernel.step(KeStep.KE_REMOVE_QUEUE_DPC, this, null, null);
        kernel.lock();
        try {
            boolean wasQueued = queue != null;
            if (wasQueued) {
                queue.remove(this);
                queue = null;
            }
            return kernel.answer(event, wasQueued);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * KeFlushQueuedDpcs: returns when every DPC that is queued now, on any processor, has run. DPCs that they queue in turn
     * are not waited for.
     *
     * @irql PASSIVE_LEVEL
     */
    public static void flush(Kernel kernel) {
        kernel.step(KeStep.KE_FLUSH_QUEUED_DPCS, null, null, null);
        kernel.dpcs().flush();
    }

    /**
     * KeSetImportanceDpc.
     *
     * @irql any
     */
    public void setImportance(Importance value) {
        kernel.step(KeStep.KE_SET_IMPORTANCE_DPC, this, value, null);
        kernel.lock();
        try {
            importance = value;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * KeSetTargetProcessorDpc: on which processor the routine will run; without it, on the one that queues it.
     *
     * @irql any
     * @param processor counted from 0
     */
    public void setTargetProcessor(int processor) {
        kernel.step(KeStep.KE_SET_TARGET_PROCESSOR_DPC, this, processor, null);
        kernel.dpcs().mustHave(processor, name);
        kernel.lock();
        try {
            target = processor;
        } finally {
            kernel.unlock();
        }
    }

    /** True while it is in a queue. */
    public boolean isQueued() {
        return queue != null;
    }

    /** Whose memory it is in; null when nobody said. */
    public KernelObject owner() {
        return owner;
    }

    /** Calls the routine, in the server of a queue. */
    void run(Object first, Object second) {
        kernel.note(KeStep.DPC_ENTER, this, first, second);
        kernel.currentThread()
                .driverFrames()
                .callLevel(owner, "DPC routine " + name, () -> routine.run(this, context, first, second));
        kernel.note(KeStep.DPC_RETURN, this, null, null);
    }

    /** A DPC taken out of its queue, with the arguments of that time. */
    record Taken(KDpc dpc, Object first, Object second) {
        void run() {
            dpc.run(first, second);
        }
    }

    /** It has left its queue to run; from here on it may be queued again. Called under the dispatcher lock. */
    Taken taken() {
        queue = null;
        return new Taken(this, argument1, argument2);
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + (queue != null ? " [queued]" : "");
    }
}
