package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.OtherOutcomes;
import org.wdmsim.machine.Outcome;

/** What the verifier and a checked build say of a remove lock that is used wrongly. */
class RemoveLockReportsTest {
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
        MachineBuilder strict = Machine.builder().strictHighWatermark(true);
        MachineBuilder other = new OtherOutcomes().machine();
        for (MachineBuilder builder : List.of(strict, other)) {
            Outcome outcome = LockBench.of(builder.verifier(false).checkedDrivers(true))
                    .run(0, 2, b -> {
                        b.lock.acquire("one");
                        b.lock.acquire("two");
                    });
            assertAssertion(outcome, "Lock->Common.IoCount <= Lock->Dbg.HighWatermark");
        }
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
}
