package org.wdmsim.machine;

import java.util.List;
import org.wdmsim.base.BugCheck;

/** How a run ended. It always ends in one of these, never in a hang. */
public sealed interface Outcome {
    /** True when nothing went wrong. */
    default boolean isClean() {
        return this instanceof Completed;
    }

    /** True when the run says nothing about the drivers: a budget ran out. */
    default boolean isInconclusive() {
        return this instanceof OutOfSteps;
    }

    /** The outcome in one line. */
    String headline();

    /** Every thread has ended or rests. */
    record Completed(int steps) implements Outcome {
        @Override
        public String headline() {
            return "completed in " + steps + " steps";
        }
    }

    /**
     * A bug check stopped the machine.
     *
     * @param where the thread's place in words
     * @param step the step that the machine did not take
     */
    record BugChecked(BugCheck bugCheck, String where, int step) implements Outcome {
        @Override
        public String headline() {
            return bugCheck.headline();
        }
    }

    /** Threads wait for what cannot come any more. */
    record Deadlocked(List<StuckThread> threads, int steps) implements Outcome {
        @Override
        public String headline() {
            return "DEADLOCK: " + threads.size() + (threads.size() == 1 ? " thread waits" : " threads wait")
                    + " for what cannot come";
        }
    }

    /**
     * A thread of a deadlock.
     *
     * @param thread its name
     * @param where the driver's routine it is in
     * @param waitsFor the object it waits for
     * @param sinceTicks since when, in virtual time
     * @param heldBy who keeps the object, one to a line
     */
    record StuckThread(String thread, String where, String waitsFor, long sinceTicks, List<String> heldBy) {}

    /** The budget of steps ran out. */
    record OutOfSteps(int steps) implements Outcome {
        @Override
        public String headline() {
            return "OUT OF STEPS: not finished after " + steps + " steps";
        }
    }

    /** The schedule does not fit the run. */
    record Diverged(String message) implements Outcome {
        @Override
        public String headline() {
            return "DIVERGED: " + message;
        }
    }

    /**
     * A driver's routine threw.
     *
     * @param thrown what
     * @param where the thread's place in words
     * @param line the driver's line, or an empty text
     */
    record DriverThrew(Throwable thrown, String where, String line, int step) implements Outcome {
        @Override
        public String headline() {
            return "DRIVER THREW " + thrown.getClass().getName() + ": " + thrown.getMessage();
        }
    }

    /**
     * The watchdog gave up: a driver's routine runs on without a DDI call; or a live machine's time is over, and its threads
     * still run, or every thread waits, and the next deadline is further away than the run may last.
     *
     * @param running who runs, and where it was last seen
     * @param waiting who waits, when nobody runs
     * @param step the step since which there was no other; negative when there may have been: in a live machine that does
     *     not count them, or still took them
     */
    record Stuck(List<RunningThread> running, List<StuckThread> waiting, int step) implements Outcome {
        /** The drivers' lines where the threads were last seen; fewer than threads where a thread was in no driver. */
        public List<String> lines() {
            return running.stream()
                    .map(RunningThread::line)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }

        @Override
        public String headline() {
            if (!waiting.isEmpty()) {
                return "STUCK: " + waiting.size() + (waiting.size() == 1 ? " thread waits" : " threads wait")
                        + " for what has not come in time";
            }
            return "STUCK: " + (step < 0 ? "still running when its time was over" : "no DDI call since step " + step)
                    + (lines().isEmpty() ? "" : "; last seen at " + String.join(", ", lines()));
        }
    }

    /**
     * A thread that was running when the watchdog gave up.
     *
     * @param thread its name
     * @param line the driver's line where it was seen, or an empty text
     * @param frames what its host thread was doing, newest first
     */
    record RunningThread(String thread, String line, List<String> frames) {}
}
