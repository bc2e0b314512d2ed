package org.wdmsim.machine;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wdmsim.sched.Rethrow;

/**
 * The watchdog of machines that run one after the other. They share one host thread, so that a run does not pay for one;
 * a thread in which a driver hangs is left behind, and another goes on.
 *
 * <pre>{@code
 * GuardedRuns guard = new GuardedRuns(Duration.ofSeconds(10));
 * guard.run(() -> {            // once more, on another thread, after a machine has hung
 *     while (there is more) {  // what there is, and which machine was begun, is kept outside
 *         machine.run();       // built with guardedBy(guard); does not return if it hangs
 *     }
 * });
 * }</pre>
 */
public final class GuardedRuns {
    // Who says first how a machine has ended counts: the thread that runs it, or the one that watches. If the watcher
    // was first, the other does no more of the work, because another one is already at it in its place: when its
    // machine returns after all, it is unwound by LeftBehind. What it has done before its machine ran is visible to
    // the next one, through turn.

    /** How long a caller who was interrupted waits for the work to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Watchdog watchdog;
    private volatile Turn turn; // null between two machines
    private volatile boolean isGivenUp;

    private static final class Turn {
        private final Machine machine;
        private final AtomicBoolean isOver = new AtomicBoolean();

        private Turn(Machine machine) {
            this.machine = machine;
        }
    }

    /** What unwinds a thread that was left behind and has come back after all. */
    private static final class LeftBehind extends Error {
        private static final long serialVersionUID = 1;

        private LeftBehind() {
            super("another thread goes on in the place of this one", null, false, false);
        }
    }

    /** @param limit how long a driver may run without a DDI call, in real time */
    public GuardedRuns(Duration limit) {
        watchdog = new Watchdog(limit);
    }

    /**
     * Does the work on a host thread, and returns when it has returned; throws what it throws. If a machine hangs in it, the
     * work is begun again on another thread, and finds {@link Machine#outcome} of that machine set. Machines that are guarded
     * by this run inside the work, one at a time, and nowhere else.
     *
     * @throws IllegalStateException when the calling thread is interrupted, which gives up the machine that runs, and this
     *     object with it
     */
    public void run(Runnable work) {
        if (isGivenUp) {
            throw new IllegalStateException(
                    "these runs were given up when their caller was interrupted; make new ones");
        }
        boolean isDone;
        do {
            isDone = comesToItsEnd(work);
        } while (!isDone);
    }

    /** True once a caller was interrupted: no machine is run any more, but one may still be on its way out. */
    public boolean isGivenUp() {
        return isGivenUp;
    }

    private boolean comesToItsEnd(Runnable work) {
        Throwable[] failure = new Throwable[1];
        Thread host = new Thread(() -> run(work, failure), "wdmsim machines");
        host.setDaemon(true);
        host.start();
        Turn seen = null;
        int steps = -1;
        int quietLooks = 0;
        while (!joined(host)) {
            Turn now = turn;
            int taken = now == null ? -1 : now.machine.kernel().steps();
            quietLooks = now != null && now == seen && taken == steps ? quietLooks + 1 : 0;
            seen = now;
            steps = taken;
            if (Watchdog.isLong(quietLooks) && now.isOver.compareAndSet(false, true)) {
                turn = null;
                now.machine.endsWith(watchdog.stuck(now.machine, host, taken));
                return false;
            }
        }
        if (failure[0] != null) {
            throw Rethrow.asItIs(failure[0]);
        }
        return true;
    }

    private boolean joined(Thread host) {
        try {
            return watchdog.joined(host);
        } catch (InterruptedException interrupted) {
            isGivenUp = true;
            Turn now = turn;
            if (now != null && now.isOver.compareAndSet(false, true)) {
                Watchdog.giveUp(now.machine);
            }
            IllegalStateException thrown = Watchdog.interrupted(host, interrupted);
            Uninterruptibles.joinUninterruptibly(host, LAST_WORDS); // it may be in the middle of the work
            throw thrown;
        }
    }

    private static void run(Runnable work, Throwable[] failure) {
        try {
            work.run();
        } catch (LeftBehind late) {
            // Nobody waits for this thread.
        } catch (Throwable thrown) {
            failure[0] = thrown;
        }
    }

    /** Runs one of the machines, on the thread that does the work. */
    Machine.Ending guard(Machine machine) {
        Turn mine = new Turn(machine);
        turn = mine;
        if (isGivenUp) { // looked at after turn is written, while who gives up writes first and then looks at turn
            throw new LeftBehind();
        }
        try {
            return machine.runHere();
        } finally {
            if (!mine.isOver.compareAndSet(false, true)) {
                throw new LeftBehind(); // in the place of what it has come to
            }
            turn = null;
        }
    }
}
