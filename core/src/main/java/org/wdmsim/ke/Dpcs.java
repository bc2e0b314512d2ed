package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;

/** The DPC queues of a machine, one for each processor that has had a DPC. */
final class Dpcs {
    private final Kernel kernel;
    private final DpcQueue[] queues;

    Dpcs(Kernel kernel) {
        this.kernel = kernel;
        this.queues = new DpcQueue[kernel.scheduler().processors()];
    }

    /** Refuses a processor that the machine does not have. */
    void mustHave(int processor, String user) {
        if (processor < 0 || processor >= queues.length) {
            throw new IllegalArgumentException("processor " + processor + " for " + user + ", which this machine"
                    + " does not have; give one from 0 to " + (queues.length - 1));
        }
    }

    DpcQueue queue(int processor) {
        if (queues[processor] == null) {
            queues[processor] = new DpcQueue(kernel, processor);
        }
        return queues[processor];
    }

    void flush() {
        List<KEvent> passed = new ArrayList<>();
        kernel.lock();
        try {
            for (DpcQueue queue : queues) {
                if (queue != null) {
                    KEvent event = KEvent.notification(kernel, "queued DPCs have run");
                    queue.signalWhenPassed(event);
                    passed.add(event);
                }
            }
        } finally {
            kernel.unlock();
        }
        for (KEvent event : passed) {
            event.waitWithin();
        }
    }

    /** DPCs that are queued or running and that lie in this object's memory. */
    List<KDpc> pendingOf(KernelObject owner) {
        List<KDpc> found = new ArrayList<>();
        for (DpcQueue queue : queues) {
            if (queue != null) {
                for (KDpc dpc : queue.pending()) {
                    if (dpc.owner() == owner) {
                        found.add(dpc);
                    }
                }
            }
        }
        return found;
    }
}
