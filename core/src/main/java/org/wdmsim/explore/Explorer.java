package org.wdmsim.explore;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;

/** Runs a story again and again, each time in a machine of its own, in the schedules that a search asks for. */
public final class Explorer {
    private static final long RUNS_TO_EXPLAIN = 2_000;

    final Supplier<? extends Story> stories;
    Search search = new RandomWalk(1);
    String name = "";
    long mostRuns = 10_000;
    int mostFindings = 1;
    int jobs = 1;
    Shard shard = Shard.WHOLE;
    boolean isDivided;
    PartialExploration before;
    Consumer<ExploredRun> onRun = run -> {};
    Predicate<ExploredRun> counts = run -> false;

    private Explorer(Supplier<? extends Story> stories) {
        this.stories = stories;
    }

    /** Explores this story; by a random walk of 10,000 runs, up to the first that fails, unless something else is said. */
    public static Explorer of(Story story) {
        return new Explorer(() -> story);
    }

    /** Explores a story that keeps something, such as what its runs have seen: each job asks for a story of its own. */
    public static Explorer ofEach(Supplier<? extends Story> stories) {
        return new Explorer(stories);
    }

    /** Which schedules to try. A search is for one exploration. */
    public Explorer search(Search value) {
        search = value;
        return this;
    }

    /** What is explored, in one line: what was known before, or was found elsewhere, must be of the same. */
    public Explorer named(String value) {
        if (value.lines().count() > 1) {
            throw new IllegalArgumentException("what is explored is named in one line, not \"" + value + "\"");
        }
        name = value;
        return this;
    }

    /** After how many runs the search is given up; of all shards together. */
    public Explorer mostRuns(long value) {
        mostRuns = value;
        return this;
    }

    /** After how many failing runs the search has found enough. */
    public Explorer mostFindings(int value) {
        mostFindings = value;
        return this;
    }

    /**
     * Cuts the search into parts, and searches so many of them at a time, each on a host thread of its own. The result does
     * not depend on how many. With more than one, {@link #onRun} is called by several threads at once, and the story must
     * keep nothing; see {@link #ofEach}. A search of your own is one part.
     */
    public Explorer jobs(int value) {
        if (value < 1) {
            throw new IllegalArgumentException(value + " jobs do nothing; give 1 or more");
        }
        jobs = value;
        isDivided = true;
        return this;
    }

    /** Cuts the search into parts, and searches only those of this shard; see {@link PartialExploration#merge}. */
    public Explorer shard(Shard value) {
        shard = value;
        isDivided = true;
        return this;
    }

    /**
     * Goes on from where an exploration of the same story, search and limits has come to.
     *
     * @param value what {@link Campaign#soFar} said
     */
    public Explorer from(PartialExploration value) {
        before = value;
        isDivided = true;
        return this;
    }

    /**
     * Who looks at each run, while its machine is there; on the host thread that makes the runs, as all of a story is: with
     * a watchdog, or with several jobs, that is not the caller's.
     */
    public Explorer onRun(Consumer<ExploredRun> value) {
        onRun = value;
        return this;
    }

    /** Which runs to count: {@link PartialExploration#counted}. */
    public Explorer counting(Predicate<ExploredRun> value) {
        counts = value;
        return this;
    }

    /** Explores. */
    public Exploration explore() {
        return campaign().explore();
    }

    /**
     * Explores, and fails if any run does, or says nothing for want of steps: for tests.
     *
     * @return what it came to, if it is clean
     * @throws AssertionError with the smallest schedule that fails, why it does, how to see it again, and the steps that led
     *     to it, a column for each thread
     */
    public Exploration mustBeClean() {
        Exploration found = explore();
        if (!found.isClean()) {
            Exploration.Finding first = found.findings().get(0);
            throw new AssertionError(titled("run " + first.run() + " of " + found.search() + " fails: "
                    + explain(first).report()));
        }
        if (found.inconclusive() > 0) {
            throw new AssertionError(titled("not clean, ") + found.headline()
                    + "; give machines more with MachineBuilder.stepLimit, or find out which driver loops");
        }
        return found;
    }

    /**
     * The same, and fails also if a schedule within the bound was left out.
     *
     * @throws AssertionError as above, or saying why it is no proof
     */
    public Exploration mustBeProved() {
        Exploration found = mustBeClean();
        if (!found.isProof()) {
            throw new AssertionError(titled("no proof, ")
                    + found.headline()
                    + (found.bound() == null
                            ? "; give a search that comes to an end, such as BoundedSearch or DporSearch"
                            : "; give a larger limit with mostRuns, which was " + mostRuns));
        }
        return found;
    }

    private String titled(String text) {
        return name.isEmpty() ? text : name + ": " + text;
    }

    /** Makes a schedule that fails small, and looks for the nearest one that passes. */
    public Explanation explain(Exploration.Finding finding) {
        return explain(finding, RUNS_TO_EXPLAIN);
    }

    /** The same with at most so many runs; with 0 the schedule is left as it was found. */
    public Explanation explain(Exploration.Finding finding, long mostRunsForIt) {
        return Explanation.of(this, finding, mostRunsForIt);
    }

    /**
     * An exploration that can be looked at while it goes on, and left and taken up again.
     *
     * @throws IllegalArgumentException when what it is to go on from was of another story, search or limit
     */
    public Campaign campaign() {
        return new Campaign(this);
    }

    /** Runs the story once more, with a trace and the places of calls: a schedule that was found gives all that is known. */
    public ExploredRun replay(Schedule schedule) {
        try (StoryRuns runs = new StoryRuns(stories.get())) {
            return runs.traced(Policies.replay(schedule));
        }
    }

    /** What parts from files have come to, with the ends of runs that failed found again by running them. */
    public Exploration conclude(PartialExploration parts) {
        try (StoryRuns runs = new StoryRuns(stories.get())) {
            return new Conclusion(parts).exploration(schedule -> runs.run(Policies.replay(schedule)));
        }
    }
}
