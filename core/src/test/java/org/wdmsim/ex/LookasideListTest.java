package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Lookaside lists: rule IrqlExApcLte2, io.md 2.2. */
class LookasideListTest {
    private static Outcome run(MachineBuilder builder, BiConsumer<Kernel, Pool> body) {
        Machine machine = builder.build();
        machine.thread("main", () -> body.accept(machine.kernel(), pool(machine)));
        return machine.run();
    }

    private static Pool pool(Machine machine) {
        return new Pool(machine.io().poolTracker(), () -> "sparkle");
    }

    @Test
    void a_freed_block_s_memory_is_handed_out_again_as_it_was() {
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.nonPaged(pool, 8, "Toas");
                    PoolBlock first = list.allocate();
                    first.write(0, (byte) 7);
                    list.free(first);
                    assertThat(list.kept()).isEqualTo(1);
                    assertThat(pool.tracker().blocks()).isEmpty();
                    PoolBlock second = list.allocate();
                    assertThat(second).isNotSameAs(first);
                    assertThat(second.read(0)).isEqualTo((byte) 7);
                    assertThat(list.allocations()).isEqualTo(2);
                    assertThat(list.misses()).isEqualTo(1);
                    list.free(second);
                    list.delete();
                }))
                .isClean();
    }

    @Test
    void a_list_keeps_as_many_blocks_as_its_depth() {
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.initialize(pool, PoolType.PAGED_POOL, 8, "Toas", 2);
                    PoolBlock[] blocks = {list.allocate(), list.allocate(), list.allocate()};
                    for (PoolBlock block : blocks) {
                        list.free(block);
                    }
                    assertThat(list.kept()).isEqualTo(2);
                    list.delete();
                    assertThat(list.kept()).isZero();
                }))
                .isClean();
        assertThatThrownBy(() -> LookasideList.nonPaged(pool(Machine.builder().build()), 0, "Toas"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void without_memory_only_what_the_list_keeps_can_be_had() {
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.nonPaged(pool, 8, "Toas");
                    list.free(list.allocate());
                    kernel.setAllocations(routine -> false);
                    PoolBlock kept = list.allocate();
                    assertThat(kept).isNotNull();
                    assertThat(list.allocate()).isNull();
                    list.free(kept);
                    list.delete();
                }))
                .isClean();
    }

    @Test
    void a_block_given_back_is_gone_for_its_user_though_its_memory_is_not() {
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.nonPaged(pool, 8, "Toas");
                    PoolBlock block = list.allocate();
                    list.free(block);
                    block.write(0, (byte) 1);
                }))
                .isBugCheck(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void a_deleted_list_must_not_be_used() {
        for (int use = 0; use < 3; use++) {
            int which = use;
            assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                        LookasideList list = LookasideList.nonPaged(pool, 8, "Toas");
                        PoolBlock block = list.allocate();
                        list.delete();
                        switch (which) {
                            case 0 -> list.allocate();
                            case 1 -> list.free(block);
                            default -> list.delete();
                        }
                    }))
                    .isBugCheck(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
        }
    }

    @Test
    void a_block_of_another_list_or_of_pool_is_a_violation() {
        BiConsumer<Kernel, Pool> stranger = (kernel, pool) -> {
            LookasideList mine = LookasideList.nonPaged(pool, 8, "Toas");
            LookasideList other = LookasideList.nonPaged(pool, 4, "Brea");
            mine.free(other.allocate());
        };
        assertOutcome(run(Machine.builder(), stranger)).isViolation(0x57440E01);
        assertOutcome(run(Machine.builder().verifier(false), stranger)).isClean();
        assertOutcome(run(
                        Machine.builder(),
                        (kernel, pool) -> LookasideList.nonPaged(pool, 8, "Toas")
                                .free(pool.allocateWithTag(PoolType.NON_PAGED_POOL_NX, 8, "Toas"))))
                .isViolation(0x57440E01);
    }

    @Test
    void a_paged_list_is_used_below_dispatch_level_only() {
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.paged(pool, 8, "Toas");
                    kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    list.allocate();
                }))
                .isViolation(0x20006);
        assertOutcome(run(Machine.builder(), (kernel, pool) -> {
                    LookasideList list = LookasideList.nonPaged(pool, 8, "Toas");
                    Irql old = kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    list.free(list.allocate());
                    kernel.currentThread().lowerIrql(old);
                    list.delete();
                }))
                .isClean();
    }

    @Test
    void no_two_threads_are_given_the_same_memory_on_any_schedule() {
        Set<Integer> misses = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            LookasideList list = LookasideList.nonPaged(pool(machine), 1, "Toas");
            for (byte number = 1; number <= 3; number++) {
                byte mine = number;
                machine.thread("user " + number, () -> {
                    for (int i = 0; i < 3; i++) {
                        PoolBlock block = list.allocate();
                        block.write(0, mine);
                        assertThat(block.read(0)).isEqualTo(mine);
                        list.free(block);
                    }
                });
            }
            assertOutcome(machine.run()).isClean();
            assertThat(list.allocations()).isEqualTo(9);
            assertThat(list.kept()).isEqualTo(list.misses());
            misses.add(list.misses());
        }
        assertThat(misses).hasSizeGreaterThan(1);
    }
}
