package org.wdmsim.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.memory.FieldPairs.Look;
import org.wdmsim.memory.FieldPairs.Pair;

/** One call of a driver's routine, or the whole of a program's thread: what it has looked at, and what it has seen torn. */
final class Activity {
    private final DriverFrame frame; // null for a thread
    private final Map<FieldPairs, Looks> looks = new IdentityHashMap<>(); // looked up only
    private final List<Torn> torn = new ArrayList<>();

    /** The last look at each field, and which two fields were seen as they stood at one time. */
    private static final class Looks {
        private Look[] last = {};
        private final Set<List<Integer>> whole = new HashSet<>(); // asked only
    }

    /**
     * A pair that was seen torn.
     *
     * @param first one of the two, before the change
     * @param changedFirst the change of that one
     * @param changedThen the change of the other one
     * @param then the other one, after the change
     */
    record Torn(FieldPairs pairs, Pair pair, Look first, Look changedFirst, Look changedThen, Look then) {}

    Activity(DriverFrame frame) {
        this.frame = frame;
    }

    boolean isOf(DriverFrame other) {
        return frame == other;
    }

    /** Looks at a field. */
    void looks(FieldPairs pairs, int cell, Look look, int thread) {
        Looks mine = looks.computeIfAbsent(pairs, unseen -> new Looks());
        if (cell >= mine.last.length) {
            mine.last = Arrays.copyOf(mine.last, cell + 4);
        }
        for (int other = 0; other < mine.last.length; other++) {
            if (mine.last[other] != null && other != cell) {
                compare(pairs, mine, cell, other, look, thread);
            }
        }
        mine.last[cell] = look;
    }

    private void compare(FieldPairs pairs, Looks mine, int cell, int other, Look look, int thread) {
        Look before = mine.last[other];
        Pair pair = pairs.pair(cell, other);
        if (!pairs.isChangedByOthers(cell, thread, before.time())
                && !pairs.isChangedByOthers(other, thread, before.time())) {
            mine.whole.add(fields(cell, other));
        } else if (pair != null && pair.changedBy() != look.thread() && pair.begins() > before.time()) {
            torn.add(new Torn(pairs, pair, before, pair.changed(other), pair.changed(cell), look));
        }
    }

    /** The first pair of which nothing was seen but torn; null when there is none. */
    Torn torn(int[] sections) {
        for (Torn each : torn) {
            each.pairs().settle(sections);
            Pair pair = each.pair();
            if (!looks.get(each.pairs()).whole.contains(fields(pair.one, pair.other))
                    && each.pairs().belongTogether(pair)) {
                return each;
            }
        }
        return null;
    }

    private static List<Integer> fields(int one, int other) {
        return List.of(Math.min(one, other), Math.max(one, other));
    }
}
