package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ex.EResource;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.ex.RundownProtection;
import org.wdmsim.ex.SList;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.Waits;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.SplitMix64;

/** Stories made by chance: a search with reduction comes to the same outcomes as a search of every schedule. */
class ReductionTest {
    private static final int STORIES = Integer.getInteger("wdmsim.stories", 30);
    /** What kernel objects do that say what they touch. */
    private static final int[] KNOWN = {
        0, 0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 7, 8, 9, 9, 9, 10, 12, 13, 15, 16, 17, 17, 18, 19, 20, 31, 32, 33, 34, 35, 36,
        37, 38
    };

    /** What else there is, of which some say nothing, so that it may be anything. */
    private static final int[] ANY = {0, 3, 3, 4, 7, 9, 16, 17, 18, 18, 19, 20, 21, 22, 23, 24, 26, 26, 27, 28, 29, 30};

    private static final int THINGS = 47;
    private static final int MOST_RUNS = 6_000;

    /** Two or three threads that do two to four things each, taken by chance from those that kernel objects offer. */
    private static final class MadeUp implements Story {
        private final int[][] programs;
        final Set<String> outcomes = new TreeSet<>();
        private List<String> notes;

        MadeUp(int[]... programs) {
            this.programs = programs;
        }

        static MadeUp byChance(long seed, int[] often) {
            SplitMix64 chance = new SplitMix64(seed);
            int[][] programs = new int[2 + chance.below(2)][];
            for (int i = 0; i < programs.length; i++) {
                programs[i] = new int[programs.length == 2 ? 2 + chance.below(3) : 1 + chance.below(3)];
                for (int j = 0; j < programs[i].length; j++) {
                    programs[i][j] = often[chance.below(often.length)];
                }
            }
            return new MadeUp(programs);
        }

        @Override
        public void build(MachineBuilder machine) {
            machine.processors(4); // one for each thread
        }

        @Override
        public Judge tell(Machine machine) {
            List<String> fresh = new ArrayList<>();
            notes = fresh;
            machine.thread("begin", () -> {
                RemoveLock lock = LockedDevice.make(machine);
                KEvent notification = KEvent.notification(machine.kernel(), "notification");
                KEvent synchronization = KEvent.synchronization(machine.kernel(), "synchronization");
                KSemaphore semaphore = new KSemaphore(machine.kernel(), "semaphore", 1, 20);
                KMutex mutex = new KMutex(machine.kernel(), "mutex");
                KSpinLock spinLock = new KSpinLock(machine.kernel(), "spin lock");
                InterlockedValue value = new InterlockedValue(machine.kernel(), "value", 0);
                FastMutex fastMutex = new FastMutex(machine.kernel(), "fast mutex");
                EResource resource = new EResource(machine.kernel(), "resource");
                RundownProtection rundown = new RundownProtection(machine.kernel(), "rundown");
                SList<Integer> list = new SList<>(machine.kernel(), "list");
                KTimer timer = new KTimer(machine.kernel(), "timer", lock.device(), KTimer.Type.NOTIFICATION);
                for (int i = 0; i < programs.length; i++) {
                    int me = i;
                    machine.thread("thread " + i, () -> {
                        for (int step = 0; step < programs[me].length; step++) {
                            Object saw = switch (programs[me][step]) {
                                case 0 -> notification.set();
                                case 1 -> notification.reset();
                                case 2 -> notification.waitFor(KEvent.FOREVER);
                                case 3 -> notification.waitFor(0);
                                case 4 -> synchronization.set();
                                case 5, 6 -> synchronization.waitFor(KEvent.FOREVER);
                                case 7 -> synchronization.waitFor(1_000);
                                case 8 -> semaphore.waitFor(KEvent.FOREVER);
                                case 9 -> semaphore.waitFor(0);
                                case 10, 11 -> mutex.waitFor(KEvent.FOREVER) + " " + mutex.release();
                                case 12, 13, 14 -> {
                                    NtStatus status = lock.acquire("tag " + me);
                                    if (status == NtStatus.STATUS_SUCCESS) {
                                        lock.release("tag " + me);
                                    }
                                    yield status;
                                }
                                case 15 -> {
                                    NtStatus status = lock.acquire("tag " + me);
                                    if (status == NtStatus.STATUS_SUCCESS) {
                                        lock.releaseAndWait("tag " + me);
                                    }
                                    yield status;
                                }
                                case 16 -> {
                                    Irql old = spinLock.acquire();
                                    spinLock.release(old);
                                    yield old;
                                }
                                case 18 -> value.increment();
                                case 19 -> value.compareExchange(5, 0);
                                case 20 -> value.read();
                                case 21 -> {
                                    fastMutex.acquire();
                                    int seen = value.read();
                                    fastMutex.release();
                                    yield seen;
                                }
                                case 22 -> {
                                    boolean got = resource.acquireShared(false);
                                    if (got) {
                                        resource.release();
                                    }
                                    yield got;
                                }
                                case 23 -> {
                                    boolean got = resource.acquireExclusive(false);
                                    if (got) {
                                        resource.release();
                                    }
                                    yield got;
                                }
                                case 24 -> {
                                    boolean got = rundown.acquire();
                                    if (got) {
                                        rundown.release();
                                    }
                                    yield got;
                                }
                                case 25 -> semaphore.release(2);
                                case 26 -> timer.set(100, 0, null);
                                case 27 -> timer.cancel();
                                case 28 -> list.push(me);
                                case 29 -> list.pop();
                                case 30 -> {
                                    KThread current = machine.kernel().currentThread();
                                    Irql old = current.raiseIrql(Irql.DISPATCH_LEVEL);
                                    int seen = value.read();
                                    current.lowerIrql(old);
                                    yield seen;
                                }
                                case 31 -> notification.pulse();
                                case 32 -> {
                                    KThread current = machine.kernel().currentThread();
                                    Irql old = current.raiseIrql(Irql.DISPATCH_LEVEL);
                                    boolean got = spinLock.tryToAcquireAtDpcLevel();
                                    if (got) {
                                        spinLock.releaseFromDpcLevel();
                                    }
                                    current.lowerIrql(old);
                                    yield got;
                                }
                                case 33 -> lock.acquire("everybody's");
                                case 34 -> {
                                    lock.release("everybody's"); // perhaps nobody's
                                    yield lock.ioCount();
                                }
                                case 35 -> Waits.any(machine.kernel(), KEvent.FOREVER, notification, synchronization);
                                case 36 -> lock.device().header().reference();
                                case 37 -> lock.device().pointerCount();
                                case 38 -> {
                                    lock.device().setFlags(1);
                                    yield lock.device().flags();
                                }
                                case 39 -> lock.device().isFreed();
                                case 40 -> notification.waitFor(KEvent.FOREVER) + " " + notification.isSignalled();
                                case 41 -> {
                                    Irql old = spinLock.acquire();
                                    int seen = lock.device().flags();
                                    spinLock.release(old);
                                    yield seen;
                                }
                                case 42 -> {
                                    KThread current = machine.kernel().currentThread();
                                    Irql old = current.raiseIrql(Irql.DISPATCH_LEVEL);
                                    boolean free = spinLock.test();
                                    lock.device().setFlags(1);
                                    current.lowerIrql(old);
                                    yield free;
                                }
                                case 43 -> {
                                    NtStatus status = lock.acquire("tag " + me);
                                    if (status == NtStatus.STATUS_SUCCESS) {
                                        lock.releaseAndWait("tag " + me);
                                    }
                                    yield status + " " + lock.device().flags();
                                }
                                case 44 -> {
                                    NtStatus status = lock.acquire("tag " + me);
                                    if (status == NtStatus.STATUS_SUCCESS) {
                                        lock.releaseAndWait("tag " + me);
                                        lock.device().delete();
                                    }
                                    yield status;
                                }
                                case 45 -> {
                                    NtStatus status = lock.acquire("tag " + me);
                                    lock.device().setFlags(1);
                                    yield status;
                                }
                                case 46 -> spinLock.owner() != null;
                                default -> semaphore.release(1);
                            };
                            fresh.add(me + "." + step + " " + saw);
                        }
                    });
                }
            });
            return Judge.OF_NOTHING;
        }

        @Override
        public String toString() {
            return Arrays.deepToString(programs);
        }

        /** A machine that is stopped cuts its other threads off somewhere, so what they have seen says nothing. */
        void ended(Outcome outcome) {
            if (!outcome.isClean() && !(outcome instanceof Outcome.Deadlocked)) {
                outcomes.add(outcome.headline());
                return;
            }
            List<String> sorted = new ArrayList<>(notes);
            sorted.sort(null);
            outcomes.add((outcome.isClean() ? "" : outcome.headline()) + sorted);
        }
    }

    private static Exploration explore(MadeUp story, Search search) {
        return explorer(story, search).explore();
    }

    private static Explorer explorer(MadeUp story, Search search) {
        return Explorer.of(story)
                .search(search)
                .mostRuns(MOST_RUNS)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> story.ended(run.outcome()));
    }

    private static void compare(int[] often, int stories, int atLeast) {
        int compared = 0;
        long full = 0;
        long reduced = 0;
        for (int seed = 0; seed < stories; seed++) {
            MadeUp all = MadeUp.byChance(seed, often);
            Exploration every = explore(all, BoundedSearch.unbounded());
            if (!every.isExhausted()) {
                continue;
            }
            reduced += reduced(MadeUp.byChance(seed, often), all).runs();
            full += every.runs();
            compared++;
        }
        assertThat(compared).isGreaterThan(atLeast);
        assertThat(reduced).isLessThan(full / 2);
    }

    private static Exploration reduced(MadeUp few, MadeUp all) {
        Exploration some = explore(few, new DporSearch());
        assertThat(some.isExhausted()).as("%s", few).isTrue();
        assertThat(few.outcomes).as("%s", few).isEqualTo(all.outcomes);
        inParts(few, some);
        return some;
    }

    /** Cut into parts, the reduction loses nothing either; above the cut it tries more. */
    private static void inParts(MadeUp few, Exploration some) {
        MadeUp parts = new MadeUp(few.programs);
        Exploration sum = explorer(parts, new DporSearch()).jobs(1).explore();
        assertThat(parts.outcomes).as("%s", few).isEqualTo(few.outcomes);
        assertThat(sum.isExhausted()).as("%s", few).isTrue();
        assertThat(sum.runs()).as("%s", few).isGreaterThanOrEqualTo(some.runs());
    }

    /** What a helper of a remover does: stories with a share that is given up while others come and go. */
    @Test
    void no_outcome_is_lost_of_a_remover_that_waits() {
        for (int[][] programs : new int[][][] {
            {{0, 1}, {40}},
            {{0, 45}, {40}},
            {{16, 42}, {41}},
            {{33, 34, 45}, {43}},
            {{33, 34}, {44}, {12}},
            {{12}, {44}, {45}}
        }) {
            MadeUp all = new MadeUp(programs);
            Exploration every =
                    explorer(all, BoundedSearch.unbounded()).mostRuns(300_000).explore();
            assertThat(every.isExhausted()).isTrue();
            reduced(new MadeUp(programs), all);
        }
    }

    /** Time may pass between two looks at the clock, and also when both are over: the first is not hidden by the second. */
    @Test
    void a_timer_may_come_before_others_have_come_to_rest() {
        int[][] programs = {{0, 3}, {26}};
        Exploration whole = explore(new MadeUp(programs), new DporSearch());
        Exploration parts =
                explorer(new MadeUp(programs), new DporSearch()).jobs(1).explore();
        assertThat(whole.runs()).isEqualTo(parts.runs());
    }

    /** What two threads do, each a thing or two: the shortest stories in which an order can be lost. */
    @Test
    void no_outcome_is_lost_of_any_two_things() {
        for (int one = 0; one < THINGS; one++) {
            for (int other = 0; other < THINGS; other++) {
                int then = (one + other) % 2 == 0 ? 3 : 20;
                MadeUp all = new MadeUp(new int[] {one, then}, new int[] {other});
                if (explore(all, BoundedSearch.unbounded()).isExhausted()) {
                    reduced(new MadeUp(new int[] {one, then}, new int[] {other}), all);
                }
            }
        }
    }

    @Test
    void no_outcome_is_lost_of_steps_that_say_what_they_touch() {
        compare(KNOWN, STORIES, STORIES / 4);
    }

    @Test
    void no_outcome_is_lost_of_steps_that_may_touch_anything() {
        compare(ANY, STORIES, STORIES / 6);
    }
}
