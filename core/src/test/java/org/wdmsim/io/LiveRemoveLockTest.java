package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** The lock on host threads: the same counts, the same assertions, and races for a bounded number of rounds. */
@Timeout(120)
class LiveRemoveLockTest {
    private static LockBench free() {
        return LockBench.of(Machine.builder().live(true));
    }

    private static LockBench checked() {
        return LockBench.of(Machine.builder().live(true).checkedDrivers(true));
    }

    private static LockBench verified() {
        return LockBench.of(Machine.builder().live(true).verifier(true));
    }

    private static void assertAssertion(Outcome outcome, String assertion) {
        assertThat(outcome).isInstanceOf(Outcome.BugChecked.class);
        Outcome.BugChecked stop = (Outcome.BugChecked) outcome;
        assertThat(stop.bugCheck().code()).isEqualTo(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
        assertThat(stop.bugCheck().title()).isEqualTo("assertion failed: " + assertion);
    }

    @Test
    void the_count_is_one_and_the_shares_and_after_removal_nothing() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            assertThat(b.lock.ioCount()).isEqualTo(1);
            assertThat(b.lock.acquire("a")).isEqualTo(STATUS_SUCCESS);
            assertThat(b.lock.acquire("b")).isEqualTo(STATUS_SUCCESS);
            assertThat(b.lock.ioCount()).isEqualTo(3);
            assertThat(b.lock.mostHolders()).isEqualTo(2);
            b.lock.release("a");
            b.lock.releaseAndWait("b");
            assertThat(b.lock.isRemoved()).isTrue();
            assertThat(b.lock.acquire("late")).isEqualTo(STATUS_DELETE_PENDING);
            assertThat(b.lock.ioCount()).isZero();
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void a_free_build_keeps_no_holders_and_does_not_notice_a_wrong_tag() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("mine");
            assertThat(b.lock.knowsHolders()).isFalse();
            assertThat(b.lock.holders()).isEmpty();
            b.lock.release("yours");
            assertThat(b.lock.ioCount()).isEqualTo(1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void a_checked_build_knows_tag_and_thread_of_each_share() {
        LockBench bench = checked();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("first");
            b.lock.acquireEx("second", "toaster.c", 118, RemoveLockSize.CHECKED.bytes());
            assertThat(b.lock.holders()).extracting(RemoveLockHolder::tag).containsExactlyInAnyOrder("first", "second");
            assertThat(b.lock.holders()).allMatch(holder -> holder.thread().endsWith("main"));
            assertThat(b.lock.holders()).extracting(RemoveLockHolder::site).contains("toaster.c:118");
            assertThat(b.lock.isHeldWith("second")).isTrue();
            b.lock.release("second");
            b.lock.release("first");
            assertThat(b.lock.holders()).isEmpty();
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void a_checked_build_asserts_on_a_tag_mismatch() {
        assertAssertion(
                checked().run(b -> {
                    b.lock.acquire("mine");
                    b.lock.release("yours");
                }),
                "tag is outstanding");
    }

    @Test
    void a_checked_build_asserts_when_release_and_wait_has_no_share() {
        assertAssertion(checked().run(b -> b.lock.releaseAndWait("none")), "tag is outstanding");
    }

    @Test
    void the_high_watermark_allows_exactly_that_many_shares() {
        assertAssertion(
                checked().run(0, 2, b -> {
                    b.lock.acquire("one");
                    b.lock.acquire("two");
                    assertThat(b.lock.mostHolders()).isEqualTo(2);
                    b.lock.acquire("three");
                }),
                "Lock->Common.IoCount <= Lock->Dbg.HighWatermark");
    }

    @Test
    void an_acquisition_that_could_not_be_tracked_forgives_one_release() {
        LockBench bench = checked();
        Outcome outcome = bench.run(b -> {
            b.machine.kernel().setAllocations(routine -> !routine.equals("IoAcquireRemoveLock"));
            b.lock.acquire("untracked");
            assertThat(b.lock.lowMemoryCount()).isEqualTo(1);
            b.lock.release("untracked");
            assertThat(b.lock.lowMemoryCount()).isZero();
            b.lock.release("once too often");
        });
        assertAssertion(outcome, "tag is outstanding");
    }

    @Test
    void a_lock_in_a_freed_extension_is_use_after_free() {
        Outcome outcome = free().run(b -> {
            b.device.delete();
            b.lock.acquire("late");
        });
        assertThat(((Outcome.BugChecked) outcome).bugCheck().code())
                .isEqualTo(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void a_missing_release_ends_as_a_deadlock_that_names_the_holder() {
        Outcome outcome = checked().run(b -> {
            b.lock.acquire("leaked");
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
        });
        assertThat(outcome).isInstanceOf(Outcome.Deadlocked.class);
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy())
                .singleElement()
                .asString()
                .contains("tester#1.removeLock", "leaked");
    }

    @Test
    void the_verifier_judges_a_live_machine_too() {
        Outcome outcome = verified().run(b -> {
            b.lock.acquire("mine");
            assertThat(b.lock.knowsHolders()).isTrue();
            b.lock.release("yours");
        });
        Outcome.BugChecked stop = (Outcome.BugChecked) outcome;
        assertThat(stop.bugCheck().code()).isEqualTo(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION);
        assertThat(stop.bugCheck().parameters().get(0)).isEqualTo(0xD5);
    }

    @Test
    void a_listener_that_comes_late_does_not_take_unknown_shares_for_wrong_tags() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("before");
            b.machine.kernel().listen(new org.wdmsim.verifier.DriverVerifier(b.machine.kernel()));
            b.lock.release("before");
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void readers_and_a_remover_in_a_free_build() {
        readersAndARemover(Machine::builder);
    }

    @Test
    void readers_and_a_remover_in_a_checked_build() {
        readersAndARemover(() -> Machine.builder().checkedDrivers(true));
    }

    @Test
    void readers_and_a_remover_while_the_verifier_watches() {
        readersAndARemover(() -> Machine.builder().verifier(true));
    }

    /** Notices when two threads compare tags at the same time. */
    private record SlowTag(String name, AtomicInteger comparing, AtomicInteger most) {
        @Override
        public boolean equals(Object other) {
            int now = comparing.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            Thread.yield();
            comparing.decrementAndGet();
            return other instanceof SlowTag tag && tag.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    @Test
    void one_thread_at_a_time_looks_through_the_shares_while_the_verifier_watches() {
        LockBench bench = verified();
        AtomicInteger comparing = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger reading = new AtomicInteger(4);
        Outcome outcome = bench.run(b -> {
            SlowTag first =
                    new SlowTag("first", comparing, most); // held meanwhile: who looks for another compares with it
            b.lock.acquire(first);
            for (int i = 0; i < 4; i++) {
                SlowTag tag = new SlowTag("reader " + i, comparing, most);
                b.thread(tag.name(), () -> {
                    for (int read = 0; read < 500; read++) {
                        b.lock.acquire(tag);
                        b.lock.release(tag);
                    }
                    if (reading.decrementAndGet() == 0) {
                        b.lock.release(first);
                    }
                });
            }
        });
        assertThat(outcome.isClean()).as("%s", outcome.headline()).isTrue();
        assertThat(bench.lock.ioCount()).isEqualTo(1);
        assertThat(most).hasValue(1);
    }

    /** One share is given up by another thread than took it. */
    private static void readersAndARemover(Supplier<MachineBuilder> build) {
        for (int round = 0; round < 100; round++) {
            LockBench bench = LockBench.of(build.get().live(true).callSites(false));
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            int least = round;
            Outcome outcome = bench.run(b -> {
                KEvent some = KEvent.notification(b.machine.kernel(), "some reads done");
                for (int i = 0; i < 2; i++) {
                    String tag = "reader " + i;
                    b.thread(tag, () -> {
                        int reads = 0;
                        while (b.lock.acquire(tag) == STATUS_SUCCESS) {
                            inside.incrementAndGet();
                            inside.decrementAndGet();
                            b.lock.release(tag);
                            if (++reads == least) {
                                some.set();
                            }
                        }
                        refused.incrementAndGet();
                        some.set();
                    });
                }
                if (least > 0) {
                    some.waitFor(KEvent.FOREVER);
                }
                b.lock.acquire("handed over");
                b.thread("dpc", () -> b.lock.release("handed over"));
                b.lock.acquire("remove");
                b.lock.releaseAndWait("remove");
                assertThat(inside).hasValue(0);
            });
            assertThat(outcome.isClean())
                    .as("round %s: %s", round, outcome.headline())
                    .isTrue();
            assertThat(refused).hasValue(2);
            assertThat(bench.lock.ioCount()).isZero();
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }
}
