package org.wdmsim.ke;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.sched.SimThread;

/**
 * The DPCs of one processor, and the thread that runs them there at DISPATCH_LEVEL. It gets the processor as soon as that is
 * below DISPATCH_LEVEL and the policy lets it; what ran there waits.
 */
final class DpcQueue {
    // Under the dispatcher lock: entries holds DPCs, and events of those who flush, which are signalled in their turn.
    private final Kernel kernel;
    private final Deque<Object> entries = new ArrayDeque<>();
    private final KThread server;
    private KDpc running;

    DpcQueue(Kernel kernel, int processor) {
        this.kernel = kernel;
        this.server =
                KThread.server(kernel, "DPCs of processor " + processor, processor, Irql.DISPATCH_LEVEL, this::serve);
    }

    void insert(KDpc dpc, boolean first) {
        if (first) {
            entries.addFirst(dpc);
        } else {
            entries.addLast(dpc);
        }
        server.wakeFromRest();
    }

    void remove(KDpc dpc) {
        entries.remove(dpc);
    }

    /** An event that is signalled when everything that is queued or running now has run. */
    void signalWhenPassed(KEvent event) {
        if (entries.isEmpty() && running == null) {
            event.setNow();
            return;
        }
        entries.addLast(event);
        server.wakeFromRest();
    }

    /** The DPCs that are queued or running, for reports. */
    List<KDpc> pending() {
        List<KDpc> pending = new ArrayList<>();
        if (running != null) {
            pending.add(running);
        }
        for (Object entry : entries) {
            if (entry instanceof KDpc dpc) {
                pending.add(dpc);
            }
        }
        return pending;
    }

    private void serve() {
        while (true) {
            takeNext().run();
        }
    }

    private KDpc.Taken takeNext() {
        kernel.lock();
        try {
            running = null;
            while (true) {
                Object entry = entries.pollFirst();
                if (entry instanceof KDpc dpc) {
                    running = dpc;
                    return dpc.taken();
                }
                if (entry instanceof KEvent passed) {
                    passed.setNow();
                } else {
                    server.restAsServer(SimThread.NEVER);
                }
            }
        } finally {
            kernel.unlock();
        }
    }
}
