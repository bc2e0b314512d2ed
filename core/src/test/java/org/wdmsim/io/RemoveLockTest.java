package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** The lock by itself: every edge case of a free build, the Ex forms, and the release that meets the wait. */
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
