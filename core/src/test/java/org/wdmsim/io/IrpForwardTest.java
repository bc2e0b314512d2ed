package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.sched.Policies;

/** IoForwardIrpSynchronously: down, wait, and the IRP is the caller's again. */
class IrpForwardTest {
    private static StackBench forwarding(MachineBuilder builder, NtStatus lowerStatus, boolean pended) {
        StackBench bench = new StackBench(builder, 2);
        bench.layer(1, (device, irp) -> {
            NtStatus status = StackBench.lower(device).forwardAndWait(irp);
            bench.note("forward answers " + status);
            assertThat(irp.currentLocation()).isEqualTo(2);
            assertThat(irp.status()).isEqualTo(status);
            assertThat(irp.isFreed()).isFalse();
            return irp.complete(STATUS_SUCCESS);
        });
        bench.layer(0, (device, irp) -> {
            bench.note("lower");
            if (!pended) {
                return irp.complete(lowerStatus);
            }
            irp.markPending();
            bench.thread("completer", () -> irp.complete(lowerStatus));
            return STATUS_PENDING;
        });
        return bench;
    }

    @Test
    void a_lower_driver_that_completes_at_once_is_not_waited_for() {
        StackBench bench = forwarding(Machine.builder(), STATUS_UNSUCCESSFUL, false);
        assertOutcome(bench.run(b -> assertThat(b.send(IRP_MJ_PNP).status()).isEqualTo(STATUS_SUCCESS)))
                .isClean();
        assertThat(bench.log).containsExactly("lower", "forward answers STATUS_UNSUCCESSFUL");
        assertThat(bench.machine
                        .trace()
                        .where(entry -> entry.event().kind().title().startsWith("KeWait")))
                .isEmpty();
    }

    @Test
    void a_lower_driver_that_pends_is_waited_for_on_every_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            StackBench bench = forwarding(Machine.builder().policy(Policies.random(seed)), STATUS_UNSUCCESSFUL, true);
            assertOutcome(bench.run(b -> assertThat(b.send(IRP_MJ_PNP).status()).isEqualTo(STATUS_SUCCESS)))
                    .isClean();
            assertThat(bench.log).containsExactly("lower", "forward answers STATUS_UNSUCCESSFUL");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void the_pending_bit_of_the_lower_driver_is_not_the_caller_s() {
        StackBench bench = forwarding(Machine.builder(), STATUS_SUCCESS, true);
        assertOutcome(bench.run(
                        b -> assertThat(b.top().call(b.irp(IRP_MJ_READ))).isEqualTo(STATUS_SUCCESS)))
                .isClean();
    }

    @Test
    void forwarding_from_the_last_location_is_0x35() {
        StackBench bench = new StackBench(Machine.builder(), 1).layer(0, (device, irp) -> device.forwardAndWait(irp));
        assertOutcome(bench.run(b -> b.send(IRP_MJ_PNP))).isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
    }
}
