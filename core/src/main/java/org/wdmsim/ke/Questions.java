package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.TransitionListener;

/** Asks the schedule what the machine leaves open, and remembers the answers that are not the usual ones. */
final class Questions {
    // Under the dispatcher lock, and in a simulated machine only.
    private final Kernel kernel;
    private final OpenChoices open;
    private final List<Answer> unusual = new ArrayList<>();
    private final Map<String, Boolean> outcomes = new TreeMap<>(); // as they were answered; each is asked once in a run

    Questions(Kernel kernel, OpenChoices open) {
        this.kernel = kernel;
        this.open = open;
    }

    List<Answer> unusual() {
        return List.copyOf(unusual);
    }

    /** True when it is open which of several waiters is set free. */
    boolean areWaitersOpen() {
        return open.anyWaiter();
    }

    /** Which of these waits is satisfied: its place. */
    int waiter(DispatcherObject object, List<Wait> waits) {
        return ask(
                Question.About.WAITER,
                waits.size(),
                answer -> object.objectName() + " sets thread \""
                        + waits.get(answer).thread().objectName() + "\" free");
    }

    /** True when a call is made to fail. */
    boolean fails(String call) {
        return ask(Question.About.FAULT, 2, answer -> call + (answer == 1 ? " fails" : " does not fail")) == 1;
    }

    /** What happens where Windows leaves it open: the same throughout a run. */
    boolean outcome(String option, boolean usual) {
        if (!open.openOutcomes() || kernel.scheduler().current() == null) {
            return usual;
        }
        kernel.lockSaid();
        try {
            Boolean known = outcomes.get(option);
            kernel.touchArea(TransitionListener.OUTCOMES, known == null ? Touch.WRITE : Touch.READ);
            if (known == null) {
                int answer = ask(Question.About.OUTCOME, 2, other -> option + " is " + (usual ^ other == 1));
                known = usual ^ answer == 1;
                outcomes.put(option, known);
            }
            return known;
        } finally {
            kernel.unlock();
        }
    }

    private int ask(Question.About about, int size, IntFunction<String> answers) {
        int answer = kernel.scheduler().ask(about, size, answers);
        if (answer > 0) {
            KThread thread = kernel.currentThread();
            unusual.add(new Answer(about, kernel.steps(), thread.objectName(), answers.apply(answer)));
        }
        return answer;
    }
}
