package org.wdmsim.sched;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/**
 * Runs simulated threads as coroutines of one host thread, in virtual time, in the order that a policy chooses.
 *
 * <p>Typical use: {@code spawn} the first threads, {@link #run}, look at {@link #threads()} and {@link #schedule()}.
 */
public final class SimulatedScheduler implements Scheduler {
    // Invariant: exactly one of the controller (run) and the threads' bodies executes at any moment, and the carrier's
    // hand-over orders them; so nothing here is locked, and nothing but stopping is volatile. The running thread
    // decides
    // itself who is next when it can go on, which costs no switch when it stays; the controller decides when it cannot.
    //
    // A processor at DISPATCH_LEVEL or above keeps its thread. Threads below that level share the processors that are
    // left; when none is left they wait for one, whatever the policy would like.
    private static final int MOST_STOPS = 1_000;

    private final CoroutineCarrier carrier;
    private final SchedulePolicy policy;
    private final int processors;
    private final List<SimThread> threads = new ArrayList<>();
    private final Schedule.Writer choices = new Schedule.Writer();
    private final ChoicePoint point = new ChoicePoint();
    private final MachineStopped stopped = new MachineStopped();

    private SimThread current;
    private SimThread next;
    private volatile boolean stopping; // the watchdog sets it too, from a host thread of its own
    private long now;
    private int lastNumber;
    private Throwable failure;

    /**
     * A scheduler at time 0 without threads.
     *
     * @param processors how many simulated processors there are, at least 1
     */
    public SimulatedScheduler(CoroutineCarrier carrier, SchedulePolicy policy, int processors) {
        this.carrier = carrier;
        this.policy = policy;
        this.processors = processors;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void lock() {
        // One thread runs at a time.
    }

    @Override
    public void unlock() {
        // One thread runs at a time.
    }

    @Override
    public SimThread spawn(String name, Runnable body) {
        String unique = name;
        for (int i = 2; isTaken(unique); i++) {
            unique = name + " " + i;
        }
        SimThread thread = new SimThread(threads.size(), unique, body);
        threads.add(thread);
        return thread;
    }

    private boolean isTaken(String name) {
        for (SimThread thread : threads) {
            if (thread.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public SimThread current() {
        return current;
    }

    @Override
    public List<SimThread> threads() {
        return Collections.unmodifiableList(threads);
    }

    /** The choices made so far. */
    public Schedule schedule() {
        return choices.toSchedule();
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void point(StepKind kind, KernelObject subject) {
        if (stopping) {
            throw stopped();
        }
        SimThread me = current;
        me.pendingKind = kind;
        me.pendingSubject = subject;
        SimThread chosen = choose();
        if (stopping) {
            throw stopped();
        }
        if (chosen != me) {
            next = chosen;
            suspend(me);
        }
    }

    @Override
    public boolean block(long deadline) {
        if (stopping) {
            throw stopped();
        }
        SimThread me = current;
        me.state = SimThread.State.WAITING;
        me.deadline = deadline;
        me.timedOut = false;
        suspend(me);
        return !me.timedOut;
    }

    @Override
    public void wake(SimThread thread) {
        if (thread.state == SimThread.State.WAITING) {
            thread.state = SimThread.State.READY;
            thread.deadline = SimThread.NEVER;
        }
    }

    @Override
    public MachineStopped stop() {
        stopping = true;
        return stopped();
    }

    /** Ends the machine from another host thread: for a watchdog. The running thread meets it at its next point. */
    public void giveUp() {
        stopping = true;
    }

    /** What unwinds the running thread; one that catches it again and again is left where it stands, for ever. */
    private MachineStopped stopped() {
        SimThread me = current;
        if (me != null && ++me.timesStopped > MOST_STOPS) {
            me.isLeftBehind = true;
            me.coroutine.suspend();
        }
        return stopped;
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    private void suspend(SimThread me) {
        me.coroutine.suspend();
        if (stopping) {
            throw stopped();
        }
    }

    /**
     * Runs all threads until none can go on, then unwinds those that are left when the machine was stopped. Threads that
     * still wait at a natural end stay as they are until {@link #unwind}.
     *
     * @throws ScheduleDiverged from the policy
     */
    public void run() {
        while (!stopping) {
            SimThread turn = next != null ? next : decide();
            next = null;
            if (turn == null) {
                break;
            }
            resume(turn);
        }
        rethrowFailure();
    }

    /** Ends every thread that has not ended, by throwing {@link MachineStopped} where it stands. */
    public void unwind() {
        stopping = true;
        for (int i = 0; i < threads.size(); i++) {
            SimThread thread = threads.get(i);
            if (thread.state != SimThread.State.ENDED && thread.coroutine == null) {
                thread.state = SimThread.State.ENDED;
            }
            while (thread.state != SimThread.State.ENDED && !thread.isLeftBehind) {
                resume(thread);
            }
        }
    }

    private void resume(SimThread thread) {
        current = thread;
        if (thread.coroutine == null) {
            thread.coroutine = carrier.create(thread.name(), () -> runBody(thread));
        }
        thread.coroutine.resume();
        current = null;
    }

    private void runBody(SimThread thread) {
        try {
            thread.body().run();
        } catch (MachineStopped unwound) {
            // The machine has ended; so does its thread.
        } catch (Throwable escaped) {
            failure = escaped;
            stopping = true;
        } finally {
            thread.state = SimThread.State.ENDED;
        }
    }

    private void rethrowFailure() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Where the running body is: for a watchdog on another host thread, and a guess. */
    public StackTraceElement[] stackTrace() {
        SimThread thread = current;
        Coroutine coroutine = thread == null ? null : thread.coroutine;
        return coroutine == null ? new StackTraceElement[0] : coroutine.stackTrace();
    }

    private SimThread decide() {
        SimThread chosen = choose();
        while (chosen == null && !stopping && advance()) {
            chosen = choose();
        }
        return chosen;
    }

    /** Moves the clock to the next deadline and wakes whoever waits for it; false when there is none. */
    private boolean advance() {
        long nearest = SimThread.NEVER;
        for (SimThread thread : threads) {
            if (thread.state == SimThread.State.WAITING) {
                nearest = Math.min(nearest, thread.deadline);
            }
        }
        if (nearest == SimThread.NEVER) {
            return false;
        }
        now = Math.max(now, nearest);
        for (SimThread thread : threads) {
            if (thread.state == SimThread.State.WAITING && thread.deadline <= now) {
                thread.timedOut = true;
                wake(thread);
            }
        }
        return true;
    }

    /** The next thread to run, or null when none can. */
    private SimThread choose() {
        int count = threads.size();
        int start = current != null ? current.number() : lastNumber;
        point.begin(choices.length());
        boolean free = pinnedCount() < processors;
        for (int i = 0; i < count && point.size() < ChoicePoint.MOST; i++) {
            int number = start + i;
            SimThread thread = threads.get(number < count ? number : number - count);
            if (thread.state == SimThread.State.READY && (thread.pinned || free)) {
                point.add(thread, thread == current);
            }
        }
        if (point.size() == 0) {
            return null;
        }
        int choice = 0;
        if (point.size() > 1) {
            choice = ask();
            if (choice < 0) {
                return null;
            }
            choices.add(choice);
        }
        SimThread chosen = point.candidate(choice);
        if (chosen != current) {
            place(chosen);
        }
        lastNumber = chosen.number();
        return chosen;
    }

    /** The policy's answer; -1 when it has none, which ends the run with what it threw. */
    private int ask() {
        try {
            int choice = policy.choose(point);
            if (choice < 0 || choice >= point.size()) {
                throw new IllegalStateException(
                        "the policy chose candidate " + choice + " of " + point.size() + "; they are counted from 0");
            }
            return choice;
        } catch (RuntimeException refused) {
            failure = refused;
            stopping = true;
            return -1;
        }
    }

    private int pinnedCount() {
        int pinned = 0;
        for (int i = 0; i < threads.size(); i++) {
            SimThread thread = threads.get(i);
            if (thread.pinned && thread.state != SimThread.State.ENDED) {
                pinned++;
            }
        }
        return pinned;
    }

    /** Gives a thread that does not hold its processor the lowest one that nobody holds. */
    private void place(SimThread thread) {
        if (thread.pinned) {
            return;
        }
        int processor = 0;
        while (isHeld(processor)) {
            processor++;
        }
        thread.processor = processor;
    }

    private boolean isHeld(int processor) {
        for (int i = 0; i < threads.size(); i++) {
            SimThread thread = threads.get(i);
            if (thread.pinned && thread.processor == processor && thread.state != SimThread.State.ENDED) {
                return true;
            }
        }
        return false;
    }
}
