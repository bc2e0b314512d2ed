package org.wdmsim.explore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.sched.Policies;

/**
 * An exploration while it goes on: what it has come to can be asked for at any time, by any thread, and gone on from in
 * another campaign.
 *
 * <pre>{@code
 * Campaign campaign = Explorer.of(story).search(search).jobs(2).campaign();
 * Exploration found = campaign.explore();     // meanwhile, elsewhere: Files.writeString(file, campaign.soFar().text())
 * }</pre>
 */
public final class Campaign {
    // A job takes the next part, searches it, and says what it has come to. A job never sees what another one has
    // found, except that nobody asks any longer for the parts behind a certain one. What counts in the end are the
    // parts in their order up to the one with which the limit of findings or of runs is reached; what was searched
    // beyond is dropped. So the result is the same for any number of jobs.
    private final Explorer settings;
    private final Division division;
    private final PartialExploration.Header header;
    private final long mostRuns; // of this shard

    // guarded by this
    private final Map<Integer, PartResult> ended = new TreeMap<>();
    private final Map<Integer, PartResult> open = new TreeMap<>(); // what is known of parts that have not ended
    private final Map<Integer, Long> limits = new HashMap<>(); // of runs, with which a part was searched
    private int next; // no job has taken this part, nor a later one

    private volatile int last = Integer.MAX_VALUE; // no later part is needed
    private volatile int asked; // how often it was asked what is known

    Campaign(Explorer settings) {
        this.settings = settings;
        String bound;
        try (StoryRuns runs = new StoryRuns(settings.stories.get())) {
            bound = runs.choices().in(settings.search.bound());
            division = settings.isDivided
                    ? Division.of(settings.search, runs, settings.mostRuns)
                    : Division.undivided(settings.search);
        }
        boolean areRunsDivided = division.size() > 0 && division.runsBefore(0) >= 0;
        int shards = settings.shard.count();
        mostRuns = areRunsDivided ? Long.MAX_VALUE : (settings.mostRuns - 1) / shards + 1;
        header = new PartialExploration.Header(
                settings.name,
                division.name(),
                settings.search.name(),
                bound,
                settings.mostRuns,
                settings.mostFindings,
                division.size(),
                areRunsDivided ? division.runs(0) : 0);
        if (settings.before != null) {
            goOn(settings.before);
        }
    }

    private void goOn(PartialExploration before) {
        before.mustBeLike(header);
        if (!shards().contains(before.shards())) {
            throw new IllegalArgumentException(
                    "it is of " + before.shards().described() + ", not of " + shards().described());
        }
        for (PartResult part : before.parts().values()) {
            if (part.isComplete() || part.hasEnough(settings.mostFindings)) {
                ended.put(part.part(), part);
            } else if (part.position() != null) {
                open.put(part.part(), part);
            }
        }
        findLast();
    }

    private ShardSet shards() {
        return ShardSet.of(settings.shard);
    }

    /** Explores to the end. */
    public Exploration explore() {
        Jobs.run(settings.jobs, this::work, this::stop);
        try (StoryRuns runs = new StoryRuns(settings.stories.get())) {
            trim(runs);
            return new Conclusion(soFar()).exploration(schedule -> runs.run(Policies.replay(schedule)));
        }
    }

    /** What is known now. Of a part that is being searched, that may be what was known when this was asked the last time. */
    public synchronized PartialExploration soFar() {
        asked++;
        Map<Integer, PartResult> parts = new TreeMap<>(open);
        parts.putAll(ended);
        return new PartialExploration(header, shards(), parts);
    }

    /** How far it has come. */
    public synchronized Progress progress() {
        asked++;
        return Progress.of(division, settings.shard, Math.min(mostRuns, settings.mostRuns), ended, open);
    }

    private void stop() {
        last = -1;
    }

    private void work() {
        try (StoryRuns runs = new StoryRuns(settings.stories.get())) {
            for (PartResult begun = take(); begun != null; begun = take()) {
                search(begun, limit(begun.part()), runs);
            }
        }
    }

    private synchronized PartResult take() {
        while (next < division.size() && (!settings.shard.has(next) || ended.containsKey(next))) {
            next++;
        }
        if (next >= division.size() || next > last) {
            return null;
        }
        int part = next++;
        return open.getOrDefault(part, new PartResult(part, false, Tally.NONE, List.of(), null));
    }

    /** A part needs no more runs than the parts before have left of the limit, as far as they are known. */
    private synchronized long limit(int part) {
        long limit = mostRuns;
        for (PartResult before : ended.values()) {
            limit -= before.part() < part ? before.tally().runs() : 0;
        }
        limits.put(part, limit);
        return limit;
    }

    private void search(PartResult begun, long limit, StoryRuns runs) {
        PartRun run = new PartRun(division, begun);
        try {
            runs.inARow(() -> goOn(run, limit, runs));
            if (!hasMore(run, limit)) {
                end(run.result());
            }
        } finally {
            if (!runs.areGivenUp()) { // or somebody may still be at work on it
                leave(run.result());
            }
        }
    }

    private void goOn(PartRun run, long limit, StoryRuns runs) {
        while (hasMore(run, limit) && run.number() <= last) {
            if (run.isAskedAnew(asked)) {
                leave(run.result());
            }
            run.step(runs, settings.onRun, settings.counts);
        }
    }

    private boolean hasMore(PartRun run, long limit) {
        return !run.isComplete()
                && !run.hasEnough(settings.mostFindings)
                && run.tally().runs() < limit;
    }

    private synchronized void leave(PartResult part) {
        if (!ended.containsKey(part.part()) && part.position() != null) {
            open.put(part.part(), part);
        }
    }

    private synchronized void end(PartResult part) {
        open.remove(part.part());
        ended.put(part.part(), part);
        findLast();
    }

    private void findLast() {
        long runs = 0;
        int findings = 0;
        int expected = settings.shard.index();
        boolean inOrder = true;
        for (PartResult part : ended.values()) {
            inOrder &= part.part() == expected;
            expected += settings.shard.count();
            runs += part.tally().runs();
            findings += part.findings().size();
            boolean isEnough = inOrder && (findings >= settings.mostFindings || runs >= mostRuns);
            if (isEnough || part.hasEnough(settings.mostFindings)) {
                last = Math.min(last, part.part());
                return;
            }
        }
    }

    /** Leaves of the parts what would have been searched one after the other. */
    private void trim(StoryRuns runs) {
        Map<Integer, PartResult> kept = trimmed(endedSoFar(), runs); // calls the user's code, so not under the lock
        synchronized (this) {
            ended.clear();
            ended.putAll(kept);
            open.clear();
        }
    }

    private synchronized List<PartResult> endedSoFar() {
        return List.copyOf(ended.values());
    }

    private synchronized boolean wasSearchedUpTo(long limit, int part) {
        return limits.getOrDefault(part, -1L) == limit;
    }

    private Map<Integer, PartResult> trimmed(List<PartResult> parts, StoryRuns runs) {
        Map<Integer, PartResult> kept = new TreeMap<>();
        long left = mostRuns;
        int wanted = settings.mostFindings;
        for (PartResult each : parts) {
            if (left <= 0 || wanted <= 0) {
                break;
            }
            PartResult part = each;
            if (part.tally().runs() >= left && !wasSearchedUpTo(left, part.part())) {
                part = searchAgain(part.part(), left, runs);
            }
            if (part.hasEnough(wanted)) {
                part = upTo(part, wanted);
            }
            kept.put(part.part(), part);
            left -= part.tally().runs();
            wanted -= part.findings().size();
        }
        return kept;
    }

    private PartResult searchAgain(int number, long limit, StoryRuns runs) {
        PartRun run = new PartRun(division, new PartResult(number, false, Tally.NONE, List.of(), null));
        runs.inARow(() -> {
            while (hasMore(run, limit)) {
                run.step(runs, again -> {}, settings.counts);
            }
        });
        return run.result();
    }

    private static PartResult upTo(PartResult part, int findings) {
        PartResult.Found found = part.findings().get(findings - 1);
        return new PartResult(part.part(), false, found.at(), part.findings().subList(0, findings), null);
    }
}
