package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SHUTDOWN;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.machine.Machine;

/** IRP_MJ_SHUTDOWN: io.md 2.3. */
class ShutdownTest {
    private static StackBench noting() {
        StackBench bench = new StackBench(Machine.builder(), 2);
        bench.layer(1, (device, irp) -> {
            assertThat(irp.location().major()).isEqualTo(IRP_MJ_SHUTDOWN);
            bench.note("top");
            return StackBench.skip(device, irp);
        });
        bench.layer(0, (device, irp) -> {
            bench.note(device.objectName());
            return irp.complete(STATUS_SUCCESS);
        });
        return bench;
    }

    @Test
    void shutdown_goes_to_the_top_of_each_registered_stack_and_last_chance_comes_last() {
        StackBench bench = noting();
        assertOutcome(bench.run(b -> {
                    DeviceObject late = b.newDevice(0);
                    DeviceObject third = b.newDevice(0);
                    late.registerLastChanceShutdownNotification();
                    b.device(0).registerShutdownNotification();
                    third.registerShutdownNotification();
                    assertThat(third.hasFlag(DeviceFlags.DO_SHUTDOWN_REGISTERED))
                            .isTrue();
                    b.io().shutdown();
                    b.io().shutdown();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("layer0#4", "top", "layer0#1", "layer0#3");
    }

    @Test
    void an_unregistered_or_deleted_device_is_not_told() {
        StackBench bench = noting();
        assertOutcome(bench.run(b -> {
                    b.device(0).registerShutdownNotification();
                    b.device(0).unregisterShutdownNotification();
                    assertThat(b.device(0).hasFlag(DeviceFlags.DO_SHUTDOWN_REGISTERED))
                            .isFalse();
                    DeviceObject gone = b.newDevice(0);
                    gone.registerLastChanceShutdownNotification();
                    gone.delete();
                    b.io().shutdown();
                }))
                .isClean();
        assertThat(bench.log).isEmpty();
    }
}
