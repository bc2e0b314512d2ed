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
 *
 * <p>In a live machine the limit is for the whole run: its steps are not counted when nobody listens.
 */
final class Watchdog {
    private static final int LOOKS = 10;

    private final Duration limit;

    Watchdog(Duration limit) {
        this.limit = limit;
    }

    Machine.Ending guard(Machine machine) {
        Machine.Ending[] ending = new Machine.Ending[1];
        Throwable[] failure = new Throwable[1];
        Thread host = new Thread(() -> run(machine, ending, failure), "wdmsim machine");
        host.setDaemon(true);
        host.start();
        int seen = -1;
        int quietLooks = 0;
        while (!joined(host)) {
            int steps = machine.kernel().steps();
            boolean counts = steps == seen || machine.options().live();
            quietLooks = counts ? quietLooks + 1 : 0;
            seen = steps;
            if (quietLooks > LOOKS) {
                return stuck(machine, host, steps);
            }
        }
        rethrow(failure[0]);
        return ending[0];
    }

    private static void run(Machine machine, Machine.Ending[] ending, Throwable[] failure) {
        try {
            ending[0] = machine.runHere();
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

    private Machine.Ending stuck(Machine machine, Thread host, int steps) {
        StackTraceElement[] frames = machine.scheduler().stackTrace();
        List<Outcome.StuckThread> waiting = frames.length == 0 ? waiting(machine) : List.of();
        machine.scheduler().giveUp();
        host.interrupt();
        if (!joined(host)) {
            // The driver is on a host thread of the carrier's: closing the carrier interrupts it there.
            machine.closeCarrier();
        }
        List<String> lines = new ArrayList<>();
        for (StackTraceElement frame : frames) {
            lines.add(frame.toString());
        }
        int lastStep = machine.kernel().isQuiet() ? -1 : steps;
        Outcome stuck = new Outcome.Stuck(DriverLine.of(frames), List.copyOf(lines), waiting, lastStep);
        return new Machine.Ending(stuck, List.of());
    }

    private static List<Outcome.StuckThread> waiting(Machine machine) {
        machine.kernel().lock();
        try {
            return machine.waitingThreads();
        } finally {
            machine.kernel().unlock();
        }
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
