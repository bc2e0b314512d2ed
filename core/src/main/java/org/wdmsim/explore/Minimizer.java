package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulePolicy;

/**
 * Makes a failing schedule small: fewest preemptions, then fewest other choices and answers that are not the usual ones, then
 * fewest steps. What it gives fails in the same way, and none of its choices can be left out.
 */
public final class Minimizer {
    // First choices are left out as long as the run still fails in the same way; that ends with a schedule of which
    // nothing can be left out, but there may be another with fewer preemptions. So then the schedules with fewer are
    // tried, those with none first, as far as the budget goes, and what is found there is made smaller in turn.
    //
    // A run that hangs takes as long as the watchdog waits, and its host thread may go on for ever; so there are only
    // a few of them.
    private static final int MOST_STUCK = 8;

    private final Story story;
    private long mostRuns = 5_000;

    private Minimizer(Story story) {
        this.story = story;
    }

    /** Makes schedules of this story small. */
    public static Minimizer of(Story story) {
        return new Minimizer(story);
    }

    /** After how many runs the smallest so far is taken. */
    public Minimizer mostRuns(long value) {
        mostRuns = value;
        return this;
    }

    /**
     * Makes a schedule small.
     *
     * @throws IllegalArgumentException when the story does not fail in it
     * @throws ScheduleDiverged when it fails once and not again
     */
    public Smallest minimize(Schedule schedule) {
        try (StoryRuns runs = new StoryRuns(story)) {
            return new Hunt(runs).from(schedule);
        }
    }

    /** A run with these detours that failed in the way that is looked for. */
    private record Failing(List<Detour> detours, int preemptions, ExploredRun run) {
        int steps() {
            return run.machine().kernel().steps();
        }

        boolean isSmallerThan(Failing other) {
            if (preemptions != other.preemptions) {
                return preemptions < other.preemptions;
            }
            return detours.size() != other.detours.size()
                    ? detours.size() < other.detours.size()
                    : steps() < other.steps();
        }
    }

    private final class Hunt {
        private final StoryRuns runs;
        private String failure;
        private boolean isFewest;
        private int stuck;

        Hunt(StoryRuns runs) {
            this.runs = runs;
        }

        Smallest from(Schedule schedule) {
            Failing best = fewest(smaller(first(schedule)));
            Parting parting = parting(best);
            return new Smallest(
                    best.run.machine().schedule(),
                    best.run.outcome(),
                    best.run.headline(),
                    best.steps(),
                    (int) best.detours.stream()
                            .filter(detour -> !detour.isAnswer())
                            .count(),
                    best.preemptions,
                    best.run.machine().kernel().answers(),
                    isFewest || best.preemptions == 0,
                    parting,
                    runs.count());
        }

        private Failing smaller(Failing start) {
            return without(earlier(without(start)));
        }

        private boolean hasBudget() {
            return runs.count() < mostRuns && mayHang();
        }

        private boolean mayHang() {
            return stuck < MOST_STUCK;
        }

        private ExploredRun run(SchedulePolicy policy) {
            ExploredRun run = runs.run(policy);
            stuck += run.outcome() instanceof Outcome.Stuck ? 1 : 0;
            return run;
        }

        private Failing first(Schedule schedule) {
            DetourPolicy.Recorder recorder = new DetourPolicy.Recorder(Policies.replay(schedule));
            ExploredRun run = run(recorder);
            if (run.outcome() instanceof Outcome.Diverged) {
                throw new IllegalArgumentException("the story does not fit schedule " + schedule + ": " + run.headline()
                        + "; give the schedule of a run that failed, with the same story and drivers");
            }
            failure = run.failure();
            if (failure.isEmpty()) {
                throw new IllegalArgumentException("the story does not fail in schedule " + schedule + ": "
                        + run.headline() + "; give the schedule of a run that failed, with the same story and drivers");
            }
            return again(recorder, run);
        }

        /** The same run, told by its detours. */
        private Failing again(DetourPolicy.Recorder recorder, ExploredRun run) {
            Failing again = attempt(recorder.taken());
            if (again == null) {
                throw ScheduleDiverged.withoutFailure(run.headline());
            }
            return again;
        }

        /** The run with these detours, if it fails in the way that is looked for; null otherwise. */
        private Failing attempt(List<Detour> wanted) {
            DetourPolicy policy = new DetourPolicy(wanted);
            DetourPolicy.Recorder recorder = new DetourPolicy.Recorder(policy);
            ExploredRun run = run(recorder);
            return run.failure().equals(failure)
                    ? new Failing(List.copyOf(recorder.taken()), policy.preemptions(), run)
                    : null;
        }

        /** Leaves out as many detours as can be, large pieces first. */
        private Failing without(Failing start) {
            Failing best = start;
            int pieces = 2;
            while (!best.detours.isEmpty() && hasBudget()) {
                int length = (best.detours.size() + pieces - 1) / pieces;
                Failing smaller = withoutOnePiece(best, length);
                if (smaller != null) {
                    best = smaller;
                    pieces = Math.max(2, pieces - 1);
                } else if (length == 1) {
                    break;
                } else {
                    pieces = Math.min(best.detours.size(), pieces * 2);
                }
            }
            return best;
        }

        private Failing withoutOnePiece(Failing best, int length) {
            for (int from = 0; from < best.detours.size() && hasBudget(); from += length) {
                List<Detour> rest = new ArrayList<>(best.detours);
                rest.subList(from, Math.min(from + length, rest.size())).clear();
                Failing smaller = attempt(rest);
                if (smaller != null && smaller.isSmallerThan(best)) {
                    return smaller;
                }
            }
            return null;
        }

        /** Tries each detour at an earlier turn of its thread, where the run may end sooner. */
        private Failing earlier(Failing start) {
            Failing best = start;
            for (int i = 0; i < best.detours.size(); i++) {
                Detour detour = best.detours.get(i);
                for (int turn = 1; turn < detour.turn() && i < best.detours.size() && hasBudget(); turn++) {
                    List<Detour> moved = new ArrayList<>(best.detours);
                    moved.set(i, detour.at(turn));
                    Failing shorter = attempt(moved);
                    if (shorter != null && shorter.isSmallerThan(best)) {
                        best = shorter;
                        break;
                    }
                }
            }
            return best;
        }

        /** Tries all schedules without a preemption, then with one, and so on: each number gets a share of the budget. */
        private Failing fewest(Failing best) {
            isFewest = true;
            for (int bound = 0; bound < best.preemptions; bound++) {
                long share = (mostRuns - runs.count()) / (best.preemptions - bound);
                Failing fewer = find(new BoundedSearch(bound), runs.count() + share);
                if (fewer != null) {
                    return smaller(fewer);
                }
            }
            return best;
        }

        /** The first schedule that fails in the way that is looked for; null when there is none, or not before so many runs. */
        private Failing find(BoundedSearch search, long lastRun) {
            SchedulePolicy policy = search.next();
            while (policy != null && runs.count() < lastRun && mayHang()) {
                DetourPolicy.Recorder recorder = new DetourPolicy.Recorder(policy);
                ExploredRun run = run(recorder);
                if (run.failure().equals(failure)) {
                    return again(recorder, run);
                }
                isFewest &= isFollowed(search, run);
                policy = search.next();
            }
            isFewest &= policy == null;
            return null;
        }

        /** True when the run was the one that was asked for, up to its end. */
        private static boolean isFollowed(BoundedSearch search, ExploredRun run) {
            try {
                search.ended(run);
            } catch (ScheduleDiverged diverged) {
                return false;
            }
            return !run.outcome().isInconclusive()
                    && !(run.outcome() instanceof Outcome.Stuck)
                    && !(run.outcome() instanceof Outcome.Diverged);
        }

        /** Looks for a detour without which the story is clean, the last one first. */
        private Parting parting(Failing best) {
            for (int i = best.detours.size() - 1; i >= 0 && mayHang(); i--) {
                List<Detour> rest = new ArrayList<>(best.detours);
                Detour left = rest.remove(i);
                ExploredRun run = run(new DetourPolicy(rest));
                if (run.isClean()) {
                    Parting.Witness witness = new Parting.Witness(new DetourPolicy(best.detours), left);
                    runs.witnessed(witness);
                    return witness.parting(run.machine().schedule());
                }
            }
            return null;
        }
    }
}
