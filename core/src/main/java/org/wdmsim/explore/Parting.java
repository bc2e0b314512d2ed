package org.wdmsim.explore;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;

/**
 * Where a failing schedule and a passing one part: up to this choice they are the same.
 *
 * @param step the last step before it
 * @param preempts true when the thread that ran could have gone on
 * @param goes who goes on in the failing run
 * @param goesTo what it is about to do
 * @param instead who would go on in the passing run
 * @param insteadTo what that one is about to do
 * @param passing the choices of the passing run
 */
public record Parting(
        int step, boolean preempts, String goes, String goesTo, String instead, String insteadTo, Schedule passing) {
    /** Why the run fails, in one sentence, as far as its schedule is the reason. */
    public String sentence() {
        String there = preempts
                ? "thread \"" + goes + "\" comes, to " + goesTo + ", when thread \"" + instead + "\" is about to "
                        + insteadTo
                : "thread \"" + goes + "\" goes first, to " + goesTo + ", and not thread \"" + instead + "\", to "
                        + insteadTo;
        return there + "; the other way round, the story is clean";
    }

    /** Follows a policy and notes what a choice that is not candidate 0 looked like when it came. */
    static final class Witness implements SchedulePolicy {
        private final SchedulePolicy policy;
        private final Detour detour;
        private Machine machine;
        private int step;
        private boolean preempts;
        private String goes;
        private String goesTo;
        private String instead;
        private String insteadTo;

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
            if (goes == null && choice > 0 && DetourPolicy.isHere(detour, point)) {
                step = machine.kernel().steps();
                preempts = point.currentCanGoOn();
                goes = point.candidate(choice).name();
                goesTo = next(point.candidate(choice));
                instead = point.candidate(0).name();
                insteadTo = next(point.candidate(0));
            }
            return choice;
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
            return new Parting(step, preempts, goes, goesTo, instead, insteadTo, passing);
        }
    }
}
