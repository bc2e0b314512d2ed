package org.wdmsim.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.Irql;
import org.wdmsim.base.StepKind;
import org.wdmsim.ex.ExStep;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.ob.ObStep;
import org.wdmsim.po.PoStep;

/** Each routine at the levels at which it may be called, and one above. */
class IrqlChecksTest {
    private static Outcome at(Irql level, Consumer<Kernel> body) {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            Kernel kernel = machine.kernel();
            kernel.currentThread().raiseIrql(level);
            body.accept(kernel);
            kernel.currentThread().lowerIrql(Irql.PASSIVE_LEVEL);
        });
        return machine.run();
    }

    static Stream<StepKind> limited() {
        return Stream.<StepKind[]>of(
                        KeStep.values(), ExStep.values(), ObStep.values(), IoStep.values(), PoStep.values())
                .flatMap(Arrays::stream)
                .filter(kind -> kind.info().maxIrql() != null && kind.info().maxIrql() != Irql.HIGH_LEVEL);
    }

    /** Steps whose announcement other checks look into, so that it needs its real objects. */
    private static final Set<StepKind> NEED_OBJECTS = Set.of(
            KeStep.KE_LEAVE_CRITICAL_REGION,
            KeStep.KE_LEAVE_GUARDED_REGION,
            IoStep.IO_START_NEXT_PACKET,
            IoStep.IO_START_NEXT_PACKET_BY_KEY,
            IoStep.IO_ATTACH_DEVICE,
            IoStep.IO_ATTACH_DEVICE_SAFE,
            IoStep.IO_DETACH_DEVICE,
            IoStep.IO_DELETE_DEVICE,
            IoStep.IO_COMPLETE_REQUEST,
            IoStep.IO_CALL_DRIVER,
            IoStep.IO_INITIALIZE_REMOVE_LOCK,
            IoStep.IO_ACQUIRE_REMOVE_LOCK,
            IoStep.IO_RELEASE_REMOVE_LOCK,
            IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT,
            PoStep.PO_REQUEST_POWER_IRP);

    @ParameterizedTest
    @MethodSource("limited")
    void one_level_above_the_highest_is_a_violation(StepKind kind) {
        Irql above = Irql.values()[kind.info().maxIrql().ordinal() + 1];
        Outcome outcome = at(above, kernel -> kernel.step(kind, null, null, null));
        if (kind == IoStep.IO_CALL_DRIVER) {
            assertOutcome(outcome).isIoViolation(0x10);
        } else if (kind == IoStep.IO_COMPLETE_REQUEST) {
            assertOutcome(outcome).isIoViolation(0x0E);
        } else if (kind == KeStep.KE_WAIT || kind == KeStep.KE_WAIT_MULTIPLE) {
            assertOutcome(outcome).isViolation(0x120);
        } else {
            int rule = kind.info().irqlRule();
            assertOutcome(outcome).isViolation(rule == 0 ? 0xE5 : rule);
        }
    }

    @ParameterizedTest
    @MethodSource("limited")
    void the_highest_level_itself_is_allowed(StepKind kind) {
        if (!NEED_OBJECTS.contains(kind)) {
            assertOutcome(at(kind.info().maxIrql(), kernel -> kernel.step(kind, null, 0L, null)))
                    .isClean();
        }
    }

    static Stream<StepKind> raised() {
        return limited().filter(kind -> kind.info().minIrql() != Irql.PASSIVE_LEVEL);
    }

    @ParameterizedTest
    @MethodSource("raised")
    void below_the_lowest_level_is_a_violation(StepKind kind) {
        Irql below = Irql.values()[kind.info().minIrql().ordinal() - 1];
        Outcome outcome = at(below, kernel -> kernel.step(kind, null, null, null));
        assertThat(((Outcome.BugChecked) outcome).bugCheck().facts("what").get(0))
                .contains("was called at " + below + "; it may be called at exactly "
                        + kind.info().minIrql());
    }

    // ---- Waits.

    private static Outcome waits(Irql level, long timeout) {
        return at(level, kernel -> KEvent.notification(kernel, "event").waitFor(timeout));
    }

    @Test
    void a_wait_above_dispatch_level_is_0x120_whatever_its_timeout() {
        assertOutcome(waits(Irql.DIRQL_3, 0)).isViolation(0x120);
        assertOutcome(waits(Irql.HIGH_LEVEL, KEvent.FOREVER)).isViolation(0x120);
    }

    @Test
    void at_dispatch_level_for_ever_is_0x121_for_a_while_0x122_and_a_test_is_allowed() {
        assertOutcome(waits(Irql.DISPATCH_LEVEL, KEvent.FOREVER)).isViolation(0x121);
        assertOutcome(waits(Irql.DISPATCH_LEVEL, 1)).isViolation(0x122);
        assertOutcome(waits(Irql.DISPATCH_LEVEL, 0)).isClean();
    }

    @Test
    void at_apc_level_a_wait_is_allowed() {
        assertOutcome(waits(Irql.APC_LEVEL, 1)).isClean();
    }

    @Test
    void waiting_for_the_last_share_of_a_remove_lock_at_dispatch_level_is_0x121() {
        assertOutcome(at(
                        Irql.DISPATCH_LEVEL,
                        kernel -> kernel.step(IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT, null, "tag", null)))
                .isViolation(0x121);
    }

    @Test
    void a_wait_under_a_spin_lock_is_0x121() {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            new KSpinLock(machine.kernel(), "lock").acquire();
            KEvent.notification(machine.kernel(), "event").waitFor(KEvent.FOREVER);
        });
        assertOutcome(machine.run()).isViolation(0x121);
    }

    // ---- Changes of the level.

    @Test
    void raising_to_a_lower_level_is_0x30() {
        assertOutcome(at(Irql.DISPATCH_LEVEL, kernel -> kernel.currentThread().raiseIrql(Irql.APC_LEVEL)))
                .isViolation(0x30);
    }

    @Test
    void lowering_to_a_higher_level_is_0x31() {
        assertOutcome(at(Irql.APC_LEVEL, kernel -> kernel.currentThread().lowerIrql(Irql.DISPATCH_LEVEL)))
                .isViolation(0x31);
    }

    @Test
    void raising_and_lowering_to_the_same_level_is_allowed() {
        assertOutcome(at(Irql.APC_LEVEL, kernel -> {
                    KThread me = kernel.currentThread();
                    assertThat(me.raiseIrql(Irql.APC_LEVEL)).isEqualTo(Irql.APC_LEVEL);
                    me.lowerIrql(Irql.APC_LEVEL);
                }))
                .isClean();
    }
}
