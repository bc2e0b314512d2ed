package org.wdmsim.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Catches a driver that loops without a DDI call, waits on a Java monitor or sleeps on the wall clock: nothing inside the
 * machine can, because the machine stands still.
 *
 * <p>The machine runs on a host thread of its own, and this looks now and then whether its step counter moves. A host thread
 * that does not come back when interrupted is left behind as a daemon: Java has no way to end it. The next machine is not
 * affected, except that a spinning driver goes on using a host processor.
 */
final class Watchdog {
    private static final int LOOKS = 10;

    private final Duration limit;

    Watchdog(Duration limit) {
        this.limit = limit;
    }

    Outcome guard(Machine machine) {
        Throwable[] failure = new Throwable[1];
        Thread host = new Thread(() -> run(machine, failure), "wdmsim machine");
        host.setDaemon(true);
        host.start();
        int seen = -1;
        int quietLooks = 0;
        while (!joined(host)) {
            int steps = machine.kernel().steps();
            quietLooks = steps == seen ? quietLooks + 1 : 0;
            seen = steps;
            if (quietLooks > LOOKS) {
                return stuck(machine, host, steps);
            }
        }
        rethrow(failure[0]);
        return machine.outcome();
    }

    private static void run(Machine machine, Throwable[] failure) {
        try {
            machine.runHere();
        } catch (Throwable thrown) {
            failure[0] = thrown;
        }
    }

    private boolean joined(Thread host) {
        try {
            host.join(Math.max(1, limit.toMillis() / LOOKS));
        } catch (InterruptedException interrupted) {
            host.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a simulated machine was running", interrupted);
        }
        return !host.isAlive();
    }

    private static Outcome stuck(Machine machine, Thread host, int steps) {
        StackTraceElement[] frames = machine.scheduler().stackTrace();
        host.interrupt();
        List<String> lines = new ArrayList<>();
        for (StackTraceElement frame : frames) {
            lines.add(frame.toString());
        }
        return new Outcome.Stuck(DriverLine.of(frames), List.copyOf(lines), steps);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
