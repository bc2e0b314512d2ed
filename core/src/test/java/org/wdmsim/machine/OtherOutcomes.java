package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.SchedulePolicy;

/** Where Windows leaves open what happens, the other thing happens; threads go in their order. */
public final class OtherOutcomes implements SchedulePolicy {
    private final List<String> chosen = new ArrayList<>();

    /** A machine in which it happens. */
    public MachineBuilder machine() {
        return Machine.builder()
                .choices(OpenChoices.NONE.withOpenOutcomes(true))
                .policy(this);
    }

    /** What happened, in words, in the order in which it was asked. */
    public List<String> chosen() {
        return chosen;
    }

    @Override
    public int choose(ChoicePoint point) {
        return 0;
    }

    @Override
    public int answer(Question question) {
        chosen.add(question.inWords(1));
        return 1;
    }
}
