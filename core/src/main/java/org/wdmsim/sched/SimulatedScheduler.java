package org.wdmsim.sched;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;

/**
 * Runs simulated threads as coroutines of one host thread, in virtual time, in the order that a policy chooses.
 *
 * <p>Typical use: {@code spawn} the first threads, {@link #run}, look at {@link #threads()} and {@link #schedule()}.
 */
public final class SimulatedScheduler implements SchedulerControl {
    // Invariant: exactly one of the controller (run) and the threads' bodies executes at any moment, and the
    // carrier's hand-over orders them; so nothing here is locked, and nothing but stopping is volatile. The
    // running thread decides itself who is next, which costs no switch when it stays; the controller decides when
    // a thread has ended.
    private static final int MOST_STOPS = 1_000;

    // So many times may only periodic timers have fired, and set nobody free, before a wait counts as one without end.
    private static final int MOST_BARREN_ADVANCES = 1_000;

    private final CoroutineCarrier carrier;
    private final SchedulePolicy policy;
    private final List<SimThread> threads = new ArrayList<>();
    private final Candidates candidates;
    private final ChoicePoint point; // who was found to be a candidate
    private final Schedule.Writer choices = new Schedule.Writer();

    private MachineStopped stopped; // made when the machine is
    private TransitionListener transitions; // null when nobody follows
    private SimThread current;
    private SimThread next;
    private boolean nobodyCanGoOn; // a thread has found so
    private volatile boolean stopping; // the watchdog sets it too, from a host thread of its own
    private volatile boolean givenUp;
    private long now;
    private int barrenAdvances;
    private SimThread ranLast;
    private Throwable failure;

    /**
     * A scheduler at time 0 without threads.
     *
     * @param processors how many simulated processors there are, at least 1
     */
    public SimulatedScheduler(CoroutineCarrier carrier, SchedulePolicy policy, int processors) {
        this.carrier = carrier;
        this.policy = policy;
        this.candidates = new Candidates(processors);
        this.point = candidates.point();
    }

    /**
     * Sets how far ahead a deadline may be that a policy lets come while threads could run: the time that may pass between
     * two steps of theirs.
     *
     * @param ticks 0 when time passes only while nobody can run
     */
    public void setMostTimeBetweenSteps(long ticks) {
        candidates.setMostTimeBetweenSteps(ticks);
    }

    /** Says who follows the run transition by transition. */
    public void follow(TransitionListener listener) {
        transitions = listener;
        candidates.follow(listener);
    }

    @Override
    public TransitionListener follower() {
        return transitions;
    }

    @Override
    public int processors() {
        return candidates.processors();
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void lock() {
        // One thread runs at a time; who watches memory asks whether it is in the middle of a step.
        SimThread me = current; // a watchdog asks, too, while others run
        if (me != null) {
            me.locks++;
        }
    }

    @Override
    public void unlock() {
        SimThread me = current;
        if (me != null) {
            me.locks--;
        }
    }

    @Override
    public SimThread spawn(String name, Runnable body) {
        String unique = name;
        for (int i = 2; isTaken(unique); i++) {
            unique = name + " " + i;
        }
        SimThread thread = new SimThread(threads.size(), unique, body);
        threads.add(thread);
        candidates.add(thread);
        if (transitions != null) {
            transitions.touches(TransitionListener.THREADS, Touch.WRITE);
            transitions.wakes(thread);
        }
        return thread;
    }

    @Override
    public void start(SimThread thread) {
        // It is a candidate from now on.
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

    @Override
    public Schedule schedule() {
        return choices.toSchedule();
    }

    @Override
    public long now() {
        if (transitions != null) {
            transitions.touches(TransitionListener.CLOCK, Touch.READ);
        }
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
        me.pendingKind = null;
        me.pendingSubject = null;
        me.deadline = deadline;
        me.timedOut = false;
        me.cameWithTime = false;
        SimThread chosen = decideInstead(me);
        if (chosen != me) {
            next = chosen;
            nobodyCanGoOn = chosen == null;
            suspend(me);
        } else if (stopping) {
            throw stopped();
        }
        return !me.timedOut;
    }

    /** The controller's decision, made by a thread that cannot go on now: often it is the next one all the same. */
    private SimThread decideInstead(SimThread me) {
        current = null;
        try {
            return decide();
        } catch (Throwable refused) {
            failure = refused;
            stopping = true;
            return null;
        } finally {
            current = me;
        }
    }

    @Override
    public void wake(SimThread thread) {
        if (thread.state == SimThread.State.WAITING) {
            thread.state = SimThread.State.READY;
            thread.deadline = SimThread.NEVER;
            if (transitions != null) {
                transitions.wakes(thread);
            }
            if (!thread.isIdle()) {
                barrenAdvances = 0;
            }
        }
    }

    @Override
    public void waitsOn(SimThread thread) {
        if (thread.state == SimThread.State.READY && thread != current) {
            thread.state = SimThread.State.WAITING;
        }
    }

    @Override
    public MachineStopped stop() {
        stopping = true;
        return stopped();
    }

    @Override
    public void giveUp() {
        givenUp = true;
        stopping = true;
    }

    /** What unwinds the running thread; one that catches it again and again is left where it stands, for ever. */
    private MachineStopped stopped() {
        SimThread me = current;
        if (me != null && ++me.timesStopped > MOST_STOPS) {
            me.isLeftBehind = true;
            me.coroutine.suspend();
        }
        if (stopped == null) {
            stopped = new MachineStopped();
        }
        return stopped;
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public int ask(Question.About about, int size, IntFunction<String> answers) {
        if (current == null || stopping || size < 2) {
            return 0;
        }
        int answer =
                answered(new Question(choices.length(), current, about, Math.min(size, ChoicePoint.MOST), answers));
        choices.add(answer);
        return answer;
    }

    private int answered(Question question) {
        try {
            int answer = policy.answer(question);
            if (answer < 0 || answer >= question.size()) {
                throw new IllegalStateException(
                        "the policy gave answer " + answer + " of " + question.size() + "; they are counted from 0");
            }
            return answer;
        } catch (RuntimeException refused) {
            failure = refused;
            stopping = true;
            throw stopped();
        }
    }

    /** Stops the running thread; {@link #next} goes on, without the controller if it has begun before. */
    private void suspend(SimThread me) {
        SimThread other = next;
        if (other != null && other.coroutine != null && me.coroutine.canPass()) {
            next = null;
            passTo(other, me);
        } else {
            me.coroutine.suspend();
        }
        if (stopping) {
            throw stopped();
        }
    }

    private void passTo(SimThread other, SimThread me) {
        current = other;
        try {
            me.coroutine.passTo(other.coroutine);
        } catch (IllegalStateException refused) { // before anything was done
            current = me;
            throw refused;
        }
    }

    /**
     * Runs all threads until none can go on, then unwinds those that are left when the machine was stopped. Threads that
     * still wait at a natural end stay as they are until {@link #unwind}.
     *
     * @throws ScheduleDiverged from the policy
     */
    @Override
    public void run() {
        while (!stopping) {
            SimThread turn = next != null || nobodyCanGoOn ? next : decide();
            next = null;
            if (turn == null) {
                break;
            }
            resume(turn);
        }
        if (transitions != null && !givenUp) { // or who follows may be with another machine by now
            transitions.rests();
        }
        rethrowFailure();
    }

    @Override
    public void unwind() {
        stopping = true;
        for (int i = 0; i < threads.size(); i++) {
            SimThread thread = threads.get(i);
            if (thread.state != SimThread.State.ENDED && thread.coroutine == null) {
                end(thread);
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
            end(thread);
        }
    }

    private void end(SimThread thread) {
        thread.state = SimThread.State.ENDED;
        candidates.remove(thread);
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
        SimThread thread = current;
        Coroutine coroutine = thread == null ? null : thread.coroutine;
        StackTraceElement[] frames = coroutine == null ? new StackTraceElement[0] : coroutine.stackTrace();
        return frames.length == 0 ? Map.of() : Map.of(thread, frames);
    }

    private SimThread decide() {
        SimThread chosen = choose();
        while (chosen == null && !stopping && advance()) {
            chosen = choose();
        }
        return chosen;
    }

    /** Moves the clock to the next deadline and wakes whoever waits for it; false when there is none worth waiting for. */
    private boolean advance() {
        long nearest = SimThread.NEVER;
        boolean somebodyWorks = false;
        boolean onlyWeak = true;
        for (int i = 0; i < candidates.living(); i++) {
            SimThread thread = candidates.living(i);
            if (thread.state == SimThread.State.WAITING) {
                somebodyWorks |= !thread.isIdle();
                if (thread.deadline != SimThread.NEVER) {
                    nearest = Math.min(nearest, thread.deadline);
                    onlyWeak &= thread.weakDeadline;
                }
            }
        }
        if (nearest == SimThread.NEVER || (onlyWeak && !somebodyWorks)) {
            return false;
        }
        barrenAdvances = onlyWeak ? barrenAdvances + 1 : 0;
        if (barrenAdvances > MOST_BARREN_ADVANCES) {
            return false;
        }
        if (transitions != null) {
            transitions.timePassed();
        }
        passTimeTo(nearest);
        return true;
    }

    private void passTimeTo(long deadline) {
        now = Math.max(now, deadline);
        for (int i = 0; i < candidates.living(); i++) {
            SimThread thread = candidates.living(i);
            if (thread.state == SimThread.State.WAITING && thread.deadline <= now) {
                thread.timedOut = true;
                thread.cameWithTime = thread.eager;
                wake(thread);
            }
        }
    }

    /** The next thread to run, or null when none can. */
    private SimThread choose() {
        if (!candidates.find(choices.length(), current, ranLast, now)) { // then advance() says whether time passes
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
        if (transitions != null && !tellGoes(choice)) {
            return null;
        }
        SimThread chosen = point.candidate(choice);
        if (chosen.state == SimThread.State.WAITING) {
            if (transitions != null) {
                transitions.touches(TransitionListener.CLOCK, Touch.WRITE);
            }
            passTimeTo(chosen.deadline);
        }
        if (chosen != current) {
            candidates.place(chosen);
        }
        ranLast = chosen;
        chosen.turns++;
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

    /** False when the follower wants no more, which ends the run with what it threw. */
    private boolean tellGoes(int choice) {
        try {
            transitions.goes(point, choice);
            return true;
        } catch (RuntimeException refused) {
            failure = refused;
            stopping = true;
            return false;
        }
    }
}
