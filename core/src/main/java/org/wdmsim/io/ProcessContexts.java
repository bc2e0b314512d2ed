package org.wdmsim.io;

import java.util.HashMap;
import java.util.Map;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** In which program's process a thread is: the one whose call it is making. */
final class ProcessContexts {
    // Touched under the dispatcher lock; looked up, never walked.
    private final Kernel kernel;
    private final Map<KThread, UserProcess> contexts = new HashMap<>();

    ProcessContexts(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The process the running thread is in; null in a thread of the system. */
    UserProcess current() {
        kernel.lockSaid(); // each thread has to do with its own only
        try {
            return contexts.get(kernel.currentThread());
        } finally {
            kernel.unlock();
        }
    }

    /** The running thread is in this process from now on; answers where it was. */
    UserProcess enter(UserProcess process) {
        kernel.lockSaid(); // each thread has to do with its own only
        try {
            return process == null
                    ? contexts.remove(kernel.currentThread())
                    : contexts.put(kernel.currentThread(), process);
        } finally {
            kernel.unlock();
        }
    }
}
