package org.wdmsim.pnp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;

/** A test that leaves something over fails, and the message says what. */
@ExtendWith(MachinesAtRest.class)
class MachinesAtRestTest {
    private static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
    }

    private static DeviceObject device(Machine machine, Extension extension) {
        DeviceObject[] made = new DeviceObject[1];
        machine.io().loadDriver("tester", (driver, path) -> {
            made[0] = driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                    .value();
            return NtStatus.STATUS_SUCCESS;
        });
        return made[0];
    }

    @Test
    void a_test_that_cleans_up_passes(Machines machines) {
        Machine machine = machines.build(Machine.builder());
        machine.thread("main", () -> {
            Extension extension = new Extension();
            device(machine, extension);
            extension.lock.initialize("Test", 0, 0);
            extension.lock.acquire("x");
            extension.lock.release("x");
        });
        assertThat(machine.run().isClean()).isTrue();
    }

    @Test
    void a_share_an_irp_and_a_reference_that_are_left_are_named() {
        Machines machines = new Machines();
        Machine machine = machines.build(Machine.builder());
        machine.thread("main", () -> {
            Extension extension = new Extension();
            DeviceObject device = device(machine, extension);
            extension.lock.initialize("Test", 0, 0);
            extension.lock.acquire("forgotten");
            machine.io().allocateIrp(1);
            DeviceObject second = device.driver()
                    .createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                    .value();
            second.reference();
            second.delete();
        });
        machine.run();
        assertThatThrownBy(() -> MachinesAtRest.mustBeAtRest(machines))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("share held: tester#1.removeLock by forgotten")
                .hasMessageContaining("IRP outstanding: irp#1")
                .hasMessageContaining("device deleted but referenced: tester#2");
    }

    @Test
    void a_machine_that_never_ran_and_a_carrier_that_was_not_closed_are_named() {
        Machines machines = new Machines();
        machines.build(Machine.builder());
        assertThat(machines.unrest()).anyMatch(line -> line.contains("never run"));
        try (CoroutineCarrier carrier = CoroutineCarriers.open("platform-threads")) {
            Machine machine = machines.build(Machine.builder().carrier(carrier));
            machine.thread("main", () -> {});
            machine.run();
            assertThat(machines.unrest()).anyMatch(line -> line.startsWith("host thread left: wdmsim"));
        }
    }

    @Test
    void a_test_may_say_that_it_leaves_something_over(Machines machines) {
        Machine machine = machines.build(Machine.builder());
        machine.thread("main", () -> machine.io().allocateIrp(1));
        machine.run();
        machines.mayLeaveSomethingOver();
    }
}
