package org.wdmsim.explore;

import java.util.List;
import org.wdmsim.ke.Answer;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/**
 * The smallest schedule that was found in which a story fails in a certain way.
 *
 * @param schedule its choices
 * @param outcome how the run ends
 * @param headline the same in one line, or what else is wrong
 * @param steps how many steps the run takes
 * @param choices how many of its choices between threads are not candidate 0
 * @param preemptions how many of them are against a thread that could go on
 * @param answers what went otherwise than in a machine that leaves nothing open
 * @param isFewest true when every schedule with fewer preemptions was tried, and none fails in this way
 * @param parting where it parts from the nearest schedule that passes; null when none was found with one choice less
 * @param runs how many runs it took to find it
 */
public record Smallest(
        Schedule schedule,
        Outcome outcome,
        String headline,
        int steps,
        int choices,
        int preemptions,
        List<Answer> answers,
        boolean isFewest,
        Parting parting,
        long runs) {
    public Smallest {
        answers = List.copyOf(answers);
    }

    /** How small it is, in one line that says no more than is true. */
    public String size() {
        String fewer = preemptions == 0
                ? ""
                : isFewest ? "; no schedule with fewer fails in this way" : "; fewer were not tried in full";
        return count(preemptions, "preemption") + fewer + "; " + count(choices, "choice")
                + " in all against the thread that is next; "
                + (answers.isEmpty() ? "" : count(answers.size(), "thing") + " that went otherwise; ")
                + count(steps, "step");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
