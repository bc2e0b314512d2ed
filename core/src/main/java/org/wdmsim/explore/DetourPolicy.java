package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;

/** Takes the given detours where they come, and candidate 0, or answer 0, everywhere else. */
final class DetourPolicy implements SchedulePolicy {
    private final List<Detour> wanted;
    private final QuestionCount questions = new QuestionCount();
    private int preemptions;

    DetourPolicy(List<Detour> wanted) {
        this.wanted = wanted;
    }

    /** How many of the choices were against a thread that could go on. */
    int preemptions() {
        return preemptions;
    }

    @Override
    public int choose(ChoicePoint point) {
        int choice = wantedHere(point);
        if (choice > 0 && point.currentCanGoOn()) {
            preemptions++;
        }
        return choice;
    }

    private int wantedHere(ChoicePoint point) {
        for (Detour detour : wanted) {
            if (isHere(detour, point)) {
                for (int i = 0; i < point.size(); i++) {
                    if (point.candidate(i).number() == detour.to()) {
                        return i;
                    }
                }
            }
        }
        return 0;
    }

    @Override
    public int answer(Question question) {
        int number = questions.next(question);
        for (Detour detour : wanted) {
            if (isHere(detour, question, number) && detour.to() < question.size()) {
                return detour.to();
            }
        }
        return 0;
    }

    /** True when the choice is the one that the detour is about. */
    static boolean isHere(Detour detour, ChoicePoint point) {
        SimThread ran = point.ran();
        if (detour.isAnswer()) {
            return false;
        }
        return ran == null ? detour.after() < 0 : ran.number() == detour.after() && ran.turns() == detour.turn();
    }

    /** True when the question, the one with this number in its turn, is the one that the detour answers. */
    static boolean isHere(Detour detour, Question question, int number) {
        SimThread asker = question.asker();
        return detour.question() == number && asker.number() == detour.after() && asker.turns() == detour.turn();
    }

    /** Notes the detours that another policy takes. */
    static final class Recorder implements SchedulePolicy {
        private final SchedulePolicy policy;
        private final QuestionCount questions = new QuestionCount();
        private final List<Detour> taken = new ArrayList<>();

        Recorder(SchedulePolicy policy) {
            this.policy = policy;
        }

        List<Detour> taken() {
            return taken;
        }

        @Override
        public int choose(ChoicePoint point) {
            int choice = policy.choose(point);
            if (choice > 0) {
                SimThread ran = point.ran();
                taken.add(new Detour(
                        ran == null ? -1 : ran.number(),
                        ran == null ? 0 : ran.turns(),
                        Detour.NONE,
                        point.candidate(choice).number()));
            }
            return choice;
        }

        @Override
        public int answer(Question question) {
            int number = questions.next(question);
            int answer = policy.answer(question);
            if (answer > 0) {
                taken.add(new Detour(question.asker().number(), question.asker().turns(), number, answer));
            }
            return answer;
        }
    }
}
