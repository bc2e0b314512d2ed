package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.Irql;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KLockQueueHandle;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** Locks that are held for ever, or while time passes: a search with reduction tries whoever could have had them first, too. */
class HeldLockTest {
    private static final long LATER = 100_000_000; // time comes there only when nobody can run
    private static final int MOST_RUNS = 40_000;

    /** What a thread may do. Flags are looked at and set in the same turn as what comes before. */
    private enum Do {
        TAKE,
        TRY,
        QUEUE,
        GIVE,
        TAKE_OTHER,
        TRY_OTHER,
        CRITICAL_SET,
        CRITICAL_LOOK,
        OTHER_LOOK,
        SET,
        LOOK,
        STOP_UNLESS_SET,
        SIGNAL,
        AWAIT_SIGNAL,
        ANSWER,
        AWAIT_ANSWER,
        DELAY
    }

    /** Threads that do these things, each in its order. */
    private static final class Programs implements Story {
        private final List<List<Do>> programs;
        final Set<String> outcomes = new TreeSet<>();
        private List<String> notes;

        Programs(List<List<Do>> programs) {
            this.programs = programs;
        }

        @Override
        public void build(MachineBuilder machine) {
            machine.processors(8).verifier(false);
        }

        @Override
        public Judge tell(Machine machine) {
            List<String> fresh = new ArrayList<>();
            notes = fresh;
            machine.thread("begin", () -> {
                Things things = new Things(machine);
                for (int i = 0; i < programs.size(); i++) {
                    int me = i;
                    machine.thread("thread " + i, () -> {
                        Actor actor = new Actor(machine, things);
                        for (Do what : programs.get(me)) {
                            fresh.add(me + " " + what + " " + actor.does(what));
                        }
                    });
                }
            });
            return Judge.OF_NOTHING;
        }

        void ended(Outcome outcome) {
            boolean isStopped = !outcome.isClean() && !(outcome instanceof Outcome.Deadlocked);
            List<String> sorted = isStopped ? new ArrayList<>() : new ArrayList<>(notes);
            sorted.sort(null);
            outcomes.add(outcome.headline() + sorted);
        }
    }

    /** What the threads share. */
    private static final class Things {
        final KSpinLock lock;
        final KSpinLock other;
        final KEvent signal;
        final KEvent answer;
        final KEvent never;
        final DeviceObject device;

        Things(Machine machine) {
            device = LockedDevice.make(machine).device();
            lock = new KSpinLock(machine.kernel(), "lock");
            other = new KSpinLock(machine.kernel(), "other lock");
            signal = KEvent.notification(machine.kernel(), "signal");
            answer = KEvent.notification(machine.kernel(), "answer");
            never = KEvent.notification(machine.kernel(), "never");
        }
    }

    /** One thread, and what it has to give back. */
    private static final class Actor {
        private final Machine machine;
        private final Things things;
        private Irql before;

        Actor(Machine machine, Things things) {
            this.machine = machine;
            this.things = things;
        }

        Object does(Do what) {
            return switch (what) {
                case TAKE -> before = things.lock.acquire();
                case TRY -> tries(things.lock);
                case QUEUE -> {
                    new KLockQueueHandle().acquire(things.lock);
                    yield "";
                }
                case GIVE -> {
                    things.lock.release(before);
                    yield "";
                }
                case TAKE_OTHER -> things.other.acquire();
                case TRY_OTHER -> tries(things.other);
                case CRITICAL_SET -> within(things.lock, Do.SET);
                case CRITICAL_LOOK -> within(things.lock, Do.LOOK);
                case OTHER_LOOK -> within(things.other, Do.LOOK);
                case SET -> {
                    things.device.setFlags(1);
                    yield "";
                }
                case LOOK -> things.device.flags();
                case STOP_UNLESS_SET -> {
                    if ((things.device.flags() & 1) == 0) {
                        throw new IllegalStateException("too early");
                    }
                    yield "";
                }
                case SIGNAL -> things.signal.set();
                case AWAIT_SIGNAL -> things.signal.waitFor(KEvent.FOREVER);
                case ANSWER -> things.answer.set();
                case AWAIT_ANSWER -> things.answer.waitFor(KEvent.FOREVER);
                case DELAY -> things.never.waitFor(LATER);
            };
        }

        private boolean tries(KSpinLock wanted) {
            KThread me = machine.kernel().currentThread();
            Irql old = me.raiseIrql(Irql.DISPATCH_LEVEL);
            boolean got = wanted.tryToAcquireAtDpcLevel();
            if (!got) {
                me.lowerIrql(old);
            }
            return got;
        }

        private Object within(KSpinLock section, Do what) {
            Irql old = section.acquire();
            Object saw = does(what);
            section.release(old);
            return saw;
        }
    }

    /** Each lost an outcome when it was found. */
    static Stream<List<List<Do>>> stories() {
        return Stream.of(
                // Held for ever: who spins could have been first.
                List.of(List.of(Do.TAKE), List.of(Do.CRITICAL_SET)),
                List.of(List.of(Do.TRY), List.of(Do.TRY), List.of(Do.TAKE)),
                // What he would have done with the lock, nobody has seen; it may come after what a third one does.
                List.of(List.of(Do.CRITICAL_SET), List.of(Do.TAKE), List.of(Do.LOOK)),
                // All who could go on sleep; those who spin have not shown for what.
                List.of(List.of(Do.TAKE), List.of(Do.TRY_OTHER), List.of(Do.OTHER_LOOK, Do.TAKE)),
                // Who is in the queue, or has tried in vain, does not hide who holds it.
                List.of(List.of(Do.TAKE, Do.SIGNAL), List.of(Do.AWAIT_SIGNAL, Do.QUEUE), List.of(Do.CRITICAL_SET)),
                List.of(
                        List.of(Do.TAKE, Do.LOOK, Do.SIGNAL, Do.AWAIT_ANSWER, Do.GIVE),
                        List.of(Do.AWAIT_SIGNAL, Do.TRY, Do.ANSWER),
                        List.of(Do.CRITICAL_SET)),
                // The machine stops while somebody spins.
                List.of(List.of(Do.TAKE), List.of(Do.STOP_UNLESS_SET), List.of(Do.CRITICAL_SET)),
                // Time passes while the lock is held.
                List.of(List.of(Do.TAKE, Do.LOOK, Do.DELAY, Do.GIVE), List.of(Do.CRITICAL_SET)),
                List.of(
                        List.of(Do.TAKE, Do.DELAY, Do.GIVE),
                        List.of(Do.DELAY, Do.CRITICAL_LOOK),
                        List.of(Do.CRITICAL_SET)));
    }

    private static Explorer explorer(Programs story, Search search) {
        return Explorer.of(story)
                .search(search)
                .mostRuns(MOST_RUNS)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> story.ended(run.outcome()));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void no_order_is_lost_of_those_who_want_a_lock_that_is_held(List<List<Do>> programs) {
        Programs all = new Programs(programs);
        assertThat(explorer(all, BoundedSearch.unbounded()).explore().isExhausted())
                .isTrue();
        Programs few = new Programs(programs);
        assertThat(explorer(few, new DporSearch()).explore().isExhausted()).isTrue();
        assertThat(few.outcomes).isEqualTo(all.outcomes);
        Programs parts = new Programs(programs);
        assertThat(explorer(parts, new DporSearch()).jobs(1).explore().isExhausted())
                .isTrue();
        assertThat(parts.outcomes).isEqualTo(all.outcomes);
    }
}
