package org.wdmsim.io;

import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** The level at which a driver's routines are entered and left. */
class IrqlOfRoutinesTest {
    @Test
    void a_dispatch_routine_that_returns_at_another_level_is_0x2001D() {
        StackBench bench = new StackBench(Machine.builder(), 1).layer(0, (device, irp) -> {
            irp.complete(STATUS_SUCCESS);
            device.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
            return STATUS_SUCCESS;
        });
        assertOutcome(bench.run(b -> b.send(IrpMajor.IRP_MJ_READ))).isViolation(0x2001D);
    }

    @Test
    void a_completion_routine_that_returns_at_another_level_is_0xFA() {
        StackBench bench = new StackBench(Machine.builder(), 2)
                .layer(
                        1,
                        (device, irp) -> StackBench.copyWith(
                                device,
                                irp,
                                (same, done, context) -> {
                                    same.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                                    return STATUS_SUCCESS;
                                },
                                null));
        assertOutcome(bench.run(b -> b.send(IrpMajor.IRP_MJ_READ))).isViolation(0xFA);
    }

    @Test
    void a_routine_that_raises_and_lowers_is_as_it_should_be() {
        StackBench bench = new StackBench(Machine.builder(), 1).layer(0, (device, irp) -> {
            Irql old = device.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            irp.complete(STATUS_SUCCESS);
            device.kernel().currentThread().lowerIrql(old);
            return STATUS_SUCCESS;
        });
        assertOutcome(bench.run(b -> b.send(IrpMajor.IRP_MJ_READ))).isClean();
    }

    @ParameterizedTest
    @EnumSource(IrpMajor.class)
    void at_dispatch_level_only_five_majors_may_be_sent(IrpMajor major) {
        Outcome outcome = new StackBench(Machine.builder(), 1).run(b -> {
            Irp irp = b.irp(major);
            Irql old = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            b.top().call(irp);
            b.kernel().currentThread().lowerIrql(old);
        });
        if (major.mayBeSentAtDispatch()) {
            assertOutcome(outcome).isClean();
        } else {
            assertOutcome(outcome).isIoViolation(0x23A);
        }
    }
}
