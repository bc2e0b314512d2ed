package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulePolicy;

/** Runs a story again and again, each time in a machine of its own, in the schedules that a search asks for. */
public final class Explorer {
    private final Story story;
    private Search search = new RandomWalk(1);
    private long mostRuns = 10_000;
    private int mostFindings = 1;
    private Consumer<ExploredRun> onRun = run -> {};

    private Explorer(Story story) {
        this.story = story;
    }

    /** Explores this story; by a random walk of 10,000 runs, up to the first that fails, unless something else is said. */
    public static Explorer of(Story story) {
        return new Explorer(story);
    }

    /** Which schedules to try. A search is for one exploration. */
    public Explorer search(Search value) {
        search = value;
        return this;
    }

    /** After how many runs the search is given up. */
    public Explorer mostRuns(long value) {
        mostRuns = value;
        return this;
    }

    /** After how many failing runs the search has found enough. */
    public Explorer mostFindings(int value) {
        mostFindings = value;
        return this;
    }

    /** Who looks at each run, while its machine is there. */
    public Explorer onRun(Consumer<ExploredRun> value) {
        onRun = value;
        return this;
    }

    /** Explores. */
    public Exploration explore() {
        Tally tally = new Tally();
        try (StoryRuns runs = new StoryRuns(story)) {
            while (tally.findings.size() < mostFindings) {
                SchedulePolicy policy = search.next(); // asked even for a run too many: there may be no schedule left
                tally.isExhausted = policy == null;
                if (tally.isExhausted || tally.runs >= mostRuns) {
                    break;
                }
                ExploredRun ran = runs.run(search, policy);
                if (ran == null) {
                    continue; // broken off: other runs have shown the rest
                }
                ExploredRun run = judged(ran);
                onRun.accept(run);
                tally.add(run);
            }
        }
        return tally.result(search);
    }

    /** What the search has to say of a run counts as its end: that the story does not do the same each time. */
    private ExploredRun judged(ExploredRun run) {
        try {
            search.ended(run);
            return run;
        } catch (ScheduleDiverged diverged) {
            return new ExploredRun(run.number(), run.machine(), new Outcome.Diverged(diverged.getMessage()), "");
        }
    }

    /** Runs the story once more, with a trace and the places of calls: a schedule that was found gives all that is known. */
    public ExploredRun replay(Schedule schedule) {
        try (StoryRuns runs = new StoryRuns(story)) {
            return runs.traced(Policies.replay(schedule));
        }
    }

    private static final class Tally {
        final List<Exploration.Finding> findings = new ArrayList<>();
        long runs;
        long steps;
        long inconclusive;
        boolean isExhausted;

        void add(ExploredRun run) {
            runs++;
            steps += run.machine().kernel().steps();
            if (run.outcome().isInconclusive()) {
                inconclusive++;
            } else if (!run.isClean()) {
                findings.add(
                        new Exploration.Finding(run.number(), run.machine().schedule(), run.outcome(), run.headline()));
            }
        }

        Exploration result(Search search) {
            return new Exploration(search.name(), search.bound(), runs, steps, isExhausted, findings, inconclusive);
        }
    }
}
