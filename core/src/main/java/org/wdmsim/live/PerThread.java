package org.wdmsim.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something of each host thread's own, found without a search. When a thread has ended, the next new one inherits what it
 * had, so there are never more than there were threads at a time.
 */
public final class PerThread<T> {
    // Invariant: an entry belongs to owner, and only a thread that has ended loses it. The table is never changed after
    // it was published, only replaced, under the monitor; who finds his own entry in an old table has found it all the
    // same.
    private static final int FIRST_SIZE = 16;

    private static final class Entry<T> {
        final Thread owner;
        final T value;

        Entry(Thread owner, T value) {
            this.owner = owner;
            this.value = value;
        }
    }

    private final Supplier<T> maker;
    private final List<T> all = new ArrayList<>();
    private volatile Entry<T>[] table = table(FIRST_SIZE);

    /** Nobody has anything yet. */
    public PerThread(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The running thread's own. */
    public T mine() {
        Thread me = Thread.currentThread();
        Entry<T>[] now = table;
        Entry<T> entry = now[(int) me.getId() & (now.length - 1)];
        return entry != null && entry.owner == me ? entry.value : find(me);
    }

    private synchronized T find(Thread me) {
        for (Entry<T> entry : table) {
            if (entry != null && entry.owner == me) {
                return entry.value;
            }
        }
        List<Entry<T>> entries = new ArrayList<>();
        T inherited = null;
        for (Entry<T> entry : table) {
            if (entry == null) {
                continue;
            }
            if (inherited == null && !entry.owner.isAlive()) {
                inherited = entry.value;
            } else {
                entries.add(entry);
            }
        }
        if (inherited == null) {
            inherited = maker.get();
            all.add(inherited);
        }
        entries.add(new Entry<>(me, inherited));
        table = place(entries);
        return inherited;
    }

    /** A table in which no two entries want the same place. */
    private static <T> Entry<T>[] place(List<Entry<T>> entries) {
        for (int size = FIRST_SIZE; ; size *= 2) {
            Entry<T>[] table = table(size);
            boolean fits = true;
            for (Entry<T> entry : entries) {
                int index = (int) entry.owner.getId() & (size - 1);
                fits &= table[index] == null;
                table[index] = entry;
            }
            if (fits) {
                return table;
            }
        }
    }

    @SuppressWarnings("unchecked") // an array of nothing but entries
    private static <T> Entry<T>[] table(int size) {
        return (Entry<T>[]) new Entry<?>[size];
    }

    /** What was ever made, in that order. */
    public synchronized List<T> all() {
        return List.copyOf(all);
    }
}
