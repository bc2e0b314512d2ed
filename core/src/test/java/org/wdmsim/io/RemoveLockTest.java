package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** The lock by itself: every edge case of a free build, then what a checked build and the verifier say of it. */
class RemoveLockTest {
    private static LockBench free() {
        return LockBench.of(Machine.builder().verifier(false));
    }

    private static LockBench verified() {
        return LockBench.of(Machine.builder());
    }

    private static LockBench checked() {
        return LockBench.of(Machine.builder().verifier(false).checkedDrivers(true));
    }

    private static Outcome.BugChecked bugCheck(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.BugChecked.class);
        return (Outcome.BugChecked) outcome;
    }

    private static void assertViolation(Outcome outcome, int sub) {
        Outcome.BugChecked stop = bugCheck(outcome);
        assertThat(stop.bugCheck().code()).isEqualTo(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION);
        assertThat(stop.bugCheck().parameters().get(0)).isEqualTo(sub);
    }

    private static void assertAssertion(Outcome outcome, String assertion) {
        Outcome.BugChecked stop = bugCheck(outcome);
        assertThat(stop.bugCheck().code()).isEqualTo(BugCheckCode.KMODE_EXCEPTION_NOT_HANDLED);
        assertThat(stop.bugCheck().parameters().get(0)).isEqualTo(0x80000003);
        assertThat(stop.bugCheck().title()).isEqualTo("assertion failed: " + assertion);
    }

    // ---- The protocol of a free build.

    @Test
    void a_fresh_lock_counts_one_and_each_share_counts_one_more() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            assertThat(b.lock.ioCount()).isEqualTo(1);
            assertThat(b.lock.acquire("a")).isEqualTo(STATUS_SUCCESS);
            assertThat(b.lock.acquire("b")).isEqualTo(STATUS_SUCCESS);
            assertThat(b.lock.ioCount()).isEqualTo(3);
            b.lock.release("a");
            b.lock.release("b");
            assertThat(b.lock.ioCount()).isEqualTo(1);
        });
        assertThat(outcome.headline()).startsWith("completed");
    }

    @Test
    void acquire_after_removal_is_refused_and_leaves_the_count_alone() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
            int before = b.lock.ioCount();
            assertThat(b.lock.acquire("late")).isEqualTo(STATUS_DELETE_PENDING);
            assertThat(b.lock.ioCount()).isEqualTo(before).isZero();
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void release_and_wait_without_other_holders_does_not_wait() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void the_last_holder_wakes_the_remover() {
        List<String> order = new ArrayList<>();
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("read");
            b.thread("reader", () -> {
                order.add("reader leaves");
                b.lock.release("read");
            });
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
            order.add("remover goes on");
        });
        assertThat(outcome.isClean()).isTrue();
        assertThat(order).containsExactly("reader leaves", "remover goes on");
    }

    @Test
    void release_and_wait_without_an_own_share_does_not_wait_and_counts_below_zero() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.releaseAndWait("nobody's");
            assertThat(b.lock.ioCount()).isEqualTo(-1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void release_and_wait_without_an_own_share_and_one_holder_returns_at_once() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("read");
            b.lock.releaseAndWait("nobody's");
            assertThat(b.lock.ioCount()).isZero();
            assertThat(b.lock.holders()).hasSize(1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void release_and_wait_without_an_own_share_and_two_holders_returns_one_release_too_early() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("one");
            b.lock.acquire("two");
            b.thread("reader", () -> b.lock.release("one"));
            b.lock.releaseAndWait("nobody's");
            assertThat(b.lock.isHeldWith("two")).isTrue();
            b.lock.release("two");
            assertThat(b.lock.ioCount()).isEqualTo(-1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void release_and_wait_twice_does_not_block_the_second_time() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
            b.lock.releaseAndWait("remove");
            assertThat(b.lock.ioCount()).isEqualTo(-2);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void a_release_too_many_makes_release_and_wait_return_one_holder_too_early() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("read");
            b.lock.acquire("remove");
            b.lock.release("never acquired");
            b.lock.releaseAndWait("remove");
            assertThat(b.lock.isHeldWith("read")).isTrue();
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void a_missing_release_ends_as_a_deadlock_that_names_the_holder() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("leaked");
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
        });
        assertThat(outcome).isInstanceOf(Outcome.Deadlocked.class);
        Outcome.StuckThread stuck = ((Outcome.Deadlocked) outcome).threads().get(0);
        assertThat(stuck.thread()).isEqualTo("main");
        assertThat(stuck.heldBy())
                .singleElement()
                .asString()
                .contains("tester#1.removeLock", "leaked", "since step", "RemoveLockTest.java:");
    }

    @Test
    void a_share_may_be_released_by_another_thread() {
        LockBench bench = verified();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("handed over");
            b.thread("dpc", () -> b.lock.release("handed over"));
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void the_same_tag_may_hold_several_shares_and_null_is_a_tag() {
        LockBench bench = verified();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("x");
            b.lock.acquire("x");
            b.lock.acquire(null);
            b.lock.release("x");
            assertThat(b.lock.isHeldWith("x")).isTrue();
            b.lock.release("x");
            b.lock.release(null);
            assertThat(b.lock.holders()).isEmpty();
        });
        assertThat(outcome.isClean()).isTrue();
    }

    @Test
    void acquiring_while_another_waits_in_release_and_wait_is_refused() {
        List<NtStatus> answers = new ArrayList<>();
        LockBench bench = verified();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("read");
            b.thread("late comer", () -> {
                answers.add(b.lock.acquire("late"));
                b.lock.release("read");
            });
            b.lock.acquire("remove");
            b.lock.releaseAndWait("remove");
        });
        assertThat(outcome.isClean()).isTrue();
        assertThat(answers).containsExactly(STATUS_DELETE_PENDING);
    }

    @Test
    void a_second_share_of_the_remover_itself_is_a_deadlock() {
        LockBench bench = verified();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("first");
            b.lock.acquire("second");
            b.lock.releaseAndWait("second");
        });
        assertThat(outcome).isInstanceOf(Outcome.Deadlocked.class);
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy())
                .singleElement()
                .asString()
                .contains("first");
    }

    @Test
    void initialising_again_resets_the_count_on_a_free_build() {
        LockBench bench = free();
        bench.run(b -> {
            b.lock.acquire("read");
            b.lock.initialize("Test", 0, 0);
            assertThat(b.lock.ioCount()).isEqualTo(1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void a_lock_in_a_freed_extension_is_use_after_free() {
        LockBench bench = free();
        Outcome outcome = bench.run(b -> {
            b.device.delete();
            b.lock.acquire("late");
        });
        assertThat(bugCheck(outcome).bugCheck().code()).isEqualTo(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    // ---- What the verifier says.

    @Test
    void release_with_a_tag_that_holds_nothing_is_d5_and_names_who_does() {
        LockBench bench = verified();
        Outcome outcome = bench.run(b -> {
            b.lock.acquire("mine");
            b.lock.release("yours");
        });
        assertViolation(outcome, 0xD5);
        assertThat(bugCheck(outcome).bugCheck().facts("holders"))
                .singleElement()
                .asString()
                .contains("mine");
    }

    @Test
    void release_without_acquire_is_d5() {
        assertViolation(verified().run(b -> b.lock.release("never")), 0xD5);
    }

    @Test
    void release_and_wait_without_an_own_share_is_d6_and_gives_the_remaining_tag() {
        Outcome outcome = verified().run(b -> {
            b.lock.acquire("read");
            b.lock.releaseAndWait("remove");
        });
        assertViolation(outcome, 0xD6);
        assertThat(bugCheck(outcome).bugCheck().parameter(3)).isEqualTo("read");
    }

    @Test
    void release_and_wait_twice_is_d6() {
        assertViolation(
                verified().run(b -> {
                    b.lock.acquire("remove");
                    b.lock.releaseAndWait("remove");
                    b.lock.releaseAndWait("remove");
                }),
                0xD6);
    }

    @Test
    void initialising_again_is_d7_even_after_the_wait_has_ended() {
        assertViolation(
                verified().run(b -> {
                    b.lock.acquire("remove");
                    b.lock.releaseAndWait("remove");
                    b.lock.initialize("Test", 0, 0);
                }),
                0xD7);
    }

    @Test
    void using_a_lock_that_was_never_initialised_is_reported() {
        LockBench bench = verified();
        bench.thread("main", () -> {
            bench.makeDevice();
            bench.lock.acquire("x");
        });
        assertViolation(bench.machine.run(), 0x57440002);
    }

    @Test
    void deleting_the_device_while_a_share_is_held_is_reported() {
        Outcome outcome = verified().run(b -> {
            b.lock.acquire("read");
            b.device.delete();
        });
        assertViolation(outcome, 0x57440001);
    }

    // ---- What a checked build says by itself.

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
        LockBench bench = checked();
        Outcome outcome = bench.run(0, 2, b -> {
            b.lock.acquire("one");
            b.lock.acquire("two");
            assertThat(b.lock.mostHolders()).isEqualTo(2);
            b.lock.acquire("three");
        });
        assertAssertion(outcome, "Lock->Common.IoCount <= Lock->Dbg.HighWatermark");
    }

    @Test
    void the_strict_high_watermark_asserts_when_it_is_reached() {
        MachineBuilder builder =
                Machine.builder().verifier(false).checkedDrivers(true).strictHighWatermark(true);
        Outcome outcome = LockBench.of(builder).run(0, 2, b -> {
            b.lock.acquire("one");
            b.lock.acquire("two");
        });
        assertAssertion(outcome, "Lock->Common.IoCount <= Lock->Dbg.HighWatermark");
    }

    @Test
    void a_share_held_too_long_is_reported_when_another_is_released() {
        LockBench bench = checked();
        Outcome outcome = bench.run(1, 0, b -> {
            b.lock.acquire("slow");
            b.lock.acquire("fast");
            b.machine.kernel().currentThread().delay(61_000 * KernelOptions.TICKS_PER_MILLISECOND);
            b.lock.release("fast");
        });
        assertAssertion(outcome, "share held longer than MaxLockedMinutes");
    }

    @Test
    void limits_mean_nothing_on_a_free_build() {
        LockBench bench = free();
        Outcome outcome = bench.run(1, 1, b -> {
            b.lock.acquire("one");
            b.lock.acquire("two");
            b.machine.kernel().currentThread().delay(61_000 * KernelOptions.TICKS_PER_MILLISECOND);
            b.lock.release("one");
            b.lock.release("two");
        });
        assertThat(outcome.isClean()).isTrue();
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

    // ---- The Ex forms.

    @Test
    void an_odd_size_leaves_the_lock_uninitialised() {
        LockBench bench = free();
        bench.thread("main", () -> {
            bench.makeDevice();
            bench.lock.initializeEx("Test", 0, 0, 17);
            assertThat(bench.lock.isInitialized()).isFalse();
        });
        assertThat(bench.machine.run().isClean()).isTrue();
    }

    @Test
    void the_ex_form_keeps_file_and_line_of_the_caller() {
        LockBench bench = checked();
        bench.run(b -> {
            b.lock.acquireEx("x", "toaster.c", 118, RemoveLockSize.CHECKED.bytes());
            assertThat(b.lock.holders().get(0).site()).isEqualTo("toaster.c:118");
            b.lock.releaseEx("x", RemoveLockSize.CHECKED.bytes());
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    @Test
    void another_size_than_at_initialisation_counts_as_no_debug_block() {
        LockBench bench = checked();
        bench.run(b -> {
            b.lock.acquire("mine");
            b.lock.releaseEx("yours", RemoveLockSize.FREE.bytes());
            assertThat(b.lock.ioCount()).isEqualTo(1);
        });
        assertThat(bench.machine.outcome().isClean()).isTrue();
    }

    // ---- Races: the release that meets the wait, on many schedules (S62).

    @Test
    void no_schedule_lets_an_acquirer_in_after_the_wait_has_ended() {
        for (long seed = 0; seed < 500; seed++) {
            LockBench bench = LockBench.of(Machine.builder().policy(Policies.random(seed)));
            boolean[] gone = new boolean[1];
            Outcome outcome = bench.run(b -> {
                for (int i = 0; i < 3; i++) {
                    String tag = "reader " + i;
                    b.thread(tag, () -> {
                        if (b.lock.acquire(tag) == STATUS_SUCCESS) {
                            assertThat(gone[0]).isFalse();
                            b.lock.release(tag);
                        }
                    });
                }
                b.lock.acquire("remove");
                b.lock.releaseAndWait("remove");
                gone[0] = true;
                assertThat(b.lock.holders()).isEmpty();
                assertThat(b.lock.ioCount()).isBetween(0, 0);
            });
            assertThat(outcome.headline()).as("seed %s", seed).startsWith("completed");
        }
    }
}
