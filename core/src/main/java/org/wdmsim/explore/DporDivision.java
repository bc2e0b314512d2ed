package org.wdmsim.explore;

import java.util.Arrays;
import java.util.List;
import org.wdmsim.sched.SchedulePolicy;

/**
 * A search with partial-order reduction cut at a certain depth. Above it every thread that may go is tried, unless it
 * sleeps; that is more than the reduction would try there, and the sleep sets keep the runs below from being more.
 */
final class DporDivision implements Division {
    private static final int ENOUGH = USUAL_PARTS / 2; // one level more makes several times as many

    private final List<DporPart> parts;

    DporDivision(StoryRuns runs) {
        DporScout scout = new DporScout(1);
        look(scout, runs);
        while (scout.isDeeper() && scout.parts().size() < ENOUGH) {
            scout = new DporScout(scout.depth() + 1);
            look(scout, runs);
        }
        parts = List.copyOf(scout.parts());
    }

    private static void look(DporScout scout, StoryRuns runs) {
        DporSearch search = new DporSearch(DporPart.WHOLE, scout);
        SchedulePolicy policy = search.next();
        while (policy != null) {
            ExploredRun run = runs.run(search, policy);
            if (run != null) {
                search.ended(run);
            }
            policy = search.next();
        }
    }

    @Override
    public String name() {
        return Division.named(
                "dpor",
                parts.stream()
                        .map(part -> Arrays.toString(part.threads()) + answers(part) + part.asleep())
                        .toList());
    }

    private static String answers(DporPart part) {
        boolean isAsked = Arrays.stream(part.answers()).anyMatch(answers -> answers.length > 0);
        return isAsked ? Arrays.deepToString(part.answers()) : "";
    }

    @Override
    public int size() {
        return parts.size();
    }

    @Override
    public Search part(int number, PartResult soFar) {
        return new DporSearch(parts.get(number), null);
    }
}
