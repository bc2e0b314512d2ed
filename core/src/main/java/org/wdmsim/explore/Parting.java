package org.wdmsim.explore;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;

/**
 * Where a failing schedule and a passing one part: up to this choice they are the same.
 *
 * @param step the last step before it
 * @param preempts true when another thread goes on than the one that ran, which could have gone on
 * @param sentence why the run fails, in one sentence, as far as its schedule is the reason
 * @param passing the choices of the passing run
 */
public record Parting(int step, boolean preempts, String sentence, Schedule passing) {
    /** Follows a policy and notes what a choice that is not candidate 0 looked like when it came. */
    static final class Witness implements SchedulePolicy {
        private final SchedulePolicy policy;
        private final Detour detour;
        private final QuestionCount questions = new QuestionCount();
        private Machine machine;
        private int step;
        private boolean preempts;
        private String sentence;

        Witness(SchedulePolicy policy, Detour detour) {
            this.policy = policy;
            this.detour = detour;
        }

        void watch(Machine watched) {
            machine = watched;
        }

        @Override
        public int choose(ChoicePoint point) {
            int choice = policy.choose(point);
            if (sentence == null && choice > 0 && DetourPolicy.isHere(detour, point)) {
                preempts = point.currentCanGoOn();
                note(inWords(point.candidate(choice), point.candidate(0), preempts));
            }
            return choice;
        }

        @Override
        public int answer(Question question) {
            int number = questions.next(question);
            int answer = policy.answer(question);
            if (sentence == null && answer > 0 && DetourPolicy.isHere(detour, question, number)) {
                note(question.inWords(answer) + "; where " + question.inWords(0) + ", the story is clean");
            }
            return answer;
        }

        private void note(String what) {
            step = machine.kernel().steps();
            sentence = what;
        }

        private static String inWords(SimThread goes, SimThread instead, boolean preempts) {
            String there = preempts
                    ? "thread \"" + goes.name() + "\" comes, to " + next(goes) + ", when thread \"" + instead.name()
                            + "\" is about to " + next(instead)
                    : "thread \"" + goes.name() + "\" goes first, to " + next(goes) + ", and not thread \""
                            + instead.name() + "\", to " + next(instead);
            return there + "; the other way round, the story is clean";
        }

        private static String next(SimThread thread) {
            if (thread.pendingKind() == null) {
                return thread.turns() == 0 ? "begin" : "go on after its wait";
            }
            KernelObject subject = thread.pendingSubject();
            if (thread.pendingKind().family() == StepKind.Family.NOTE && subject != null) {
                return "make the " + thread.pendingKind().title() + " " + subject.objectName(); // an access to memory
            }
            return "take " + thread.pendingKind().title() + (subject == null ? "" : " on " + subject.objectName());
        }

        Parting parting(Schedule passing) {
            return new Parting(step, preempts, sentence, passing);
        }
    }
}
