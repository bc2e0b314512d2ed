package org.wdmsim.live;

import java.util.ArrayList;
import java.util.List;

/** Threads for a model-checked test. */
public final class Together {
    private Together() {}

    /** The number chooses the cell, so it must be the same when an order is tried again. */
    private static final class NumberedThread extends Thread {
        private final int number;

        NumberedThread(int number, Runnable body) {
            super(body);
            this.number = number;
        }

        @Override
        public long getId() {
            return number;
        }
    }

    /** Runs the bodies on threads of their own and throws what one of them threw. */
    public static void run(Runnable... bodies) {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Runnable body : bodies) {
            threads.add(new NumberedThread(threads.size(), () -> {
                try {
                    body.run();
                } catch (AssertionError e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.get(0).getMessage());
        }
    }
}
