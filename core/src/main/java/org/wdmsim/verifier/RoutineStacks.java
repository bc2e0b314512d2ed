package org.wdmsim.verifier;

import java.util.Arrays;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** The drivers' routines that each thread is in. */
final class RoutineStacks {
    private final Kernel kernel;

    // The innermost routine of each thread, in the order of the threads' numbers; the first place is for what runs
    // before there are threads.
    private RoutineEntry[] innermost = new RoutineEntry[8];

    RoutineStacks(Kernel kernel) {
        this.kernel = kernel;
    }

    private int place() {
        KThread thread = kernel.currentThread();
        int place = thread == null ? 0 : thread.number() + 1;
        if (place >= innermost.length) {
            innermost = Arrays.copyOf(innermost, place * 2);
        }
        return place;
    }

    /** The routine that the running thread is in; null for none. */
    RoutineEntry innermost() {
        int place = place(); // first: it may make the array longer
        return innermost[place];
    }

    /** The step opens a routine. */
    RoutineEntry enter(TraceEvent event) {
        int place = place();
        RoutineEntry entered = new RoutineEntry(event, innermost[place]);
        innermost[place] = entered;
        return entered;
    }

    /** A step closes the innermost routine. */
    RoutineEntry leave() {
        int place = place();
        RoutineEntry left = innermost[place];
        if (left != null) {
            innermost[place] = left.around;
        }
        return left;
    }
}
