package org.wdmsim.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
        int looks = 0;
        int quietLooks = 0;
        while (!joined(host, machine)) {
            int steps = machine.kernel().steps();
            looks++;
            quietLooks = steps == seen ? quietLooks + 1 : 0;
            seen = steps;
            if (isLong(machine.options().live() ? looks : quietLooks)) {
                return stuck(machine, host, quietLooks > 0 ? steps : -1);
            }
        }
        rethrow(failure[0]);
        return ending[0];
    }

    /** True after so many looks at which nothing was new. */
    static boolean isLong(int looks) {
        return looks > LOOKS;
    }

    private static void run(Machine machine, Machine.Ending[] ending, Throwable[] failure) {
        try {
            ending[0] = machine.runHere();
        } catch (Throwable thrown) {
            failure[0] = thrown;
        }
    }

    private boolean joined(Thread host, Machine machine) {
        try {
            return joined(host);
        } catch (InterruptedException interrupted) {
            giveUp(machine);
            throw interrupted(host, interrupted);
        }
    }

    /** Waits until the thread has ended or it is time to look; true when it has ended. */
    boolean joined(Thread host) throws InterruptedException {
        host.join(Math.max(1, limit.toMillis() / LOOKS));
        return !host.isAlive();
    }

    /** What to throw after the machine that ran has been given up. */
    static IllegalStateException interrupted(Thread host, InterruptedException interrupted) {
        host.interrupt();
        Thread.currentThread().interrupt();
        return new IllegalStateException(
                "the thread that runs the machine was interrupted, so the machine is given up; let it run to its end,"
                        + " or give it a shorter watchdog",
                interrupted);
    }

    /** Gives the machine up; {@code lastStep} is negative when it still takes steps. */
    Machine.Ending stuck(Machine machine, Thread host, int lastStep) {
        List<Outcome.RunningThread> running = running(machine);
        boolean rests = running.isEmpty() && lastStep >= 0;
        List<Outcome.StuckThread> waiting = rests ? waiting(machine) : List.of();
        giveUp(machine);
        host.interrupt();
        if (!joined(host, machine)) {
            // The driver is on a host thread of the carrier's: closing the carrier interrupts it there.
            machine.closeCarrier();
        }
        boolean counts = !machine.options().live() || machine.kernel().isWatched();
        int since = counts ? lastStep : -1;
        return new Machine.Ending(new Outcome.Stuck(running, waiting, since), List.of());
    }

    static void giveUp(Machine machine) {
        machine.scheduler().giveUp();
        machine.kernel().endQuiet();
    }

    private static List<Outcome.RunningThread> running(Machine machine) {
        List<Outcome.RunningThread> running = new ArrayList<>();
        machine.scheduler().stackTraces().forEach((thread, frames) -> {
            List<String> lines =
                    Stream.of(frames).map(StackTraceElement::toString).toList();
            running.add(new Outcome.RunningThread(thread.name(), DriverLine.of(frames), lines));
        });
        return List.copyOf(running);
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
