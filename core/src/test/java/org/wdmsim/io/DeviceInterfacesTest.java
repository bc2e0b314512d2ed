package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceInterfaces.DEVICE_INTERFACE_INCLUDE_NONACTIVE;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;

/** IoGetDeviceInterfaces: io.md 9.2. */
class DeviceInterfacesTest {
    private static final String TOASTERS = "{11111111-2222-3333-4444-555555555555}";
    private static final String HEATERS = "{22222222-2222-3333-4444-555555555555}";

    /** A PnP manager for which every device of the bench's first driver is an enumerated PDO. */
    private static final class Pdos extends Quiet {
        private final StackBench bench;

        Pdos(StackBench bench) {
            this.bench = bench;
        }

        @Override
        public String instancePath(DeviceObject device) {
            int index = bench.drivers.get(0).devices().indexOf(device);
            return index < 0 ? null : "BENCH\\DEVICE\\" + device.objectName();
        }
    }

    /** One that hears nothing. */
    private abstract static class Quiet implements PlugAndPlay {
        @Override
        public void relationsInvalidated(DeviceObject device, DeviceRelationType type) {}

        @Override
        public void stateInvalidated(DeviceObject device) {}

        @Override
        public void ejectRequested(DeviceObject device) {}

        @Override
        public void lastHandleClosed(DeviceObject device) {}

        @Override
        public void driverHasNoDevices(DriverObject driver) {}

        @Override
        public void deviceFreed(DeviceObject device) {}

        @Override
        public Object property(DeviceObject device, DeviceProperty property) {
            return null;
        }
    }

    private static StackBench bench() {
        return new StackBench(Machine.builder(), 2);
    }

    private static DeviceInterface register(DeviceObject pdo, String classGuid) {
        return DeviceInterface.register(pdo, classGuid).value();
    }

    @Test
    void the_enabled_interfaces_of_a_class_are_listed_in_the_order_of_their_devices() {
        assertOutcome(bench().run(b -> {
                    b.io().setPlugAndPlay(new Pdos(b));
                    DeviceInterface first = register(b.device(0), TOASTERS);
                    DeviceInterface heater = register(b.device(0), HEATERS);
                    DeviceObject otherPdo = b.newDevice(0);
                    DeviceInterface second = register(otherPdo, TOASTERS);
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS).value()).isEmpty();
                    second.setState(true);
                    heater.setState(true);
                    first.setState(true);
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS).value())
                            .containsExactly(first.linkName(), second.linkName());
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS, otherPdo, 0)
                                    .value())
                            .containsExactly(second.linkName());
                    first.setState(false);
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS).value()).containsExactly(second.linkName());
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS, null, DEVICE_INTERFACE_INCLUDE_NONACTIVE)
                                    .value())
                            .containsExactly(first.linkName(), second.linkName());
                }))
                .isClean();
    }

    @Test
    void a_program_opens_a_device_by_what_it_found() {
        assertOutcome(bench().run(b -> {
                    b.io().setPlugAndPlay(new Pdos(b));
                    register(b.device(0), TOASTERS).setState(true);
                    UserProcess program = new UserProcess(b.io());
                    List<String> links = DeviceInterfaces.get(b.io(), TOASTERS).value();
                    UserProcess.Handle handle = program.createFile(links.get(0)).value();
                    assertThat(handle.file().device()).isSameAs(b.device(0));
                    assertThat(program.closeHandle(handle)).isEqualTo(STATUS_SUCCESS);
                }))
                .isClean();
    }

    @Test
    void a_device_that_is_no_pdo_and_missing_memory_are_refused() {
        assertOutcome(bench().run(b -> {
                    b.io().setPlugAndPlay(new Pdos(b));
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS, b.device(1), 0)
                                    .status())
                            .isEqualTo(STATUS_INVALID_DEVICE_REQUEST);
                    b.kernel().setAllocations(routine -> false);
                    assertThat(DeviceInterfaces.get(b.io(), TOASTERS).status())
                            .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                }))
                .isClean();
    }

    @Test
    void it_is_for_passive_level() {
        assertOutcome(bench().run(b -> {
                    b.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
                    DeviceInterfaces.get(b.io(), TOASTERS);
                }))
                .isViolation(0xE5);
    }
}
