package org.wdmsim.explore;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A search cut into numbered parts that know nothing of each other. Which parts there are depends on the story and the search
 * alone, not on who searches them: their runs, taken in the order of the parts, are those of the whole search.
 */
interface Division {
    /** So many parts are enough to keep many machines busy, and few enough for a file that is written again and again. */
    int USUAL_PARTS = 128;

    /** Cuts a search that has not begun; one that cannot be cut is one part. */
    static Division of(Search search, StoryRuns runs, long mostRuns) {
        if (search instanceof RandomWalk walk) {
            return new BlocksOfRuns(search.name(), walk.firstSeed(), mostRuns, RandomWalk::new);
        }
        if (search instanceof PosSearch pos) {
            return new BlocksOfRuns(search.name(), pos.firstSeed(), mostRuns, PosSearch::new);
        }
        if (search instanceof PctSearch pct) {
            return BlocksOfRuns.ofPct(pct, runs, mostRuns);
        }
        if (search instanceof BoundedSearch bounded) {
            return new BoundedDivision(bounded, runs);
        }
        if (search instanceof DporSearch) {
            return new DporDivision(runs);
        }
        return undivided(search);
    }

    /** The whole search as one part. */
    static Division undivided(Search search) {
        return new Division() {
            @Override
            public String name() {
                return search.name();
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public Search part(int number, PartResult soFar) {
                return search;
            }
        };
    }

    /** What tells this search from another one, and from one that was cut otherwise. */
    String name();

    /** A name with a sum over the parts, which are other ones when the story does not do the same on another machine. */
    static String named(String search, List<String> parts) {
        CRC32 sum = new CRC32();
        sum.update(String.join(" ", parts).getBytes(StandardCharsets.UTF_8));
        return search + String.format(" cut as %08x", sum.getValue());
    }

    /** How many parts there are. */
    int size();

    /**
     * A search of one part.
     *
     * @param soFar where it is to go on; with nothing counted it begins
     */
    Search part(int number, PartResult soFar);

    /** How many runs a part has, if that is known; otherwise more than there can be. */
    default long runs(int number) {
        return Long.MAX_VALUE;
    }

    /** How many runs come in the parts before, if that is known without making them; otherwise -1. */
    default long runsBefore(int number) {
        return -1;
    }

    /** How much there is to do in a part, compared with the others, as far as one can guess. */
    default double weight(int number) {
        return 1;
    }

    /** Where a search of a part goes on with the run that it has been asked for last; null when it can only begin again. */
    default String position(Search part) {
        return null;
    }
}
