package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** The life of an MDL. */
class MdlTest {
    private final StackBench bench = new StackBench(Machine.builder(), 1);

    private Outcome with(java.util.function.Consumer<Mdl> use) {
        return bench.run(b -> use.accept(Mdl.allocate(b.drivers.get(0), new byte[] {1, 2, 3, 4}, 1, 2, null)));
    }

    @Test
    void an_mdl_for_pool_is_built_used_and_freed() {
        assertOutcome(with(mdl -> {
                    mdl.buildForNonPagedPool();
                    assertThat(mdl.byteOffset()).isEqualTo(1);
                    assertThat(mdl.systemAddress().get(0)).isEqualTo((byte) 2);
                    assertThat(mdl.systemAddress().remaining()).isEqualTo(2);
                    mdl.free();
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void an_mdl_that_is_not_locked_has_no_system_address() {
        assertOutcome(with(Mdl::systemAddress)).isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void a_locked_mdl_must_be_unlocked_before_it_is_freed() {
        assertOutcome(with(mdl -> {
                    mdl.probeAndLock(Mdl.LockOperation.IO_WRITE_ACCESS);
                    mdl.free();
                }))
                .isBugCheck(BugCheckCode.DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS);
    }

    @Test
    void freeing_twice_is_caught() {
        assertOutcome(with(mdl -> {
                    mdl.free();
                    mdl.free();
                }))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void an_mdl_that_is_never_freed_is_left_over() {
        assertOutcome(with(Mdl::buildForNonPagedPool)).isClean();
        assertThat(bench.machine.leftovers()).hasSize(1).first().asString().startsWith("MDL not freed: mdl#1");
    }

    @Test
    void mdls_of_an_irp_are_a_chain() {
        assertOutcome(bench.run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    Mdl first = Mdl.allocate(b.drivers.get(0), new byte[1], 0, 1, irp);
                    Mdl second = Mdl.allocate(b.drivers.get(0), new byte[1], 0, 1, irp);
                    assertThat(irp.mdlAddress()).isSameAs(first);
                    assertThat(first.next()).isSameAs(second);
                    first.free();
                    second.free();
                    irp.free();
                }))
                .isClean();
    }

    @Test
    void allocation_may_fail() {
        assertOutcome(bench.run(b -> {
                    b.kernel().setAllocations(routine -> !routine.equals("IoAllocateMdl"));
                    assertThat(Mdl.allocate(b.drivers.get(0), new byte[1], 0, 1, null))
                            .isNull();
                }))
                .isClean();
    }
}
