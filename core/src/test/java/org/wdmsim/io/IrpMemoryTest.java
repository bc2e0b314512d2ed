package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.machine.Machine;

/** IoAllocateIrp, IoFreeIrp, and hands that do not let go of a finished IRP. */
class IrpMemoryTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    private static final CompletionRoutine KEEPS = (device, irp, context) -> STATUS_MORE_PROCESSING_REQUIRED;

    @Test
    void an_allocated_irp_is_its_driver_s_until_it_is_freed() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.setCompletionRoutine(KEEPS, null, true, true, true);
                    b.top().call(irp);
                    assertThat(irp.isFreed()).isFalse();
                    assertThat(b.io().liveIrps()).containsExactly(irp);
                    irp.free();
                    assertThat(b.io().liveIrps()).isEmpty();
                }))
                .isClean();
    }

    @Test
    void an_irp_that_was_never_sent_may_be_freed() {
        assertOutcome(stack(1).run(b -> b.allocate(IRP_MJ_READ, 1).free())).isClean();
    }

    @Test
    void an_irp_that_is_never_freed_is_left_over() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> b.allocate(IRP_MJ_READ, 1))).isClean();
        assertThat(bench.machine.leftovers()).hasSize(1).first().asString().startsWith("IRP outstanding: irp#1");
    }

    @Test
    void allocation_may_fail() {
        assertOutcome(stack(1).run(b -> {
                    b.kernel().setAllocations(routine -> !routine.equals("IoAllocateIrp"));
                    assertThat(b.io().allocateIrp(1)).isNull();
                }))
                .isClean();
    }

    @Test
    void freeing_twice_is_0x01() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.free();
                    irp.free();
                }))
                .isIoViolation(0x01);
    }

    @Test
    void freeing_what_completion_has_freed_is_0x01() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.irp(IRP_MJ_READ);
                    b.io().sendAndWait(b.top(), irp);
                    irp.free();
                }))
                .isIoViolation(0x01);
    }

    @Test
    void freeing_an_irp_that_a_lower_driver_has_is_0x20A() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.markPending();
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    b.top().call(irp);
                    irp.free();
                }))
                .isIoViolation(0x20A);
    }

    @Test
    void freeing_an_irp_of_the_system_s_own_while_it_is_under_way_is_0x20C() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.free();
            return STATUS_SUCCESS;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isIoViolation(0x20C);
    }

    @Test
    void sending_a_finished_irp_is_0x03() {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            irp.complete(STATUS_SUCCESS);
            return StackBench.lower(device).call(irp);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isIoViolation(0x03);
    }

    @Test
    void sending_a_freed_irp_is_0x03() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.free();
                    b.top().call(irp);
                }))
                .isIoViolation(0x03);
    }

    static Stream<Map.Entry<String, Consumer<Irp>>> uses() {
        return Stream.of(
                Map.entry("read IoStatus.Status", Irp::status),
                Map.entry("write IoStatus.Status", irp -> irp.setStatus(STATUS_SUCCESS)),
                Map.entry("read IoStatus.Information", Irp::information),
                Map.entry("write IoStatus.Information", irp -> irp.setInformation(1)),
                Map.entry("read the pointer", Irp::result),
                Map.entry("write the pointer", irp -> irp.setResult("")),
                Map.entry("current location", Irp::location),
                Map.entry("next location", Irp::nextLocation),
                Map.entry("skip", Irp::skipLocation),
                Map.entry("copy", Irp::copyLocationToNext),
                Map.entry("mark pending", Irp::markPending),
                Map.entry("set completion routine", irp -> irp.setCompletionRoutine(KEEPS, null, true, true, true)),
                Map.entry("set cancel routine", irp -> irp.setCancelRoutine(null)),
                Map.entry("cancel", Irp::cancel),
                Map.entry("is cancelled", Irp::isCancelled),
                Map.entry("pending returned", Irp::pendingReturned),
                Map.entry("driver context", Irp::driverContext),
                Map.entry("master", Irp::masterIrp),
                Map.entry("count of parts", irp -> irp.setAssociatedIrpCount(1)),
                Map.entry("MDL", Irp::mdlAddress),
                Map.entry("user buffer", Irp::userBuffer),
                Map.entry("system buffer", Irp::systemBuffer));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void touching_a_finished_irp_is_a_use_after_free(Map.Entry<String, Consumer<Irp>> use) {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            irp.complete(STATUS_SUCCESS);
            use.getValue().accept(irp);
            return STATUS_SUCCESS;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ)))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }
}
