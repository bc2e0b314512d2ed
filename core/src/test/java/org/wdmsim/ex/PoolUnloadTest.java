package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.BugCheckCode.DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.ex.PoolFlags.POOL_FLAG_NON_PAGED;
import static org.wdmsim.ex.PoolFlags.POOL_FLAG_PAGED;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.io.DriverObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** What a driver leaves behind: io.md 2.2, bug-checks.md 2.1 (0x60 to 0x62) and 6 (0xCE). */
class PoolUnloadTest {
    private static Machine machine(
            MachineBuilder builder, Consumer<DriverObject> entry, Consumer<DriverObject> unload) {
        Machine machine = builder.build();
        machine.thread("main", () -> {
            DriverObject driver = machine.io()
                    .loadDriver("sparkle", (object, path) -> {
                        object.onUnload(unload::accept);
                        entry.accept(object);
                        return STATUS_SUCCESS;
                    })
                    .value();
            assertThat(machine.io().unloadDriver(driver)).isTrue();
        });
        return machine;
    }

    private static void leak(DriverObject driver) {
        driver.pool().allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
        driver.pool().allocate2(POOL_FLAG_PAGED, 32, "Brea");
    }

    @Test
    void pool_left_at_unload_is_0x62_and_each_block_is_named_with_its_place() {
        Outcome outcome =
                machine(Machine.builder(), PoolUnloadTest::leak, driver -> {}).run();
        assertOutcome(outcome).isViolation(0x62);
        var check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(1)).isEqualTo("sparkle");
        assertThat(check.parameter(3)).isEqualTo("0x2");
        assertThat(check.facts("what")).containsExactly("sparkle was unloaded and has left 2 allocations, 96 bytes");
        assertThat(check.facts("holders"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("pool#1 (64 bytes of NonPagedPoolNx, tag Toas, allocated at step")
                                .contains("PoolUnloadTest.java:"),
                        line -> assertThat(line).startsWith("pool#2 (32 bytes of PagedPool, tag Brea"));
    }

    @Test
    void without_verifier_a_leak_is_left_over() {
        Machine machine = machine(Machine.builder().verifier(false), PoolUnloadTest::leak, driver -> {});
        assertOutcome(machine.run()).isClean();
        assertThat(machine.leftovers()).hasSize(2).allMatch(line -> line.startsWith("pool leaked by sparkle: pool#"));
    }

    @Test
    void what_unload_frees_is_no_leak() {
        PoolBlock[] block = new PoolBlock[1];
        Machine machine = machine(
                Machine.builder(),
                driver -> block[0] = driver.pool().allocate2(POOL_FLAG_NON_PAGED, 64, "Toas"),
                driver -> {
                    block[0].free("Toas");
                    driver.pool().allocate2(POOL_FLAG_PAGED, 8, "Toas").free();
                });
        assertOutcome(machine.run()).isClean();
        assertThat(machine.leftovers()).isEmpty();
    }

    @Test
    void a_lookaside_list_left_at_unload_is_0xCE_with_and_without_verifier() {
        for (boolean verified : new boolean[] {true, false}) {
            assertOutcome(machine(
                                    Machine.builder().verifier(verified),
                                    driver -> LookasideList.nonPaged(driver.pool(), 16, "Toas"),
                                    driver -> {})
                            .run())
                    .isBugCheck(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
        }
        LookasideList[] list = new LookasideList[1];
        assertOutcome(machine(
                                Machine.builder(),
                                driver -> list[0] = LookasideList.nonPaged(driver.pool(), 16, "Toas"),
                                driver -> list[0].delete())
                        .run())
                .isClean();
    }

    @Test
    void a_driver_that_allocates_after_its_unload_is_0xCE() {
        DriverObject[] kept = new DriverObject[1];
        Machine machine = machine(Machine.builder(), driver -> kept[0] = driver, driver -> {});
        machine.thread("left behind", () -> {
            while (kept[0] == null || !kept[0].isUnloaded()) {
                KEvent.notification(machine.kernel(), "tick").set();
            }
            kept[0].pool().allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
        });
        assertOutcome(machine.run()).isBugCheck(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
    }

    @Test
    void another_thread_that_allocates_while_the_driver_unloads_is_0x61() {
        DriverObject[] unloading = new DriverObject[1];
        Machine[] machine = new Machine[1];
        machine[0] = machine(Machine.builder(), driver -> {}, driver -> {
            unloading[0] = driver;
            KEvent.notification(machine[0].kernel(), "never").waitFor(1_000_000);
        });
        machine[0].thread("left behind", () -> {
            machine[0].kernel().currentThread().delay(1000);
            unloading[0].pool().allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
        });
        assertOutcome(machine[0].run()).isViolation(0x61);
    }
}
