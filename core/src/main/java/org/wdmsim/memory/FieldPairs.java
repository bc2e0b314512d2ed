package org.wdmsim.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;

/**
 * What one device extension's fields have to do with each other: two that were never changed but together, with nothing in
 * between by which another thread could come, belong together.
 */
final class FieldPairs {
    // A section is a stretch of one thread's doing into which no thread comes that keeps to the same locks: as long as
    // the thread holds a spin lock, or, if it holds none, up to its next step by which others could learn of it. What a
    // section has changed counts when it has ended. What the maker of the extension does before anybody else has seen
    // it does not count.
    private final List<Cell> cells = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>(); // of all that were changed together at least once
    private final List<Section> open = new ArrayList<>(); // by thread; null for none
    private int[][] writes = {}; // by cell, then by thread: when it wrote last
    private int[] changes = {}; // by cell: how many sections have changed it
    private final DeviceExtension extension;
    private KThread maker;
    private boolean isShared;

    /**
     * A look at a field, or a change of one.
     *
     * @param time in accesses of the whole machine
     * @param step the number of the machine's step
     */
    record Look(Cell cell, Site site, KThread thread, int time, int step) {
        String describe() {
            return "thread \"" + thread.objectName() + "\" " + site.verb() + " " + site.member() + " at " + site.line()
                    + ", step " + step;
        }
    }

    /** Two fields that were changed together, and the last time that they were. */
    static final class Pair {
        final int one;
        final int other;
        private int changes;
        private Look changedOne;
        private Look changedOther;

        private Pair(int one, int other) {
            this.one = one;
            this.other = other;
        }

        int changes() {
            return changes;
        }

        Look changed(int cell) {
            return cell == one ? changedOne : changedOther;
        }

        KThread changedBy() {
            return changedOne.thread();
        }

        /** When the last change of both began, in accesses. */
        int begins() {
            return Math.min(changedOne.time(), changedOther.time());
        }
    }

    private record Section(KThread thread, int number, List<KSpinLock> locks, List<Look> changes) {
        boolean lasts(int numberNow) {
            return number == numberNow
                    && (locks.isEmpty() || thread.heldSpinLocks().containsAll(locks));
        }
    }

    FieldPairs(DeviceExtension extension) {
        this.extension = extension;
    }

    DeviceExtension extension() {
        return extension;
    }

    /** The number of a field among those of the extension that were accessed. */
    int indexOf(Cell cell) {
        int index = cells.indexOf(cell);
        if (index < 0) {
            index = cells.size();
            cells.add(cell);
            writes = Arrays.copyOf(writes, index + 1);
            writes[index] = new int[4];
            changes = Arrays.copyOf(changes, index + 1);
        }
        return index;
    }

    /** Somebody is about to look or to change something. */
    void comes(KThread thread, int[] sections) {
        maker = maker == null ? thread : maker;
        isShared |= maker != thread;
        settle(sections);
    }

    /** Counts what was changed in sections that have ended. */
    void settle(int[] sections) {
        for (int i = 0; i < open.size(); i++) {
            Section section = open.get(i);
            if (section != null && !section.lasts(sections[i])) {
                open.set(i, null);
                count(section.changes());
            }
        }
    }

    /** A section of this thread changes a field. */
    void changes(int cell, Look change, int thread, int section) {
        if (thread >= writes[cell].length) {
            writes[cell] = Arrays.copyOf(writes[cell], thread + 4);
        }
        writes[cell][thread] = change.time();
        if (!isShared) {
            return;
        }
        while (open.size() <= thread) {
            open.add(null);
        }
        if (open.get(thread) == null) {
            open.set(
                    thread,
                    new Section(change.thread(), section, change.thread().heldSpinLocks(), new ArrayList<>()));
        }
        open.get(thread).changes().add(change);
    }

    private void count(List<Look> section) {
        Look[] last = new Look[cells.size()];
        for (Look change : section) {
            last[cells.indexOf(change.cell())] = change;
        }
        for (int one = 0; one < last.length; one++) {
            changes[one] += last[one] == null ? 0 : 1;
            for (int other = one + 1; other < last.length && last[one] != null; other++) {
                if (last[other] != null) {
                    Pair pair = pairOrNew(one, other);
                    pair.changes++;
                    pair.changedOne = last[one];
                    pair.changedOther = last[other];
                }
            }
        }
    }

    private Pair pairOrNew(int one, int other) {
        Pair pair = pair(one, other);
        if (pair == null) {
            pair = new Pair(one, other);
            pairs.add(pair);
        }
        return pair;
    }

    /** The two fields as a pair; null when they were never changed together. */
    Pair pair(int one, int other) {
        for (Pair pair : pairs) {
            if (pair.one == one && pair.other == other || pair.one == other && pair.other == one) {
                return pair;
            }
        }
        return null;
    }

    /** True when neither was ever changed without the other. */
    boolean belongTogether(Pair pair) {
        return changes[pair.one] == pair.changes && changes[pair.other] == pair.changes;
    }

    /** True when another thread than this one has changed the field since then. */
    boolean isChangedByOthers(int cell, int thread, int since) {
        for (int i = 0; i < writes[cell].length; i++) {
            if (i != thread && writes[cell][i] > since) {
                return true;
            }
        }
        return false;
    }
}
