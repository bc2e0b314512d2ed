package org.wdmsim.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something of each host thread's own, found without a search. When a thread has ended, the next new one inherits what it
 * had, so there are never more than there were threads at a time.
 */
public final class PerThread<T extends PerThread.Owned> {
    // Invariant: what is in the table belongs to its owner, and only a thread that has ended loses it. A table is never
    // changed after it was published, only replaced, under the monitor; who finds his own in an old table has found it
    // all the same.
    private static final int FIRST_SIZE = 16;

    /** What belongs to a thread. */
    public abstract static class Owned {
        private Thread owner;

        /** Nobody's yet. */
        protected Owned() {}

        /** True when it belongs to the running thread. */
        public final boolean isMine() {
            return owner == Thread.currentThread();
        }
    }

    private final Supplier<T> maker;
    private final List<T> all = new ArrayList<>();
    private volatile Owned[] table = new Owned[FIRST_SIZE];

    /** Nobody has anything yet. */
    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The running thread's own. */
    @SuppressWarnings("unchecked") // only what maker made is in the table
    public T mine() {
        // Most tables have the first size; then the place is known before the table's length is.
        Thread me = Thread.currentThread();
        Owned[] now = table;
        Owned found = now[(int) me.getId() & (FIRST_SIZE - 1)];
        return found != null && found.owner == me ? (T) found : inLargerTable(now, me);
    }

    @SuppressWarnings("unchecked")
    private T inLargerTable(Owned[] now, Thread me) {
        Owned found = now.length == FIRST_SIZE ? null : now[(int) me.getId() & (now.length - 1)];
        return found != null && found.owner == me ? (T) found : find(me);
    }

    private synchronized T find(Thread me) {
        T free = null;
        for (T one : all) {
            if (((Owned) one).owner == me) {
                return one;
            }
        }
        for (T one : all) {
            if (free == null && !((Owned) one).owner.isAlive()) {
                free = one;
            }
        }
        if (free == null) {
            free = maker.get();
            all.add(free);
        }
        ((Owned) free).owner = me;
        table = place();
        return free;
    }

    /** A table in which no two threads that run want the same place. */
    private Owned[] place() {
        for (int size = FIRST_SIZE; ; size *= 2) {
            Owned[] placed = new Owned[size];
            boolean fits = true;
            for (Owned one : all) {
                int index = (int) one.owner.getId() & (size - 1);
                fits &= placed[index] == null || !placed[index].owner.isAlive() || !one.owner.isAlive();
                if (placed[index] == null || one.owner.isAlive()) {
                    placed[index] = one;
                }
            }
            if (fits) {
                return placed;
            }
        }
    }

    /** What was ever made, in that order. */
    public synchronized List<T> all() {
        return List.copyOf(all);
    }
}
