package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.verifier.OwnRules;

/** Two fields that belong together, each access of which is locked: who sees one before a change and the other after it. */
class TornTest {
    static final class Extension extends DeviceExtension {
        KSpinLock lock;
        KEvent changed;
        int low;
        int high;
        volatile int loud;

        void locked(Runnable access) {
            Irql old = lock.acquire();
            access.run();
            lock.release(old);
        }

        void set(int value) {
            locked(() -> {
                low = value;
                high = value;
            });
        }
    }

    /** One thread makes an extension; then a writer and a reader do with it what a test is about. */
    abstract static class TwoFields implements Story {
        int seen; // so that a look is not left out

        abstract void write(Extension ext);

        abstract void read(Extension ext);

        void prepare(Extension ext) {
            // Most need nothing.
        }

        void reads(Machine machine, Extension ext, DeviceObject device) {
            machine.thread("reader", () -> read(ext));
        }

        @Override
        public void build(MachineBuilder machine) {
            machine.processors(16);
        }

        @Override
        public Judge tell(Machine machine) {
            machine.thread("maker", () -> {
                Extension ext = new Extension();
                DeviceObject device = machine.io()
                        .loadDriver("pair", (object, path) -> NtStatus.STATUS_SUCCESS)
                        .value()
                        .createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                        .value();
                ext.lock = new KSpinLock(machine.kernel(), "lock");
                ext.changed = KEvent.notification(machine.kernel(), "changed");
                prepare(ext);
                machine.thread("writer", () -> write(ext));
                reads(machine, ext, device);
            });
            return Judge.OF_NOTHING;
        }
    }

    private static Exploration explore(Class<? extends Story> story, Search search) {
        return Explorer.of(WatchedStory.of(story))
                .search(search)
                .mostRuns(200_000)
                .explore();
    }

    private static void assertClean(Class<? extends Story> story) {
        Exploration found = explore(story, new BoundedSearch(2));
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }

    private static BugCheck torn(Class<? extends Story> story) {
        Outcome outcome =
                explore(story, new BoundedSearch(1)).first().orElseThrow().outcome();
        assertOutcome(outcome).isViolation(OwnRules.TORN_PROTOCOL);
        return ((Outcome.BugChecked) outcome).bugCheck();
    }

    /** The writer changes both under the lock; the reader takes it for each. */
    static class Apart extends TwoFields {
        Apart() {}

        @Override
        void write(Extension ext) {
            ext.set(1);
        }

        @Override
        void read(Extension ext) {
            ext.locked(() -> seen = ext.low);
            ext.locked(() -> seen += ext.high);
        }
    }

    @Test
    void two_looks_with_a_change_of_both_between_are_torn_with_all_places() {
        BugCheck check = torn(Apart.class);
        assertThat(check.title()).isEqualTo("torn protocol between TornTest.Extension.low and TornTest.Extension.high");
        assertThat(check.facts("what").get(0))
                .isEqualTo("a routine has seen TornTest.Extension.low of pair#1 as it was before another thread changed"
                        + " both, and TornTest.Extension.high as it was afterwards");
        assertThat(check.facts("first").get(0))
                .matches("thread \"reader\" reads TornTest.Extension.low at TornTest.java:\\d+, step \\d+");
        assertThat(check.facts("between")).hasSize(2);
        assertThat(check.facts("between").get(0))
                .matches("thread \"writer\" writes TornTest.Extension.low at TornTest.java:\\d+, step \\d+");
        assertThat(check.facts("between").get(1)).contains("writes TornTest.Extension.high");
        assertThat(check.facts("then").get(0)).contains("thread \"reader\" reads TornTest.Extension.high");
        assertThat(check.facts("together"))
                .containsExactly("neither was changed without the other, the one time that they were");
    }

    @Test
    void reduction_finds_it_too() {
        Outcome outcome =
                explore(Apart.class, new DporSearch()).first().orElseThrow().outcome();
        assertOutcome(outcome).isViolation(OwnRules.TORN_PROTOCOL);
    }

    @Test
    void it_is_no_race_and_is_not_looked_for_if_nobody_wants_it() {
        Exploration found = Explorer.of(WatchedStory.of(Apart.class).torn(false))
                .search(new BoundedSearch(2))
                .explore();
        assertThat(found.isProof()).as(found.headline()).isTrue();
        Exploration alone = Explorer.of(WatchedStory.of(Apart.class).races(false))
                .search(new BoundedSearch(1))
                .explore();
        assertThat(alone.headline()).contains("torn protocol");
    }

    /** The same in a work item: the routine is what looks twice, not the thread. */
    static final class InRoutine extends Apart {
        InRoutine() {}

        @Override
        void reads(Machine machine, Extension ext, DeviceObject device) {
            IoWorkItem item = IoWorkItem.allocate(device);
            item.queue(SystemWorkers.Type.DELAYED, (owner, context) -> read(ext), null);
        }
    }

    /** Each of two calls of a routine looks at one of the two. */
    static final class InTwoRoutines extends Apart {
        InTwoRoutines() {}

        @Override
        void reads(Machine machine, Extension ext, DeviceObject device) {
            IoWorkItem one = IoWorkItem.allocate(device);
            IoWorkItem other = IoWorkItem.allocate(device);
            one.queue(SystemWorkers.Type.DELAYED, (owner, context) -> ext.locked(() -> seen = ext.low), null);
            other.queue(SystemWorkers.Type.DELAYED, (owner, context) -> ext.locked(() -> seen = ext.high), null);
        }
    }

    /** A routine looks at one, and another routine that it calls looks at the other. */
    static final class InNestedRoutines extends Apart {
        InNestedRoutines() {}

        @Override
        void reads(Machine machine, Extension ext, DeviceObject device) {
            machine.thread("reader", () -> {
                KThread me = machine.kernel().currentThread();
                me.enter(new DriverFrame(null, null, "outer", null));
                ext.locked(() -> seen = ext.low);
                me.enter(new DriverFrame(null, null, "inner", null));
                ext.locked(() -> seen = ext.high);
                me.leave();
                me.leave();
            });
        }
    }

    /** A driver's own thread goes round and round. */
    static final class InOwnThread extends Apart {
        InOwnThread() {}

        @Override
        void reads(Machine machine, Extension ext, DeviceObject device) {
            KThread.createSystemThread(machine.kernel(), "own", () -> read(ext));
        }
    }

    @Test
    void what_counts_is_a_call_of_a_routine() {
        assertThat(torn(InRoutine.class).title()).startsWith("torn protocol");
        assertClean(InTwoRoutines.class);
        assertClean(InNestedRoutines.class);
        assertClean(InOwnThread.class);
    }

    /** Both are looked at while the lock is held once. */
    static final class Whole extends Apart {
        Whole() {}

        @Override
        void read(Extension ext) {
            ext.locked(() -> seen = ext.low + ext.high);
        }
    }

    /** One is looked at early, and both once more when it matters. */
    static final class LooksAgain extends Apart {
        LooksAgain() {}

        @Override
        void read(Extension ext) {
            ext.locked(() -> seen = ext.low);
            ext.locked(() -> seen = ext.low + ext.high);
        }
    }

    /** Both are looked at, and one once more later. */
    static final class LooksLater extends Apart {
        LooksLater() {}

        @Override
        void read(Extension ext) {
            ext.locked(() -> {
                seen = ext.low;
                ext.changed.set(); // in between, but the lock is held
                seen += ext.high;
            });
            ext.locked(() -> seen = ext.high);
        }
    }

    /** The reader looks at one as soon as it is told, and at the other when the lock is free: both are new. */
    static final class LooksWhenTold extends Apart {
        LooksWhenTold() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> {
                ext.low = 1;
                ext.changed.set();
                ext.high = 1;
            });
        }

        @Override
        void read(Extension ext) {
            ext.changed.waitFor(KEvent.FOREVER);
            seen = ext.low;
            ext.locked(() -> seen += ext.high);
        }
    }

    @Test
    void a_look_in_the_middle_of_a_change_at_what_is_changed_already_is_not_torn() {
        assertClean(LooksWhenTold.class);
    }

    @Test
    void who_has_seen_both_as_they_stood_at_one_time_has_seen_nothing_torn() {
        assertClean(Whole.class);
        assertClean(LooksAgain.class);
        assertClean(LooksLater.class);
    }

    /** One of the two is also changed alone: they are no pair. */
    static final class Unrelated extends Apart {
        Unrelated() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> ext.high = 7);
            ext.set(1);
        }
    }

    /** Each is changed while the lock is held, but it is given up in between. */
    static final class OneAfterTheOther extends Apart {
        OneAfterTheOther() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> ext.low = 1);
            ext.locked(() -> ext.high = 1);
        }
    }

    @Test
    void fields_that_were_changed_one_without_the_other_are_no_pair() {
        assertClean(Unrelated.class);
        assertClean(OneAfterTheOther.class);
    }

    /** One of the two is changed when the lock has been given up. */
    static final class OneBehindTheLock extends Apart {
        OneBehindTheLock() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> ext.low = 1);
            ext.high = 1;
        }
    }

    @Test
    void what_comes_after_the_release_is_not_together_with_what_came_before() {
        Exploration found = Explorer.of(WatchedStory.of(OneBehindTheLock.class).races(false))
                .search(new BoundedSearch(2))
                .mostRuns(200_000)
                .explore();
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }

    /** Who makes the extension sets its fields one by one, before anybody else knows it. */
    static final class PreparedOneByOne extends Apart {
        PreparedOneByOne() {}

        @Override
        void prepare(Extension ext) {
            ext.locked(() -> ext.low = 5);
            ext.locked(() -> ext.high = 5);
        }
    }

    @Test
    void what_the_maker_does_before_anybody_else_comes_does_not_count() {
        assertThat(torn(PreparedOneByOne.class).title()).startsWith("torn protocol");
    }

    /** A step that others could learn of, while the lock is held. */
    static final class TellsWhileItHoldsTheLock extends Apart {
        TellsWhileItHoldsTheLock() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> {
                ext.low = 1;
                ext.changed.set();
                ext.high = 1;
            });
        }
    }

    @Test
    void a_lock_that_is_held_keeps_two_changes_together_whatever_comes_between() {
        assertThat(torn(TellsWhileItHoldsTheLock.class).title()).startsWith("torn protocol");
    }

    /** The driver says that one of the two is right by itself. */
    static final class Volatile extends TwoFields {
        Volatile() {}

        @Override
        void write(Extension ext) {
            ext.locked(() -> {
                ext.low = 1;
                ext.loud = 1;
            });
        }

        @Override
        void read(Extension ext) {
            seen = ext.loud;
            ext.locked(() -> seen += ext.low);
        }
    }

    @Test
    void a_volatile_field_belongs_to_no_other() {
        assertClean(Volatile.class);
    }
}
