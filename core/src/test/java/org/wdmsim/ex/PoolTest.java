package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.BugCheckCode.BAD_POOL_CALLER;
import static org.wdmsim.base.BugCheckCode.DRIVER_IRQL_NOT_LESS_OR_EQUAL;
import static org.wdmsim.base.BugCheckCode.DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION;
import static org.wdmsim.base.BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL;
import static org.wdmsim.base.BugCheckCode.TIMER_OR_DPC_INVALID;
import static org.wdmsim.ex.PoolFlags.POOL_FLAG_NON_PAGED;
import static org.wdmsim.ex.PoolFlags.POOL_FLAG_PAGED;
import static org.wdmsim.ex.PoolFlags.POOL_FLAG_UNINITIALIZED;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.PoolTag;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Pool: io.md 11.1, bug-checks.md 2.1 and 6, rule IrqlExAllocatePool. */
class PoolTest {
    private static Outcome run(MachineBuilder builder, BiConsumer<Kernel, Pool> body) {
        Machine machine = builder.build();
        Pool pool = pool(machine);
        machine.thread("main", () -> body.accept(machine.kernel(), pool));
        return machine.run();
    }

    private static Pool pool(Machine machine) {
        return new Pool(machine.io().poolTracker(), () -> "sparkle");
    }

    private static Outcome run(BiConsumer<Kernel, Pool> body) {
        return run(Machine.builder(), body);
    }

    private static MachineBuilder unverified() {
        return Machine.builder().verifier(false);
    }

    @Test
    void memory_is_zeroed_unless_it_is_asked_for_as_it_is() {
        assertOutcome(run((kernel, pool) -> {
                    PoolBlock zeroed = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
                    PoolBlock raw = pool.allocate2(POOL_FLAG_NON_PAGED | POOL_FLAG_UNINITIALIZED, 8, "Toas");
                    PoolBlock old = pool.allocateWithTag(PoolType.NON_PAGED_POOL_NX, 8, "Toas");
                    assertThat(zeroed.read(0, 8)).containsOnly(0);
                    assertThat(raw.read(0, 8)).containsOnly(0xCD);
                    assertThat(old.read(7)).isEqualTo((byte) 0xCD);
                    zeroed.write(3, (byte) 7);
                    zeroed.write(4, new byte[] {8, 9});
                    assertThat(zeroed.read(3, 3)).containsExactly(7, 8, 9);
                    assertThat(pool.tracker().blocks()).containsExactly(zeroed, raw, old);
                    zeroed.free("Toas");
                    raw.free();
                    old.free("Toas");
                    assertThat(pool.tracker().blocks()).isEmpty();
                }))
                .isClean();
    }

    @Test
    void a_structure_put_into_a_block_comes_out_again() {
        assertOutcome(run((kernel, pool) -> {
                    AtomicInteger structure = new AtomicInteger(3);
                    PoolBlock block =
                            pool.allocate2(POOL_FLAG_PAGED, 16, "Toas").hold(structure);
                    assertThat(block.get(AtomicInteger.class)).isSameAs(structure);
                    block.free();
                }))
                .isClean();
    }

    @Test
    void without_memory_the_answer_is_null() {
        assertOutcome(run((kernel, pool) -> {
                    kernel.setAllocations(routine -> !routine.equals("ExAllocatePool2"));
                    assertThat(pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas")).isNull();
                    assertThat(pool.allocateWithTag(PoolType.PAGED_POOL, 8, "Toas"))
                            .isNotNull();
                }))
                .isClean();
    }

    @Test
    void flags_that_name_no_pool_or_two_and_bad_tags_are_misuse_of_the_api() {
        assertThatThrownBy(() -> PoolFlags.typeOf(0)).hasMessageContaining("name no pool or several");
        assertThatThrownBy(() -> PoolFlags.typeOf(POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED))
                .hasMessageContaining("0x140");
        assertThatThrownBy(() -> PoolFlags.typeOf(0x20)).hasMessageContaining("not modelled");
        assertThatThrownBy(() -> PoolTag.mustBeTag("pool", "Toast")).hasMessageContaining("\"Toast\"");
        assertThatThrownBy(() -> PoolTag.mustBeTag("pool", "")).hasMessageContaining("one to four");
    }

    // ---- Touching.

    @Test
    void a_touch_after_the_free_is_0xD5_and_says_where_it_was_freed() {
        Outcome outcome = run((kernel, pool) -> {
            PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
            block.free();
            block.write(0, (byte) 1);
        });
        assertOutcome(outcome).isBugCheck(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
        assertThat(((Outcome.BugChecked) outcome).bugCheck().facts("what").get(0))
                .startsWith("write to pool in pool#1 (8 bytes of NonPagedPoolNx, tag Toas, allocated at step 3, thread"
                        + " \"main\", PoolTest.java:")
                .contains(", which was freed at step 4, thread \"main\", PoolTest.java:");
        assertOutcome(run((kernel, pool) -> {
                    PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
                    block.free();
                    block.get(Object.class);
                }))
                .isBugCheck(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void a_touch_beyond_the_end_is_0xD6() {
        for (int[] place : new int[][] {{-1, 1}, {8, 1}, {6, 3}}) {
            assertOutcome(run((kernel, pool) -> {
                        PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
                        block.read(place[0], place[1]);
                    }))
                    .isBugCheck(DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION);
        }
    }

    @Test
    void paged_pool_is_touched_below_dispatch_level_only() {
        assertOutcome(run((kernel, pool) -> touchAt(kernel, pool, POOL_FLAG_PAGED, Irql.APC_LEVEL)))
                .isClean();
        assertOutcome(run((kernel, pool) -> touchAt(kernel, pool, POOL_FLAG_NON_PAGED, Irql.DIRQL_5)))
                .isClean();
        assertOutcome(run((kernel, pool) -> touchAt(kernel, pool, POOL_FLAG_PAGED, Irql.DISPATCH_LEVEL)))
                .isBugCheck(DRIVER_IRQL_NOT_LESS_OR_EQUAL);
    }

    private static void touchAt(Kernel kernel, Pool pool, int flags, Irql level) {
        PoolBlock block = pool.allocate2(flags, 8, "Toas");
        Irql old = kernel.currentThread().raiseIrql(level);
        block.write(0, (byte) 1);
        kernel.currentThread().lowerIrql(old);
        block.free();
    }

    @Test
    void a_free_that_races_a_touch_is_found_on_some_schedules() {
        Set<String> endings = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            PoolBlock[] shared = new PoolBlock[1];
            shared[0] = pool(machine).allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
            machine.thread("user", () -> shared[0].write(0, (byte) 1));
            machine.thread("owner", () -> shared[0].free());
            endings.add(
                    machine.run() instanceof Outcome.BugChecked stop
                            ? stop.bugCheck().code().name()
                            : "clean");
        }
        assertThat(endings).containsExactlyInAnyOrder("clean", DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL.name());
    }

    // ---- Allocating and freeing wrongly.

    @Test
    void paged_pool_is_allocated_at_apc_level_at_most() {
        BiConsumer<Kernel, Pool> body = (kernel, pool) -> {
            kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            pool.allocate2(POOL_FLAG_PAGED, 8, "Toas");
        };
        assertOutcome(run(body)).isViolation(0x20004);
        assertOutcome(run(unverified(), body)).isBugCheck(BAD_POOL_CALLER, 0x08);
    }

    @Test
    void non_paged_pool_is_allocated_and_freed_at_dispatch_level_at_most() {
        assertOutcome(run((kernel, pool) -> {
                    Irql old = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas").free();
                    kernel.currentThread().lowerIrql(old);
                }))
                .isClean();
        BiConsumer<Kernel, Pool> tooHigh = (kernel, pool) -> {
            PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
            kernel.currentThread().raiseIrql(Irql.DIRQL_5);
            block.free();
        };
        assertOutcome(run(tooHigh)).isViolation(0x12);
        assertOutcome(run(unverified(), tooHigh)).isBugCheck(BAD_POOL_CALLER, 0x09);
    }

    @Test
    void paged_pool_is_freed_at_apc_level_at_most() {
        BiConsumer<Kernel, Pool> body = (kernel, pool) -> {
            PoolBlock block = pool.allocate2(POOL_FLAG_PAGED, 8, "Toas");
            kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            block.free();
        };
        assertOutcome(run(body)).isViolation(0x11);
        assertOutcome(run(unverified(), body)).isBugCheck(BAD_POOL_CALLER, 0x09);
    }

    @Test
    void an_allocation_of_no_bytes_is_a_violation() {
        BiConsumer<Kernel, Pool> body = (kernel, pool) -> pool.allocate2(POOL_FLAG_NON_PAGED, 0, "Toas");
        assertOutcome(run(body)).isViolation(0x00);
        assertOutcome(run(unverified(), body)).isBugCheck(BAD_POOL_CALLER, 0x00);
    }

    @Test
    void a_second_free_is_0x13_and_without_verifier_0xC2() {
        BiConsumer<Kernel, Pool> body = (kernel, pool) -> {
            PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas");
            block.free();
            block.free("Toas");
        };
        assertOutcome(run(body)).isViolation(0x13);
        assertOutcome(run(unverified(), body)).isBugCheck(BAD_POOL_CALLER, 0x07);
    }

    @Test
    void a_wrong_tag_is_0xC2_with_and_without_verifier() {
        BiConsumer<Kernel, Pool> body =
                (kernel, pool) -> pool.allocate2(POOL_FLAG_NON_PAGED, 8, "Toas").free("Brea");
        assertOutcome(run(body)).isBugCheck(BAD_POOL_CALLER, 0x0A);
        assertOutcome(run(unverified(), body)).isBugCheck(BAD_POOL_CALLER, 0x0A);
    }

    // ---- What is inside.

    @Test
    void a_block_with_a_set_timer_in_it_must_not_be_freed() {
        BiConsumer<Kernel, Pool> body = (kernel, pool) -> {
            PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
            KTimer timer = new KTimer(kernel, "timer", block, KTimer.Type.NOTIFICATION);
            timer.set(1_000_000, 0, null);
            block.free();
        };
        assertOutcome(run(body)).isViolation(0x15);
        assertOutcome(run(unverified(), body)).isBugCheck(TIMER_OR_DPC_INVALID, 0);
    }

    @Test
    void a_block_whose_timer_was_cancelled_may_be_freed() {
        assertOutcome(run((kernel, pool) -> {
                    PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
                    KTimer timer = new KTimer(kernel, "timer", block, KTimer.Type.NOTIFICATION);
                    timer.set(1_000_000, 0, null);
                    timer.cancel();
                    block.free();
                }))
                .isClean();
    }

    @Test
    void a_block_with_a_queued_dpc_in_it_must_not_be_freed_but_its_dpc_may_free_it() {
        assertOutcome(run((kernel, pool) -> {
                    PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
                    KDpc dpc = new KDpc(kernel, "dpc", block, (same, context, first, second) -> {}, null);
                    Irql old = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    dpc.insert(null, null);
                    block.free();
                    kernel.currentThread().lowerIrql(old);
                }))
                .isBugCheck(TIMER_OR_DPC_INVALID, 1);
        assertOutcome(run((kernel, pool) -> {
                    PoolBlock block = pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas");
                    new KDpc(kernel, "dpc", block, (same, context, first, second) -> block.free(), null)
                            .insert(null, null);
                    KDpc.flush(kernel);
                    assertThat(block.isFreed()).isTrue();
                }))
                .isClean();
    }

    @Test
    void a_block_with_a_resource_or_a_work_item_in_use_must_not_be_freed() {
        BiConsumer<Kernel, Pool> resource = (kernel, pool) -> {
            EResource inside = new EResource(kernel, "resource");
            pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas")
                    .contains(new PoolResident(PoolResident.Kind.RESOURCE, inside, () -> !inside.isDeleted()))
                    .free();
        };
        assertOutcome(run(resource)).isViolation(0x17);
        assertOutcome(run(unverified(), resource)).isClean();
        assertOutcome(run((kernel, pool) -> pool.allocate2(POOL_FLAG_NON_PAGED, 64, "Toas")
                        .contains(new PoolResident(PoolResident.Kind.WORK_ITEM, () -> "item", () -> true))
                        .free()))
                .isBugCheck(BugCheckCode.WORKER_INVALID, 0);
    }
}
