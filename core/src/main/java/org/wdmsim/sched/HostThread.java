package org.wdmsim.sched;

import java.util.concurrent.ThreadFactory;

/** Runs a controller on a thread of its own, as if the caller had run it itself. */
final class HostThread implements Runnable {
    private final Runnable controller;

    // written by the host thread before it ends, read by the caller after the join
    private Throwable failure;
    private boolean interruptedAtEnd;

    private HostThread(Runnable controller) {
        this.controller = controller;
    }

    /**
     * Returns when the controller has; throws what it threw. An interrupt of the caller reaches the controller's thread and
     * is still pending for the caller afterwards.
     */
    static void run(ThreadFactory threads, Runnable controller) {
        HostThread host = new HostThread(controller);
        Thread thread = threads.newThread(host);
        thread.setName("wdmsim-host");
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted || host.interruptedAtEnd) {
            Thread.currentThread().interrupt();
        }
        if (host.failure != null) {
            throw Rethrow.asItIs(host.failure);
        }
    }

    @Override
    public void run() {
        try {
            controller.run();
        } catch (Throwable t) {
            failure = t;
        } finally {
            interruptedAtEnd = Thread.currentThread().isInterrupted();
        }
    }
}
