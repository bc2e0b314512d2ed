package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.trace.TraceEvent;

/**
 * IO_WORKITEM: a routine of a driver that a system worker thread is to call at PASSIVE_LEVEL.
 *
 * <p>While it is queued or running it references its device, so that device object and driver stay in memory. It does not
 * postpone IRP_MN_REMOVE_DEVICE: for that hold a share of the remove lock until the routine has done its work.
 *
 * <pre>{@code
 * IoWorkItem item = IoWorkItem.allocate(device);
 * item.queue(SystemWorkers.Type.DELAYED, (dev, context) -> ..., context);
 * item.free();                                                  // the routine may do it
 * }</pre>
 */
public final class IoWorkItem implements KernelObject {
    /** IO_WORKITEM_ROUTINE. */
    @FunctionalInterface
    public interface Routine {
        /**
         * Does the work.
         *
         * @irql PASSIVE_LEVEL, in a system worker thread
         */
        void run(DeviceObject device, Object context);
    }

    // Under the dispatcher lock.
    private final DeviceObject device;
    private final String name;
    private boolean queued;
    private boolean freed;

    private IoWorkItem(DeviceObject device) {
        this.device = device;
        this.name = device.kernel().nextName("workitem");
    }

    /**
     * IoAllocateWorkItem.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when there is no memory
     */
    public static IoWorkItem allocate(DeviceObject device) {
        Kernel kernel = device.kernel();
        TraceEvent event = kernel.step(IoStep.IO_ALLOCATE_WORK_ITEM, device, null, null);
        return kernel.answer(event, kernel.allocates("IoAllocateWorkItem") ? new IoWorkItem(device) : null);
    }

    /**
     * IoInitializeWorkItem: a work item in the driver's own memory, which needs no allocation.
     *
     * @irql any
     */
    public static IoWorkItem initialize(DeviceObject device) {
        device.kernel().step(IoStep.IO_INITIALIZE_WORK_ITEM, device, null, null);
        return new IoWorkItem(device);
    }

    /**
     * IoQueueWorkItem, IoQueueWorkItemEx: asks for the routine to be called once.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xE4 with 1 when it is queued already
     */
    public void queue(SystemWorkers.Type type, Routine routine, Object context) {
        kernel().step(IoStep.IO_QUEUE_WORK_ITEM, this, type, context);
        kernel().lock();
        try {
            if (queued || freed) {
                throw invalid(
                        1,
                        "IoQueueWorkItem on " + name + ", which is " + (freed ? "freed" : "queued already"),
                        "queue a work item again only when its routine has begun to run, and not after IoFreeWorkItem");
            }
            queued = true;
            device.mustNotBeFreed("IoQueueWorkItem");
            device.header().referenceNow("IoQueueWorkItem", DeviceObjectType.WORK_ITEM);
            kernel().workers().queue(type, new SystemWorkers.Work(this, device, () -> run(routine, context)));
        } finally {
            kernel().unlock();
        }
    }

    private void run(Routine routine, Object context) {
        kernel().lock();
        try {
            queued = false; // from here on it may be queued again, or freed
        } finally {
            kernel().unlock();
        }
        routine.run(device, context);
        device.header().dereferenceNow("the end of a work item", DeviceObjectType.WORK_ITEM);
    }

    /**
     * IoFreeWorkItem, IoUninitializeWorkItem.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xE4 with 2 while it is queued
     */
    public void free() {
        kernel().step(IoStep.IO_FREE_WORK_ITEM, this, null, null);
        kernel().lock();
        try {
            if (queued || freed) {
                throw invalid(
                        2,
                        "IoFreeWorkItem on " + name + ", which is " + (freed ? "freed already" : "queued"),
                        "free a work item once, in its routine or after it has run");
            }
            freed = true;
        } finally {
            kernel().unlock();
        }
    }

    private Error invalid(int sub, String what, String todo) {
        return kernel().bugCheck(BugCheck.of(BugCheckCode.WORKER_INVALID, "a work item used wrongly")
                .parameters(sub, this)
                .what(what)
                .todo(todo)
                .about(this)
                .build());
    }

    /** True while it waits for a worker thread. */
    public boolean isQueued() {
        return queued;
    }

    private Kernel kernel() {
        return device.kernel();
    }

    @Override
    public String objectName() {
        return name;
    }
}
