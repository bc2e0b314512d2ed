package org.wdmsim.explore;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.wdmsim.base.Touch;

/**
 * Which transitions of a run happen before which: those of one thread in their order, those that touch the same thing and do
 * not commute, and whoever wakes a thread before what it does next.
 */
final class Causality {
    private static final int NONE = -1;

    // The clock of a transition has for each thread how many of its transitions happen before this one, or are it.
    private int length;
    private int[] threads = new int[64];
    private int[] numbers = new int[64]; // the transition's number among those of its thread, from 1
    private int[][] clocks = new int[64][];
    private int threadCount;
    private int[] lastOf = new int[0]; // by thread: its last transition, or -1
    private int[][] wokenBy = new int[0][]; // by thread: clock of those who woke it since it ran
    private int[] floor = new int[0]; // clock that everything from now on comes after
    private final Map<Integer, Accesses> things = new HashMap<>();
    private int[] races = new int[8];
    private boolean[] areByLock = new boolean[8]; // because both take the same lock
    private int raceCount;
    private int[] wakeList = new int[8]; // whom the running transition has woken; its own clock is known when it ends
    private int wakeCount;
    private int running = -1;
    private int lock = NONE; // what acquisitions change of the lock that the running transition has asked for
    private int[] released; // clock of the releases before it has taken it; null when it has not
    private int[] taken = new int[64]; // by transition: the same of the lock that it has taken, or NONE
    private boolean hasSpun;
    private int[] clockToRace = new int[0]; // of the last transition, but for those releases
    private boolean comesAfterFloor = true;

    /** The last touches of one thing: by thread, for each way of touching. */
    private static final class Accesses {
        final int[][] last = new int[Touch.values().length][];

        int of(Touch how, int thread) {
            int[] byThread = last[how.ordinal()];
            return byThread == null || thread >= byThread.length ? -1 : byThread[thread] - 1;
        }

        void set(Touch how, int thread, int transition) {
            int[] byThread = last[how.ordinal()];
            if (byThread == null || thread >= byThread.length) {
                byThread = byThread == null ? new int[thread + 4] : Arrays.copyOf(byThread, thread + 4);
                last[how.ordinal()] = byThread;
            }
            byThread[thread] = transition + 1;
        }
    }

    void clear() {
        length = 0;
        threadCount = 0;
        Arrays.fill(lastOf, -1);
        Arrays.fill(wokenBy, null);
        floor = new int[0];
        things.clear();
        raceCount = 0;
        wakeCount = 0;
        running = -1;
        lock = NONE;
        released = null;
    }

    /** How many transitions have ended. */
    int length() {
        return length;
    }

    /** @param isTimely false when the thread's time could have come before others could run no more */
    void begins(int thread, boolean isTimely) {
        running = thread;
        hasSpun = false;
        comesAfterFloor = isTimely;
        makeRoom(thread);
    }

    private void makeRoom(int thread) {
        if (thread >= lastOf.length) {
            int before = lastOf.length;
            lastOf = Arrays.copyOf(lastOf, thread + 4);
            Arrays.fill(lastOf, before, lastOf.length, -1);
            wokenBy = Arrays.copyOf(wokenBy, thread + 4);
        }
        threadCount = Math.max(threadCount, thread + 1);
    }

    /** The running transition wakes a thread. */
    void wakes(int thread) {
        makeRoom(thread);
        wakeList = wakeCount == wakeList.length ? Arrays.copyOf(wakeList, wakeCount * 2) : wakeList;
        wakeList[wakeCount++] = thread;
    }

    /** The running transition comes after all that has touched this and not only looked, without a race. */
    void comesAfter(int what) {
        makeRoom(running);
        wokenBy[running] = withChangesOf(what, wokenBy[running]);
    }

    /**
     * The running transition has taken a lock. It comes after the release, which is no race, because it could not have come
     * before it; but it could have come before the acquisition that this was the release of. The same is true of one who
     * has spun for the lock: the releases that have let him go on are no more than that.
     */
    void acquires(int state, int release) {
        lock = state;
        wokenBy[running] = null;
        released = withChangesOf(release, new int[0]);
    }

    /** The running transition has asked for a lock that another holds. */
    void spins(int state) {
        lock = state;
        hasSpun = true;
    }

    /** True when the transition that ended last has asked in vain for a lock. */
    boolean hasSpun() {
        return hasSpun;
    }

    private int[] withChangesOf(int what, int[] clock) {
        Accesses accesses = things.get(what);
        int[] all = clock;
        for (int other = 0; other < threadCount && accesses != null; other++) {
            for (Touch how : Touch.values()) {
                int transition = how == Touch.READ || how == Touch.AWAIT ? -1 : accesses.of(how, other);
                if (transition >= 0 && other != running) {
                    all = all == null ? clocks[transition].clone() : joined(all, clocks[transition]);
                }
            }
        }
        return all;
    }

    /** The running transition has ended, and touched these. */
    void ends(Touches touched) {
        int me = length;
        enlarge();
        int thread = running;
        int[] clock = new int[threadCount];
        if (comesAfterFloor) {
            join(clock, floor);
        }
        if (lastOf[thread] >= 0) {
            join(clock, clocks[lastOf[thread]]);
        }
        if (wokenBy[thread] != null) {
            clock = joined(clock, wokenBy[thread]);
            wokenBy[thread] = null;
        }
        int[] before = clock.clone(); // what happens before by itself: no race with any of it
        int[] beforeOthers = released == null ? before : joined(before, released);
        raceCount = 0;
        for (int i = 0; i < touched.size(); i++) {
            Accesses accesses = things.computeIfAbsent(touched.what(i), unseen -> new Accesses());
            for (Touch how : Touch.values()) {
                if (!touched.how(i).needNotPrecede(how)) {
                    for (int other = 0; other < threadCount; other++) {
                        int transition = accesses.of(how, other);
                        if (other != thread && transition >= 0) {
                            addRace(transition, touched.what(i) == lock);
                            join(clock, clocks[transition]);
                        }
                    }
                }
            }
        }
        keepImmediate(before, beforeOthers);
        clockToRace = clock;
        taken[me] = released == null ? NONE : lock;
        if (released != null) {
            clock = joined(clock, released);
            released = null;
        }
        lock = NONE;
        threads[me] = thread;
        numbers[me] = lastOf[thread] < 0 ? 1 : numbers[lastOf[thread]] + 1;
        clock[thread] = numbers[me];
        clocks[me] = clock;
        lastOf[thread] = me;
        for (int i = 0; i < touched.size(); i++) {
            things.get(touched.what(i)).set(touched.how(i), thread, me);
        }
        for (int i = 0; i < wakeCount; i++) {
            int woken = wakeList[i];
            wokenBy[woken] = wokenBy[woken] == null ? clock.clone() : joined(wokenBy[woken], clock);
        }
        wakeCount = 0;
        length++;
    }

    private void addRace(int transition, boolean byLock) {
        int place = 0;
        while (place < raceCount && races[place] != transition) {
            place++;
        }
        if (place == raceCount) {
            if (raceCount == races.length) {
                races = Arrays.copyOf(races, raceCount * 2);
                areByLock = Arrays.copyOf(areByLock, raceCount * 2);
            }
            races[raceCount] = transition;
            areByLock[raceCount++] = false;
        }
        areByLock[place] |= byLock;
    }

    /**
     * Leaves out what happens before another of them, or before the transition in any case: to reverse that is no choice. What
     * the holder of a lock did before his release is no choice either, but that he took it first is one; and those who have
     * found it held do not hide that, because nobody could have taken it when they came.
     */
    private void keepImmediate(int[] before, int[] beforeOthers) {
        int kept = 0;
        for (int i = 0; i < raceCount; i++) {
            boolean byLock = areByLock[i];
            boolean immediate = !isIn(races[i], byLock ? before : beforeOthers);
            for (int j = 0; j < raceCount && immediate; j++) {
                immediate = j == i || (byLock && taken[races[j]] != lock) || !isIn(races[i], clocks[races[j]]);
            }
            if (immediate) {
                // Those that are left out still count for the others, so they change places with the kept ones.
                int swapped = races[kept];
                areByLock[i] = areByLock[kept];
                areByLock[kept] = byLock;
                races[kept++] = races[i];
                races[i] = swapped;
            }
        }
        raceCount = kept;
    }

    private boolean isIn(int transition, int[] clock) {
        int thread = threads[transition];
        return thread < clock.length && clock[thread] >= numbers[transition];
    }

    /** How many earlier transitions the one that ended last races with. */
    int races() {
        return raceCount;
    }

    int race(int number) {
        return races[number];
    }

    /**
     * Threads with whose next transition a run may begin that comes from before the earlier transition to the later one,
     * without the earlier one.
     */
    long initials(int earlier, int later) {
        long initials = 0;
        long seen = 0;
        for (int i = earlier + 1; i <= later; i++) {
            if (i < later && isIn(earlier, clocks[i])) {
                continue; // comes after the earlier one in any case
            }
            long bit = 1L << threads[i];
            if ((seen & bit) == 0) {
                seen |= bit;
                initials |= isFirst(earlier, i) ? bit : 0;
            }
        }
        return initials;
    }

    /** True when nothing between happens before the transition, except what comes after the earlier one in any case. */
    private boolean isFirst(int earlier, int transition) {
        int[] clock = transition == length - 1 ? clockToRace : clocks[transition];
        for (int i = earlier + 1; i < transition; i++) {
            if (!isIn(earlier, clocks[i]) && isIn(i, clock)) {
                return false;
            }
        }
        return true;
    }

    void timePassed() {
        for (int thread = 0; thread < threadCount; thread++) {
            if (lastOf[thread] >= 0) {
                floor = joined(floor, clocks[lastOf[thread]]);
            }
        }
    }

    private void enlarge() {
        if (length == threads.length) {
            threads = Arrays.copyOf(threads, length * 2);
            numbers = Arrays.copyOf(numbers, length * 2);
            clocks = Arrays.copyOf(clocks, length * 2);
            taken = Arrays.copyOf(taken, length * 2);
        }
    }

    private static void join(int[] into, int[] clock) {
        for (int i = 0; i < clock.length; i++) {
            into[i] = Math.max(into[i], clock[i]);
        }
    }

    private static int[] joined(int[] one, int[] other) {
        int[] longer = Arrays.copyOf(one, Math.max(one.length, other.length));
        join(longer, other);
        return longer;
    }
}
