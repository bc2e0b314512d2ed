package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.ex.Pool;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.ex.PoolFlags;
import org.wdmsim.ke.DispatcherObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KLockQueueHandle;
import org.wdmsim.ke.KMutex;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;

/** What a schedule says beside who runs: which calls fail, which waiter is set free, what happens where it is open. */
class QuestionsTest {
    /** So far from now that time comes there only when nobody can run. */
    private static final long LATER = 100_000_000;

    private static final OpenChoices ONE_FAULT = OpenChoices.NONE.withFaults(1);
    private static final OpenChoices ANY_WAITER = OpenChoices.NONE.withAnyWaiter(true);
    private static final OpenChoices OUTCOMES = OpenChoices.NONE.withOpenOutcomes(true);

    /** Takes memory three times, and does without the second piece or not. */
    private static final class Allocates extends Asking {
        private static final int CALLS = 3;

        private final boolean copes;

        Allocates(boolean copes) {
            super(ONE_FAULT);
            this.copes = copes;
        }

        @Override
        public Judge tell(Machine machine) {
            Pool pool = new Pool(machine.io().poolTracker(), () -> "sparkle");
            machine.thread("taker", () -> {
                for (int i = 0; i < CALLS; i++) {
                    PoolBlock block = pool.allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 8, "test");
                    if (block != null || i == 1 && !copes) {
                        block.free();
                    }
                }
            });
            return Judge.OF_NOTHING;
        }
    }

    /** Two wait for one event, and only the one that came last is to be set free, or either. */
    private static final class Waiters extends Asking {
        private final boolean copes;

        Waiters(boolean copes) {
            super(ANY_WAITER);
            this.copes = copes;
        }

        @Override
        public Judge tell(Machine machine) {
            List<String> free = new ArrayList<>();
            KEvent turn = KEvent.synchronization(machine.kernel(), "turn");
            KEvent never = KEvent.notification(machine.kernel(), "never");
            machine.thread("one", () -> {
                turn.waitFor(KEvent.FOREVER);
                free.add("one");
                turn.set();
            });
            machine.thread("other", () -> {
                never.waitFor(LATER);
                turn.waitFor(KEvent.FOREVER);
                free.add("other");
                turn.set();
            });
            machine.thread("setter", () -> {
                never.waitFor(2 * LATER);
                turn.set();
            });
            return () -> copes || free.get(0).equals("one") ? "" : "the other one was first";
        }
    }

    /** Looks at what is open, and goes wrong with one of the answers. */
    private static final class Open extends Asking {
        private final boolean copes;

        Open(boolean copes) {
            super(OUTCOMES);
            this.copes = copes;
        }

        @Override
        public Judge tell(Machine machine) {
            List<Boolean> seen = new ArrayList<>();
            for (String name : List.of("first", "second")) {
                machine.thread(name, () -> seen.add(machine.kernel().outcome("doorOpens", true)));
            }
            return () -> !seen.get(0).equals(seen.get(1)) ? "changed its mind" : copes || seen.get(0) ? "" : "closed";
        }
    }

    static Stream<Arguments> searches() {
        List<Supplier<Search>> searches =
                List.of(() -> new BoundedSearch(0), BoundedSearch::unbounded, DporSearch::new);
        return searches.stream().map(search -> Arguments.of(search.get().name(), search));
    }

    private static Exploration explore(Supplier<Search> search, Story story) {
        Exploration whole = Explorer.of(story).search(search.get()).explore();
        Exploration parts = Explorer.of(story).search(search.get()).jobs(2).explore();
        assertThat(parts.isProof()).isEqualTo(whole.isProof());
        assertThat(parts.bound()).isEqualTo(whole.bound());
        return whole;
    }

    private static Exploration.Finding found(Supplier<Search> search, Story story) {
        Exploration.Finding finding = explore(search, story).first().orElseThrow();
        ExploredRun again = Explorer.of(story).replay(finding.schedule());
        assertThat(again.headline()).isEqualTo(finding.headline());
        return finding;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("searches")
    void a_call_that_fails_is_found_and_one_who_copes_is_proved(String name, Supplier<Search> search) {
        assertThat(found(search, new Allocates(false)).outcome()).isInstanceOf(Outcome.DriverThrew.class);
        Exploration proof = explore(search, new Allocates(true));
        assertThat(proof.isProof()).isTrue();
        assertThat(proof.runs()).isEqualTo(1 + Allocates.CALLS); // none fails, or one of them
        assertThat(proof.bound()).contains(" and at most 1 injected fault");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("searches")
    void a_waiter_that_goes_first_is_found_and_one_who_copes_is_proved(String name, Supplier<Search> search) {
        assertThat(found(search, new Waiters(false)).headline()).isEqualTo("the other one was first");
        Exploration proof = explore(search, new Waiters(true));
        assertThat(proof.isProof()).isTrue();
        assertThat(proof.bound()).contains(" and any waiter set free");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("searches")
    void an_open_outcome_is_found_and_one_who_copes_is_proved(String name, Supplier<Search> search) {
        assertThat(found(search, new Open(false)).headline()).isEqualTo("closed");
        Exploration proof = explore(search, new Open(true));
        assertThat(proof.isProof()).isTrue();
        assertThat(proof.bound()).contains(" and either outcome where Windows leaves it open");
    }

    @Test
    void nothing_is_asked_where_nothing_is_left_open() {
        Story story = machine -> new Waiters(true).tell(machine);
        Exploration all = Explorer.of(story).search(new BoundedSearch(0)).explore();
        Exploration open =
                Explorer.of(new Waiters(true)).search(new BoundedSearch(0)).explore();
        assertThat(all.runs()).isLessThan(open.runs());
        assertThat(all.bound()).isEqualTo("with at most 0 preemptions");
    }

    @Test
    void chance_comes_to_every_answer() {
        for (Supplier<Search> search :
                List.<Supplier<Search>>of(() -> new RandomWalk(1), () -> new PctSearch(1, 1), () -> new PosSearch(1))) {
            for (Story story : List.of(new Allocates(false), new Waiters(false), new Open(false))) {
                assertThat(Explorer.of(story)
                                .search(search.get())
                                .mostRuns(200)
                                .explore()
                                .isClean())
                        .as("%s %s", search.get().name(), story)
                        .isFalse();
            }
        }
    }

    /** Late calls fail as well as early ones: of many calls, each is made to fail in some run. */
    @Test
    void chance_lets_late_calls_fail_too() {
        Set<Integer> failed = new TreeSet<>();
        Story story = new Asking(ONE_FAULT) {
            @Override
            public Judge tell(Machine machine) {
                Pool pool = new Pool(machine.io().poolTracker(), () -> "sparkle");
                machine.thread("taker", () -> {
                    for (int i = 0; i < 30; i++) {
                        PoolBlock block = pool.allocate2(PoolFlags.POOL_FLAG_NON_PAGED, 8, "test");
                        if (block == null) {
                            failed.add(i);
                        } else {
                            block.free();
                        }
                    }
                });
                return Judge.OF_NOTHING;
            }
        };
        Explorer.of(story)
                .search(new RandomWalk(1))
                .mostRuns(1_000)
                .mostFindings(1_000)
                .explore();
        assertThat(failed).hasSize(30);
    }

    @Test
    void what_is_not_needed_is_answered_as_usual_and_the_rest_is_told() {
        Story story = new Asking(OUTCOMES.withAnyWaiter(true).withFaults(2)) {
            @Override
            public Judge tell(Machine machine) {
                new Waiters(true).tell(machine);
                Judge open = new Open(false).tell(machine);
                return () -> machine.kernel().outcome("doorOpens", true) ? open.complaint() : open.complaint();
            }
        };
        Exploration.Finding finding =
                Explorer.of(story).search(new RandomWalk(3)).explore().first().orElseThrow();
        Smallest smallest = Minimizer.of(story).minimize(finding.schedule());
        assertThat(smallest.answers()).hasSize(1);
        assertThat(smallest.answers().get(0).what()).isEqualTo("doorOpens is false");
        assertThat(smallest.size()).contains("1 thing that went otherwise");
        assertThat(smallest.choices()).isZero();
        assertThat(smallest.parting().sentence())
                .isEqualTo("doorOpens is false; where doorOpens is true, the story is clean");
        assertThat(Explorer.of(story).replay(smallest.parting().passing()).isClean())
                .isTrue();
    }

    @Test
    void a_schedule_of_a_machine_with_more_questions_diverges_in_words() {
        ExploredRun run = Explorer.of(new Open(true)).replay(Schedule.parse("0:50.9"));
        assertThat(run.outcome().isClean()).isTrue(); // it never comes so far
        for (int i = 0; i < 4; i++) {
            run = Explorer.of(new Open(true)).replay(Schedule.parse(i == 0 ? "7" : "0:" + i + ".7"));
            if (run.headline().contains("doorOpens is true")) {
                break;
            }
        }
        assertThat(run.outcome()).isInstanceOf(Outcome.Diverged.class);
        assertThat(run.headline())
                .contains("of the schedule is answer 7, but there are only 2 to the question that comes there");
    }

    /** Objects that set one of several free. */
    @Test
    void each_object_that_is_given_to_one_waiter_can_be_given_to_any() {
        for (int kind = 0; kind < 4; kind++) {
            Set<String> first = new TreeSet<>();
            int which = kind;
            Story story = new Asking(ANY_WAITER) {
                @Override
                public Judge tell(Machine machine) {
                    List<String> came = new ArrayList<>();
                    Object object = made(machine, which);
                    KEvent never = KEvent.notification(machine.kernel(), "never");
                    machine.thread("keeper", () -> {
                        take(object);
                        never.waitFor(2 * LATER);
                        give(object);
                    });
                    for (int i = 0; i < 3; i++) {
                        String name = "waiter " + i;
                        machine.thread(name, () -> {
                            never.waitFor(LATER);
                            take(object);
                            came.add(name);
                            give(object);
                        });
                    }
                    return () -> {
                        first.add(came.toString());
                        return "";
                    };
                }
            };
            assertThat(Explorer.of(story).search(new BoundedSearch(0)).explore().headline())
                    .endsWith("are clean");
            assertThat(first).as("kind %s", kind).hasSize(6);
        }
    }

    /** Windows keeps the order of a queued spin lock; another goes to whoever runs first, and nobody need be asked. */
    @Test
    void for_a_spin_lock_nobody_is_asked() {
        assertThat(runs(ANY_WAITER, false)).isEqualTo(runs(OpenChoices.NONE, false));
        assertThat(runs(ANY_WAITER, true)).isEqualTo(runs(OpenChoices.NONE, true));
    }

    private static long runs(OpenChoices choices, boolean isQueued) {
        Story story = new Asking(choices) {
            @Override
            public Judge tell(Machine machine) {
                KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
                for (int i = 0; i < 3; i++) {
                    machine.thread("spinner " + i, () -> {
                        KLockQueueHandle handle = new KLockQueueHandle();
                        if (isQueued) {
                            handle.acquire(lock);
                            handle.release();
                        } else {
                            lock.release(lock.acquire());
                        }
                    });
                }
                return Judge.OF_NOTHING;
            }
        };
        Exploration proof = Explorer.of(story).search(new BoundedSearch(2)).explore();
        assertThat(proof.isProof()).isTrue();
        return proof.runs();
    }

    private static Object made(Machine machine, int kind) {
        return switch (kind) {
            case 0 -> new KMutex(machine.kernel(), "mutex");
            case 1 -> new KSemaphore(machine.kernel(), "semaphore", 1, 1);
            case 2 -> {
                KEvent event = KEvent.synchronization(machine.kernel(), "event");
                event.setNow();
                yield event;
            }
            default -> new FastMutex(machine.kernel(), "fast mutex");
        };
    }

    private static void take(Object object) {
        if (object instanceof FastMutex mutex) {
            mutex.acquire();
        } else {
            ((DispatcherObject) object).waitFor(KEvent.FOREVER);
        }
    }

    private static void give(Object object) {
        if (object instanceof KMutex mutex) {
            mutex.release();
        } else if (object instanceof KSemaphore semaphore) {
            semaphore.release(1);
        } else if (object instanceof KEvent event) {
            event.set();
        } else {
            ((FastMutex) object).release();
        }
    }
}
