package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.ke.Answer;
import org.wdmsim.ke.InjectedFault;
import org.wdmsim.sched.Question;
import org.wdmsim.trace.TraceEntry;

/**
 * How a failure is told: what happened, to which object, what to do, how to see it again, and the steps that led to it, a
 * column for each thread.
 */
public final class FailureReport {
    private FailureReport() {}

    /**
     * The report as text.
     *
     * @param replay the command that shows the same run again
     */
    public static String of(Machine machine, String replay) {
        StringBuilder out = new StringBuilder(machine.outcome().headline()).append('\n');
        Map<String, List<String>> facts = facts(machine);
        facts.put("replay", List.of(replay));
        for (Map.Entry<String, List<String>> fact : facts.entrySet()) {
            String heading = fact.getKey();
            for (String line : fact.getValue()) {
                out.append("  ")
                        .append(heading)
                        .append(" ".repeat(Math.max(1, 9 - heading.length())))
                        .append(line)
                        .append('\n');
                heading = "";
            }
        }
        List<TraceEntry> steps = RelatedSteps.of(machine);
        if (!steps.isEmpty()) {
            out.append('\n').append(ThreadColumns.draw(steps, mark(machine.outcome())));
        }
        return out.toString();
    }

    /**
     * The steps about a certain one, a column for each thread, for a run that nothing stopped; empty when there are none.
     *
     * @param step the number of one of the machine's steps
     */
    public static String stepsAbout(Machine machine, int step) {
        List<TraceEntry> steps = RelatedSteps.about(machine.trace(), step);
        return steps.isEmpty() ? "" : ThreadColumns.draw(steps, "");
    }

    private static String mark(Outcome outcome) {
        return outcome instanceof Outcome.BugChecked stopped
                ? stopped.bugCheck().code().hex()
                : "";
    }

    /** The facts by heading, in the order in which they are read. */
    public static Map<String, List<String>> facts(Machine machine) {
        Map<String, List<String>> facts = new LinkedHashMap<>();
        Outcome outcome = machine.outcome();
        if (outcome instanceof Outcome.BugChecked stopped) {
            bugCheck(stopped, facts);
        } else if (outcome instanceof Outcome.Deadlocked deadlock) {
            deadlock(deadlock, facts);
        } else if (outcome instanceof Outcome.DriverThrew threw) {
            add(facts, "what", "a driver's routine threw " + threw.thrown());
            add(facts, "where", threw.where() + (threw.line().isEmpty() ? "" : ", " + threw.line()));
            add(
                    facts,
                    "do",
                    "catch the exception in the driver, or return a status; on Windows this is bug check 0x1E or 0x7E");
        } else if (outcome instanceof Outcome.Stuck stuck && !stuck.waiting().isEmpty()) {
            waits(stuck.waiting(), ", and time is real", facts);
            add(
                    facts,
                    "do",
                    "look who keeps what they wait for; without --live time passes at once, and the end comes");
        } else if (outcome instanceof Outcome.Stuck stuck) {
            add(
                    facts,
                    "what",
                    stuck.step() < 0
                            ? "the machine was still running when its time was over"
                            : "a driver's routine runs on without a DDI call, so the machine stands still");
            for (Outcome.RunningThread thread : stuck.running()) {
                String line = thread.line().isEmpty() ? "" : ", " + thread.line();
                add(facts, "where", "thread \"" + thread.thread() + "\"" + line);
            }
            add(facts, "do", "wait with KeWaitForSingleObject or KeDelayExecutionThread, never with Java's own means");
        } else if (outcome instanceof Outcome.OutOfSteps) {
            add(facts, "what", "the story was not finished within its budget of steps");
            add(facts, "do", "give it more with --max-steps; if it still does not end, a driver loops");
        } else if (outcome instanceof Outcome.Diverged) {
            add(facts, "what", "the schedule does not fit this run");
            add(facts, "do", "replay it with the story, drivers and version it was recorded with");
        }
        for (InjectedFault fault : machine.kernel().injectedFaults()) {
            add(facts, "injected", fault.describe());
        }
        for (String answer : chosen(machine)) {
            add(facts, "chosen", answer);
        }
        return facts;
    }

    /** What else went otherwise because the schedule said so, one to a line. */
    public static List<String> chosen(Machine machine) {
        return machine.kernel().answers().stream()
                .filter(answer -> answer.about() != Question.About.FAULT)
                .map(Answer::describe)
                .toList();
    }

    private static void bugCheck(Outcome.BugChecked stopped, Map<String, List<String>> facts) {
        BugCheck check = stopped.bugCheck();
        check.facts().forEach((heading, lines) -> {
            if (!heading.equals("do")) {
                facts.put(heading, lines);
            }
            if (heading.equals("what")) {
                add(facts, "where", stopped.where());
            }
        });
        add(
                facts,
                "codes",
                check.code().hex() + " (" + check.parameter(0) + ", " + check.parameter(1) + ", " + check.parameter(2)
                        + ", " + check.parameter(3) + "): " + check.code().meaning());
        facts.put("do", check.facts("do"));
    }

    private static void deadlock(Outcome.Deadlocked deadlock, Map<String, List<String>> facts) {
        waits(deadlock.threads(), " for ever", facts);
        add(
                facts,
                "do",
                "release every share on every way out of a routine, error paths included; a share that is kept keeps"
                        + " IoReleaseRemoveLockAndWait waiting, and with it all plug and play");
    }

    private static void waits(List<Outcome.StuckThread> threads, String howLong, Map<String, List<String>> facts) {
        for (Outcome.StuckThread thread : threads) {
            add(facts, "what", "thread \"" + thread.thread() + "\" waits for " + thread.waitsFor() + howLong);
            if (!thread.where().isEmpty()) {
                add(facts, "where", thread.where());
            }
            thread.heldBy().forEach(line -> add(facts, "holders", line));
        }
    }

    private static void add(Map<String, List<String>> facts, String heading, String line) {
        facts.computeIfAbsent(heading, key -> new ArrayList<>()).add(line);
    }
}
