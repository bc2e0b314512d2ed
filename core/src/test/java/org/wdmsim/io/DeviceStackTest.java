package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** Creating and attaching device objects: io.md 3.6 and 3.9. */
class DeviceStackTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    @Test
    void a_new_device_is_initialising_alone_and_has_one_location() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject device = b.newDevice(0);
                    assertThat(device.flags()).isEqualTo(DeviceFlags.DO_DEVICE_INITIALIZING);
                    assertThat(device.stackSize()).isEqualTo(1);
                    assertThat(device.openCount()).isZero();
                    assertThat(device.pointerCount()).isEqualTo(1);
                    assertThat(device.attachedDevice()).isNull();
                    assertThat(device.attachedTo()).isNull();
                }))
                .isClean();
    }

    @Test
    void the_newest_device_is_first_in_its_driver_s_list() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject second = b.newDevice(0);
                    assertThat(b.drivers.get(0).devices()).containsExactly(second, b.device(0));
                }))
                .isClean();
    }

    @Test
    void devices_made_in_driver_entry_are_no_longer_initialising_afterwards() {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            DriverObject driver = machine.io()
                    .loadDriver("legacy", (object, path) -> {
                        object.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0);
                        return STATUS_SUCCESS;
                    })
                    .value();
            assertThat(driver.devices().get(0).hasFlag(DeviceFlags.DO_DEVICE_INITIALIZING))
                    .isFalse();
        });
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void attaching_goes_on_top_and_answers_the_former_top() {
        assertOutcome(stack(3).run(b -> {
                    assertThat(StackBench.lower(b.device(1))).isSameAs(b.device(0));
                    assertThat(StackBench.lower(b.device(2))).isSameAs(b.device(1));
                    assertThat(b.device(0).stack()).containsExactly(b.device(2), b.device(1), b.device(0));
                    assertThat(b.device(0).top()).isSameAs(b.device(2));
                    assertThat(b.device(2).bottom()).isSameAs(b.device(0));
                    for (int i = 1; i < 3; i++) {
                        assertThat(b.device(i).attachedTo()).isSameAs(b.device(i - 1));
                        assertThat(b.device(i - 1).attachedDevice()).isSameAs(b.device(i));
                    }
                }))
                .isClean();
    }

    @Test
    void each_attachment_needs_one_location_more_and_holds_one_reference_on_the_lower_device() {
        assertOutcome(stack(3).run(b -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(b.device(i).stackSize()).isEqualTo(i + 1);
                        assertThat(b.device(i).pointerCount()).isEqualTo(i < 2 ? 2 : 1);
                    }
                }))
                .isClean();
    }

    @Test
    void a_stack_size_that_the_lower_driver_set_is_counted_on_from() {
        assertOutcome(stack(1).run(b -> {
                    b.device(0).setStackSize(5);
                    DeviceObject upper = b.newDevice(0);
                    upper.attachTo(b.device(0));
                    assertThat(upper.stackSize()).isEqualTo(6);
                }))
                .isClean();
    }

    @Test
    void nothing_attaches_to_a_top_that_is_initialising() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject filter = b.newDevice(0);
                    filter.attachTo(b.device(0));
                    DeviceObject function = b.newDevice(0);
                    assertThat(function.attachTo(b.device(0))).isNull();
                    assertThat(function.attachToSafe(b.device(0), lower -> b.note("stored")))
                            .isEqualTo(STATUS_NO_SUCH_DEVICE);
                    assertThat(b.log).isEmpty();
                    assertThat(function.attachedTo()).isNull();
                    assertThat(filter.attachedDevice()).isNull();
                    filter.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
                    assertThat(function.attachTo(b.device(0))).isSameAs(filter);
                }))
                .isClean();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                DeviceFlags.DOE_UNLOAD_PENDING,
                DeviceFlags.DOE_DELETE_PENDING,
                DeviceFlags.DOE_REMOVE_PENDING,
                DeviceFlags.DOE_REMOVE_PROCESSED
            })
    void nothing_attaches_to_a_top_that_is_going(int flag) {
        assertOutcome(stack(1).run(b -> {
                    b.device(0).setExtensionFlags(flag);
                    assertThat(b.newDevice(0).attachTo(b.device(0))).isNull();
                }))
                .isClean();
    }

    @Test
    void start_pending_is_passed_on_to_the_device_above() {
        assertOutcome(stack(1).run(b -> {
                    b.device(0).setExtensionFlags(DeviceFlags.DOE_START_PENDING);
                    DeviceObject upper = b.newDevice(0);
                    assertThat(upper.attachTo(b.device(0))).isSameAs(b.device(0));
                    assertThat(upper.extensionFlags()).isEqualTo(DeviceFlags.DOE_START_PENDING);
                }))
                .isClean();
    }

    @Test
    void the_safe_form_stores_the_lower_device_before_the_attachment_shows() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject upper = b.newDevice(0);
                    assertThat(upper.attachToSafe(b.device(0), lower -> {
                                assertThat(lower).isSameAs(b.device(0));
                                assertThat(lower.attachedDevice()).isNull();
                                b.note("stored");
                            }))
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(b.log).containsExactly("stored");
                }))
                .isClean();
    }

    @Test
    void a_device_attaches_once() {
        Outcome outcome = stack(2).run(b -> b.device(1).attachTo(b.device(0)));
        assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(outcome.headline()).contains("layer1#2 is already attached to layer0#1; detach it first");
    }

    @Test
    void a_device_does_not_attach_to_itself() {
        Outcome outcome = stack(1).run(b -> b.device(0).attachTo(b.device(0)));
        assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(outcome.headline()).contains("layer0#1 cannot be attached to itself");
    }

    @Test
    void a_detached_device_may_attach_again() {
        assertOutcome(stack(2).run(b -> {
                    b.device(0).detach();
                    assertThat(b.device(1).attachedTo()).isNull();
                    assertThat(b.device(0).attachedDevice()).isNull();
                    assertThat(b.device(0).pointerCount()).isEqualTo(1);
                    assertThat(b.device(1).attachTo(b.device(0))).isSameAs(b.device(0));
                }))
                .isClean();
    }

    @Test
    void the_referenced_top_keeps_its_memory_until_it_is_given_up() {
        assertOutcome(stack(2).run(b -> {
                    DeviceObject top = b.device(0).attachedDeviceReference();
                    assertThat(top).isSameAs(b.device(1));
                    assertThat(top.pointerCount()).isEqualTo(2);
                    b.device(0).detach();
                    top.delete();
                    assertThat(top.isFreed()).isFalse();
                    top.dereference();
                    assertThat(top.isFreed()).isTrue();
                }))
                .isClean();
    }
}
