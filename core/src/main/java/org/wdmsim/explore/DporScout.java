package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;

/** Notes where a search with partial-order reduction comes to at a certain depth, and which runs end before. */
final class DporScout {
    private final int depth;
    private final List<DporPart> parts = new ArrayList<>();
    private boolean isDeeper;

    DporScout(int depth) {
        this.depth = depth;
    }

    int depth() {
        return depth;
    }

    void comesTo(DporPart part) {
        isDeeper = true;
        parts.add(part);
    }

    void ended(DporPart run) {
        parts.add(run);
    }

    /** In the order in which the search has come to them. */
    List<DporPart> parts() {
        return parts;
    }

    /** True when some run goes on below. */
    boolean isDeeper() {
        return isDeeper;
    }
}
