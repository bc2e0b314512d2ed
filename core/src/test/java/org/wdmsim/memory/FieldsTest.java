package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.ExploredRun;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.verifier.OwnRules;

/** Fields of device extensions as memory: each access is a step, and what is wrong with it is found. */
class FieldsTest {
    /** What the drivers of these stories keep with their device. */
    static final class Extension extends DeviceExtension {
        final RemoveLock removeLock = new RemoveLock(this);
        KSpinLock lock;
        int count;
        int low;
        long high;
        volatile int seen;
    }

    private static DeviceObject device(Machine machine, DeviceExtension extension) {
        DriverObject driver = machine.io()
                .loadDriver("counter", (object, path) -> NtStatus.STATUS_SUCCESS)
                .value();
        return driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
    }

    private static Exploration explore(WatchedStory story, int preemptions) {
        return Explorer.of(story)
                .search(new BoundedSearch(preemptions))
                .mostRuns(50_000)
                .explore();
    }

    private static BugCheck bugCheck(Exploration found) {
        return ((Outcome.BugChecked) found.first().orElseThrow().outcome()).bugCheck();
    }

    // ---- Steps.

    /** Two threads add one each, without a lock. */
    static final class LostUpdate implements Story {
        LostUpdate() {}

        @Override
        public Judge tell(Machine machine) {
            Extension ext = new Extension();
            machine.thread("maker", () -> {
                device(machine, ext);
                machine.thread("one", () -> ext.count++);
                machine.thread("other", () -> ext.count++);
            });
            return () -> ext.count == 2 ? "" : "an increment is lost";
        }
    }

    @Test
    void each_read_and_write_of_a_field_is_a_step_with_its_line() {
        WatchedStory story = WatchedStory.of(LostUpdate.class).races(false);
        ExploredRun run = Explorer.of(story).replay(Schedule.parse("0"));
        List<String> steps = run.machine().trace().entries().stream()
                .map(entry -> entry.event())
                .filter(event -> event.kind() instanceof MemoryStep)
                .map(event -> event.thread() + ": " + event.describe().replaceAll(":[0-9]+", ":N"))
                .toList();
        assertThat(steps)
                .containsExactly(
                        "one: read of field FieldsTest.Extension.count of counter#1 FieldsTest.java:N",
                        "one: write to field FieldsTest.Extension.count of counter#1 FieldsTest.java:N",
                        "other: read of field FieldsTest.Extension.count of counter#1 FieldsTest.java:N",
                        "other: write to field FieldsTest.Extension.count of counter#1 FieldsTest.java:N");
    }

    @Test
    void a_lost_update_between_two_fields_accesses_is_found_with_one_preemption() {
        Exploration found = explore(WatchedStory.of(LostUpdate.class).races(false), 1);
        assertThat(found.headline()).contains("an increment is lost");
    }

    @Test
    void the_same_story_without_watching_has_no_such_steps_and_seems_right() {
        Exploration found = Explorer.of(new LostUpdate())
                .search(new BoundedSearch(2))
                .mostRuns(50_000)
                .explore();
        assertThat(found.isProof()).isTrue();
    }

    // ---- Races.

    @Test
    void two_accesses_that_nothing_orders_are_a_race_with_both_places() {
        Exploration found = explore(WatchedStory.of(LostUpdate.class), 1);
        BugCheck race = bugCheck(found);
        assertOutcome(found.first().orElseThrow().outcome()).isViolation(OwnRules.UNSYNCHRONIZED_ACCESS);
        assertThat(race.title()).isEqualTo("unsynchronised conflicting access to FieldsTest.Extension.count");
        assertThat(race.facts("one").get(0)).matches("thread \"one\" writes it at FieldsTest.java:\\d+, step \\d+");
        assertThat(race.facts("other").get(0)).matches("thread \"other\" reads it at FieldsTest.java:\\d+, step \\d+");
    }

    /** The same under a spin lock. */
    static final class Locked implements Story {
        Locked() {}

        @Override
        public Judge tell(Machine machine) {
            Extension ext = new Extension();
            machine.thread("maker", () -> {
                device(machine, ext);
                ext.lock = new KSpinLock(machine.kernel(), "lock");
                machine.thread("one", () -> add(ext));
                machine.thread("other", () -> add(ext));
            });
            return () -> ext.count == 2 ? "" : "an increment is lost";
        }

        private static void add(Extension ext) {
            Irql old = ext.lock.acquire();
            ext.count++;
            ext.lock.release(old);
        }
    }

    @Test
    void accesses_under_a_lock_are_no_race_on_any_schedule() {
        assertThat(explore(WatchedStory.of(Locked.class), 2).isProof()).isTrue();
    }

    // ---- Use after free.

    /** A client reads a field after it has given its share back. */
    static final class TouchesAfterRelease implements Story {
        TouchesAfterRelease() {}

        @Override
        public Judge tell(Machine machine) {
            KEvent inside = KEvent.notification(machine.kernel(), "inside");
            machine.thread("remover", () -> {
                Extension ext = new Extension();
                DeviceObject device = device(machine, ext);
                ext.removeLock.initialize("Test", 0, 0);
                machine.thread("client", () -> {
                    ext.removeLock.acquire("client");
                    inside.set();
                    ext.removeLock.release("client");
                    ext.seen = 1; // too late
                });
                inside.waitFor(KEvent.FOREVER);
                ext.removeLock.acquire("remover");
                ext.removeLock.releaseAndWait("remover");
                device.delete();
            });
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void a_field_that_is_touched_after_its_device_is_gone_is_a_use_after_free_with_both_places() {
        WatchedStory story = WatchedStory.of(TouchesAfterRelease.class);
        Exploration found = explore(story, 1);
        ExploredRun run = Explorer.of(story).replay(found.first().orElseThrow().schedule());
        assertOutcome(run.outcome()).isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
        BugCheck check = ((Outcome.BugChecked) run.outcome()).bugCheck();
        assertThat(check.title()).isEqualTo("FieldsTest.Extension.seen used after the device is gone");
        assertThat(check.parameter(1)).isEqualTo("0x1"); // a write
        assertThat(check.facts("used").get(0)).matches("step \\d+, thread \"client\", FieldsTest.java:\\d+");
        assertThat(check.facts("freed").get(0)).matches("step \\d+, thread \"remover\", FieldsTest.java:\\d+");
    }

    /** A driver reads what never changes after its device is gone, and one that IoAttachDevice stores for. */
    static final class Attaches implements Story {
        static final class Upper extends DeviceExtension {
            final int[] sizes = {1};
            DeviceObject lower;
        }

        Attaches() {}

        @Override
        public Judge tell(Machine machine) {
            machine.thread("main", () -> {
                Upper ext = new Upper();
                DeviceObject lower = device(machine, new Extension());
                lower.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
                DeviceObject upper = lower.driver()
                        .createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                        .value();
                upper.attachToSafe(lower, found -> ext.lower = found);
                ext.lower.detach();
                upper.delete();
                ext.sizes[0]++;
            });
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void what_the_kernel_lets_a_driver_store_within_a_routine_is_no_step_of_its_own() {
        ExploredRun run = Explorer.of(WatchedStory.of(Attaches.class)).replay(Schedule.parse("0"));
        List<String> touched = run.machine().trace().entries().stream()
                .map(entry -> entry.event())
                .filter(event -> event.kind() instanceof MemoryStep)
                .map(event -> event.kind().title() + " " + event.subjectName())
                .toList();
        assertThat(touched).containsExactly("read of field FieldsTest.Attaches.Upper.lower of counter#2");
    }

    @Test
    void a_final_field_goes_with_its_device_too() {
        BugCheck check = bugCheck(explore(WatchedStory.of(Attaches.class), 0));
        assertThat(check.title()).isEqualTo("FieldsTest.Attaches.Upper.sizes used after the device is gone");
    }

    // ---- What is no field of an extension.

    /** Two threads use a list of an extension, one of them without the lock. */
    static final class Listed implements Story {
        Listed() {}

        @Override
        public Judge tell(Machine machine) {
            KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
            List<Integer> things = new ArrayList<>();
            machine.thread("one", () -> things.add(1));
            machine.thread("other", () -> {
                Irql old = lock.acquire();
                things.stream().mapToInt(Integer::intValue).sum();
                lock.release(old);
            });
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void a_list_that_one_thread_uses_without_the_lock_is_a_race() {
        BugCheck race = bugCheck(explore(WatchedStory.of(Listed.class), 1));
        assertThat(race.title()).isEqualTo("unsynchronised conflicting access to ArrayList");
    }

    // ---- Two fields that belong together.

    /** Low and high are to be equal whenever somebody looks; the writer takes no lock. */
    static class Torn implements Story {
        Torn() {}

        void between(Runnable change, KSpinLock lock) {
            change.run();
        }

        @Override
        public Judge tell(Machine machine) {
            Extension ext = new Extension();
            boolean[] torn = new boolean[1];
            machine.thread("maker", () -> {
                device(machine, ext);
                KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
                machine.thread(
                        "writer",
                        () -> between(
                                () -> {
                                    ext.low = 1;
                                    ext.high = 1L;
                                },
                                lock));
                machine.thread("reader", () -> between(() -> torn[0] = ext.low != ext.high, lock));
            });
            return () -> torn[0] ? "one field was seen without the other" : "";
        }
    }

    /** The same with a lock at both places. */
    static final class Whole extends Torn {
        Whole() {}

        @Override
        void between(Runnable change, KSpinLock lock) {
            Irql old = lock.acquire();
            change.run();
            lock.release(old);
        }
    }

    @Test
    void two_fields_that_change_together_are_seen_apart() {
        Exploration found = explore(WatchedStory.of(Torn.class).races(false), 1);
        assertThat(found.headline()).contains("one field was seen without the other");
        assertThat(bugCheck(explore(WatchedStory.of(Torn.class), 1)).title())
                .startsWith("unsynchronised conflicting access to FieldsTest.Extension.");
    }

    @Test
    void with_a_lock_they_are_not() {
        Exploration found = explore(WatchedStory.of(Whole.class), 2);
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }

    // ---- The same bytes.

    @Test
    void a_run_whose_fields_are_not_watched_is_the_same_as_ever() {
        ExploredRun plain = Explorer.of(new LostUpdate()).replay(Schedule.parse("0"));
        WatchedStory unrelated = WatchedStory.loading(FieldsTest.class, classes -> new LostUpdate());
        assertThat(Explorer.of(unrelated)
                        .replay(Schedule.parse("0"))
                        .machine()
                        .trace()
                        .toText())
                .isEqualTo(plain.machine().trace().toText());
    }

    @Test
    void a_schedule_plays_the_same_on_every_carrier_and_with_classes_loaded_anew() {
        WatchedStory story = WatchedStory.of(LostUpdate.class);
        Schedule schedule = explore(story, 1).first().orElseThrow().schedule();
        Set<String> traces = new HashSet<>();
        for (String name : CoroutineCarriers.available()) {
            try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
                Story copy = story.ownCopy();
                MachineBuilder builder = Machine.builder();
                copy.build(builder);
                Machine machine = builder.carrier(carrier)
                        .policy(Policies.replay(schedule))
                        .build();
                copy.tell(machine);
                machine.run();
                traces.add(machine.trace().toText() + machine.outcome().headline());
            }
        }
        assertThat(traces).hasSize(1);
    }

    /** Two threads count in a static field. */
    static final class Global implements Story {
        private static int count;

        Global() {}

        @Override
        public Judge tell(Machine machine) {
            count = 0;
            machine.thread("one", () -> count++);
            machine.thread("other", () -> count++);
            return () -> count == 2 ? "" : "an increment is lost";
        }
    }

    @Test
    void a_static_field_is_memory_as_well() {
        assertThat(explore(WatchedStory.of(Global.class).races(false), 1).headline())
                .contains("an increment is lost");
        assertThat(bugCheck(explore(WatchedStory.of(Global.class), 1)).title())
                .isEqualTo("unsynchronised conflicting access to FieldsTest.Global.count");
    }
}
