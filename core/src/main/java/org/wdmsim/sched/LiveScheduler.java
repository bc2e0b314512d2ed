package org.wdmsim.sched;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/**
 * Runs each thread on a host thread of its own, on all processors of the host and in real time. The order of things is the
 * host's: there is no schedule to replay.
 */
public final class LiveScheduler implements SchedulerControl {
    // Invariant: the state of every thread, and of every kernel object that threads wait for, changes only under the
    // dispatcher lock; a thread that blocks gives the lock up in the same moment (Condition.await), so that no wake-up
    // can fall between its decision to wait and its waiting. READY means running or about to. The machine rests when no
    // thread is READY and no deadline is worth waiting for, which is told under the lock by whoever stops being READY.
    private static final long NANOS_PER_TICK = 100;
    private static final long SECONDS_TO_UNWIND = 5;

    // So many times may only periodic timers have fired, and set nobody free, before a wait counts as one without end.
    private static final int MOST_BARREN_EXPIRATIONS = 1_000;
    private static final long NANOS_PER_CLOCK_TICK = 15_625_000; // 64 in a second, as on a PC

    private final int processors;
    private final ReentrantLock dispatcherLock = new ReentrantLock();
    private final Condition somethingEnded = dispatcherLock.newCondition();
    private final long startNanos = System.nanoTime();
    private final MachineStopped stopped = new MachineStopped();

    // Under the lock.
    private final List<SimThread> threads = new ArrayList<>();
    private int ready;
    private boolean running;
    private int barrenExpirations;
    private Throwable failure;

    private volatile boolean stopping;

    // The clock of coarseNow, moved by the host thread that waits for the machine to rest.
    private volatile long clockTicks;

    /**
     * A scheduler without threads.
     *
     * @param processors how many processors the machine says it has; how many run at a time is the host's affair
     */
    public LiveScheduler(int processors) {
        this.processors = processors;
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public void lock() {
        dispatcherLock.lock();
    }

    @Override
    public void unlock() {
        dispatcherLock.unlock();
    }

    @Override
    public int processors() {
        return processors;
    }

    @Override
    public SimThread spawn(String name, Runnable body) {
        lock();
        try {
            String unique = name;
            for (int i = 2; isTaken(unique); i++) {
                unique = name + " " + i;
            }
            SimThread thread = new SimThread(threads.size(), unique, body);
            thread.processor = thread.number() % processors;
            thread.host = new LiveThread(this, thread, () -> runBody(thread));
            thread.wakeUp = dispatcherLock.newCondition();
            threads.add(thread);
            ready++;
            return thread;
        } finally {
            unlock();
        }
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
    public void start(SimThread thread) {
        lock();
        try {
            if (running) {
                thread.host.start();
            }
        } finally {
            unlock();
        }
    }

    @Override
    public SimThread current() {
        return Thread.currentThread() instanceof LiveThread live && live.scheduler() == this ? live.thread() : null;
    }

    @Override
    public List<SimThread> threads() {
        lock();
        try {
            return List.copyOf(threads);
        } finally {
            unlock();
        }
    }

    @Override
    public void point(StepKind kind, KernelObject subject) {
        if (stopping) {
            throw stopped;
        }
    }

    @Override
    public boolean block(long deadline) {
        SimThread me = current();
        lock();
        try {
            if (stopping) {
                throw stopped;
            }
            me.state = SimThread.State.WAITING;
            me.deadline = deadline;
            me.timedOut = false;
            noLongerReady();
            while (me.state == SimThread.State.WAITING && !stopping) {
                awaitWakeUp(me);
            }
            if (stopping) {
                wake(me);
                throw stopped;
            }
            return !me.timedOut;
        } finally {
            unlock();
        }
    }

    private void awaitWakeUp(SimThread me) {
        if (me.deadline == SimThread.NEVER) {
            me.wakeUp.awaitUninterruptibly();
            return;
        }
        long left = me.deadline - now();
        if (left <= 0) {
            me.timedOut = true;
            barrenExpirations = me.weakDeadline ? barrenExpirations + 1 : 0;
            wake(me);
            return;
        }
        try {
            me.wakeUp.awaitNanos(Math.min(left, Long.MAX_VALUE / NANOS_PER_TICK) * NANOS_PER_TICK);
        } catch (InterruptedException interrupted) {
            // Only unwind interrupts, and it has set stopping before.
        }
    }

    @Override
    public void wake(SimThread thread) {
        lock();
        try {
            if (thread.state == SimThread.State.WAITING) {
                thread.state = SimThread.State.READY;
                thread.deadline = SimThread.NEVER;
                ready++;
                if (!thread.isIdle()) {
                    barrenExpirations = 0;
                }
                thread.wakeUp.signal();
            }
        } finally {
            unlock();
        }
    }

    private void noLongerReady() {
        if (--ready == 0) {
            somethingEnded.signalAll();
        }
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public long now() {
        return (System.nanoTime() - startNanos) / NANOS_PER_TICK;
    }

    @Override
    public long coarseNow() {
        return clockTicks;
    }

    @Override
    public MachineStopped stop() {
        giveUp();
        return stopped;
    }

    @Override
    public void giveUp() {
        lock();
        try {
            stopping = true;
            for (SimThread thread : threads) {
                thread.wakeUp.signal();
            }
            somethingEnded.signalAll();
        } finally {
            unlock();
        }
    }

    private void runBody(SimThread thread) {
        Throwable escaped = null;
        try {
            if (!stopping) {
                thread.body().run();
            }
        } catch (MachineStopped unwound) {
            // The machine has ended; so does its thread.
        } catch (Throwable thrown) {
            escaped = thrown;
        }
        lock(); // a failure is there before the machine can be seen to rest without this thread
        try {
            if (escaped != null) {
                failure = failure != null ? failure : escaped;
                giveUp();
            }
            thread.state = SimThread.State.ENDED;
            noLongerReady();
            somethingEnded.signalAll();
        } finally {
            unlock();
        }
    }

    /**
     * Starts the threads and waits until the machine rests: every thread has ended or waits for what no thread and no
     * deadline can bring.
     */
    @Override
    public void run() {
        lock();
        try {
            running = true;
            for (SimThread thread : threads) {
                thread.host.start();
            }
            while (!stopping && !rests()) {
                awaitClockTick();
            }
            rethrowFailure();
        } finally {
            unlock();
        }
    }

    private void awaitClockTick() {
        boolean interrupted = Thread.interrupted(); // the machine ends when it rests, and not before
        try {
            somethingEnded.awaitNanos(NANOS_PER_CLOCK_TICK);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        clockTicks = now();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean rests() {
        if (ready > 0) {
            return false;
        }
        boolean somebodyWorks = false;
        boolean somethingIsDue = false;
        boolean onlyWeak = true;
        for (SimThread thread : threads) {
            if (thread.state == SimThread.State.WAITING) {
                somebodyWorks |= !thread.isIdle();
                somethingIsDue |= thread.deadline != SimThread.NEVER;
                onlyWeak &= thread.deadline == SimThread.NEVER || thread.weakDeadline;
            }
        }
        return !somethingIsDue || (onlyWeak && (!somebodyWorks || barrenExpirations > MOST_BARREN_EXPIRATIONS));
    }

    @Override
    public void unwind() {
        giveUp();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_UNWIND);
        for (SimThread thread : threads()) {
            if (!join(thread.host, deadline)) {
                thread.isLeftBehind = true; // a driver that does not come back; its host thread is a daemon
            }
        }
    }

    private static boolean join(LiveThread host, long deadline) {
        boolean interrupted = false;
        try {
            while (host.isAlive()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    host.interrupt();
                    return false;
                }
                try {
                    host.join(left);
                } catch (InterruptedException early) {
                    interrupted = true;
                    deadline = System.nanoTime();
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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

    @Override
    public Map<SimThread, StackTraceElement[]> stackTraces() {
        Map<SimThread, StackTraceElement[]> running = new LinkedHashMap<>();
        lock(); // nobody begins or ends a wait while this looks
        try {
            for (SimThread thread : threads) {
                if (thread.state == SimThread.State.READY && thread.host.isAlive()) {
                    running.put(thread, thread.host.getStackTrace());
                }
            }
        } finally {
            unlock();
        }
        return running;
    }

    /** Nobody chooses here. */
    @Override
    public Schedule schedule() {
        return Schedule.empty();
    }
}
