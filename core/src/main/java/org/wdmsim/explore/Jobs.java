package org.wdmsim.explore;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The same work on several host threads; machines are made and run inside each, and none sees another. */
final class Jobs {
    private Jobs() {}

    /**
     * Returns when all have ended. What one throws is thrown again.
     *
     * @param stop asks the others to end soon, after one has thrown
     */
    static void run(int count, Runnable work, Runnable stop) {
        if (count == 1) {
            work.run();
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Thread thread = new Thread(() -> guarded(work, stop, failure), "wdmsim job " + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        threads.forEach(Uninterruptibles::joinUninterruptibly);
        if (failure.get() != null) {
            Throwables.throwIfUnchecked(failure.get());
            throw new AssertionError("simulator bug: a job threw what it cannot throw", failure.get());
        }
    }

    private static void guarded(Runnable work, Runnable stop, AtomicReference<Throwable> failure) {
        try {
            work.run();
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
            stop.run();
        }
    }
}
