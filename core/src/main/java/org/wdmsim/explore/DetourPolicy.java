package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;

/** Takes the given detours where they come, and candidate 0 everywhere else. */
final class DetourPolicy implements SchedulePolicy {
    private final List<Detour> wanted;
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

    /** True when the choice is the one that the detour is about. */
    static boolean isHere(Detour detour, ChoicePoint point) {
        SimThread ran = point.ran();
        return ran == null ? detour.after() < 0 : ran.number() == detour.after() && ran.turns() == detour.turn();
    }

    /** Notes the detours that another policy takes. */
    static final class Recorder implements SchedulePolicy {
        private final SchedulePolicy policy;
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
                        point.candidate(choice).number()));
            }
            return choice;
        }
    }
}
