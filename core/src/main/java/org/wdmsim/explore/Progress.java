package org.wdmsim.explore;

import java.util.List;
import java.util.Map;

/**
 * How far an exploration has come.
 *
 * @param runs how many schedules were tried
 * @param pruned how many runs were broken off because their rest was known
 * @param findings how many runs have failed
 * @param complete how many parts are done
 * @param parts how many parts there are, of this shard
 * @param share a guess how much is done, from 0 to 1; 0 when nothing can be said yet
 */
public record Progress(long runs, long pruned, long findings, int complete, int parts, double share) {
    static Progress of(
            Division division,
            Shard shard,
            long mostRuns,
            Map<Integer, PartResult> ended,
            Map<Integer, PartResult> open) {
        Tally tally = Tally.NONE;
        long findings = 0;
        for (Map<Integer, PartResult> some : List.of(ended, open)) {
            for (PartResult part : some.values()) {
                tally = tally.plus(part.tally());
                findings += part.findings().size();
            }
        }
        int parts = 0;
        int complete = 0;
        double all = 0;
        double done = 0;
        long runsOfDone = 0;
        for (int number = shard.index(); number < division.size(); number += shard.count()) {
            parts++;
            all += division.weight(number);
            PartResult part = ended.get(number);
            if (part != null && part.isComplete()) {
                complete++;
                done += division.weight(number);
                runsOfDone += part.tally().runs();
            }
        }
        // As many runs for the same weight in the parts that are not done; never beyond the limit of runs.
        boolean isKnown = division.runsBefore(0) >= 0;
        double runsOfAll = isKnown ? all : done > 0 ? runsOfDone * all / done : mostRuns;
        double share = tally.runs() / Math.max(1, Math.min(mostRuns, runsOfAll));
        return new Progress(tally.runs(), tally.pruned(), findings, complete, parts, Math.min(1, share));
    }
}
