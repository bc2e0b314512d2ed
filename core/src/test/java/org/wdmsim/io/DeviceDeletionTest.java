package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** Detaching, deleting and the two counters: io.md 3.6 to 3.8. */
class DeviceDeletionTest {
    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    private static StackBench unverified(int depth) {
        return new StackBench(Machine.builder().verifier(false), depth);
    }

    @Test
    void a_device_that_nobody_needs_goes_at_once() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject device = b.device(0);
                    device.delete();
                    assertThat(device.isDeletePending()).isTrue();
                    assertThat(device.isFreed()).isTrue();
                    assertThat(b.drivers.get(0).devices()).isEmpty();
                    assertThat(b.io().liveDevices()).isEmpty();
                    assertThat(b.io().names().resolve(StackBench.NAME)).isEmpty();
                }))
                .isClean();
    }

    @Test
    void a_reference_keeps_the_memory_but_not_the_place_in_the_driver_s_list() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject device = b.device(0);
                    device.reference();
                    device.delete();
                    assertThat(b.drivers.get(0).devices()).isEmpty();
                    assertThat(device.isFreed()).isFalse();
                    assertThat(device.extension(StackBench.Extension.class)).isNotNull();
                    device.dereference();
                    assertThat(device.isFreed()).isTrue();
                }))
                .isClean();
    }

    @Test
    void an_open_keeps_the_device_in_its_driver_s_list_but_not_its_name() {
        assertOutcome(stack(1).run(b -> {
                    DeviceObject device = b.device(0);
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    assertThat(device.openCount()).isEqualTo(1);
                    assertThat(device.pointerCount()).isEqualTo(1);
                    device.delete();
                    assertThat(b.io().names().resolve(StackBench.NAME)).isEmpty();
                    assertThat(b.drivers.get(0).devices()).containsExactly(device);
                    assertThat(device.isFreed()).isFalse();
                    program.closeHandle(handle);
                    assertThat(device.isFreed()).isTrue();
                    assertThat(b.drivers.get(0).devices()).isEmpty();
                }))
                .isClean();
    }

    @Test
    void a_device_with_another_above_it_waits_for_the_detach() {
        assertOutcome(stack(2).run(b -> {
                    b.device(0).delete();
                    assertThat(b.device(0).isFreed()).isFalse();
                    assertThat(b.drivers.get(0).devices()).containsExactly(b.device(0));
                    b.device(0).detach();
                    assertThat(b.device(0).isFreed()).isTrue();
                    assertThat(b.drivers.get(0).devices()).isEmpty();
                }))
                .isClean();
    }

    /** The table of 3.8: PDO, lower filter, function driver, upper filter; the PnP manager holds PDO and top. */
    @Test
    void a_stack_that_unwinds_is_freed_from_the_bottom_up_one_step_behind_its_deletion() {
        StackBench bench = stack(4);
        Outcome outcome = bench.run(b -> {
            DeviceObject pdo = b.device(0);
            DeviceObject lowerFilter = b.device(1);
            DeviceObject function = b.device(2);
            DeviceObject upperFilter = b.device(3);
            pdo.reference();
            DeviceObject top = pdo.attachedDeviceReference();
            assertThat(top).isSameAs(upperFilter);

            pdo.delete(); // 1
            assertFreed(b, List.of());
            pdo.detach(); // 2, by the lower filter
            lowerFilter.delete();
            assertFreed(b, List.of());
            lowerFilter.detach(); // 3, by the function driver
            assertFreed(b, List.of(lowerFilter));
            function.delete();
            assertFreed(b, List.of(lowerFilter));
            function.detach(); // 4, by the upper filter
            assertFreed(b, List.of(lowerFilter, function));
            upperFilter.delete();
            assertFreed(b, List.of(lowerFilter, function));
            top.dereference(); // 5, by the PnP manager
            assertFreed(b, List.of(lowerFilter, function, upperFilter));
            pdo.dereference();
            assertFreed(b, List.of(lowerFilter, function, upperFilter, pdo));
        });
        assertOutcome(outcome).isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    private static void assertFreed(StackBench bench, List<DeviceObject> freed) {
        assertThat(bench.devices).filteredOn(DeviceObject::isFreed).containsExactlyInAnyOrderElementsOf(freed);
    }

    @Test
    void the_extension_of_a_freed_device_is_a_use_after_free() {
        assertOutcome(stack(1).run(b -> {
                    b.device(0).delete();
                    b.device(0).extension(StackBench.Extension.class);
                }))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void a_device_deleted_but_kept_is_left_over() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> {
                    b.device(0).reference();
                    b.device(0).delete();
                }))
                .isClean();
        assertThat(bench.machine.leftovers())
                .hasSize(1)
                .first()
                .asString()
                .contains("layer0#1 [delete pending")
                .contains("held by Dflt: 1, last at step ");
    }

    // ---- Counting wrong.

    @Test
    void giving_up_the_creator_s_own_reference_is_0x18() {
        assertOutcome(stack(1).run(b -> b.device(0).dereference())).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
    }

    @Test
    void giving_up_the_reference_that_an_attachment_holds_is_0x18() {
        assertOutcome(stack(2).run(b -> b.device(0).dereference())).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
    }

    @Test
    void a_reference_to_a_freed_device_is_0x3F_and_0x18_without_verifier() {
        assertOutcome(stack(1).run(b -> deleted(b).dereference())).isViolation(0x3F);
        assertOutcome(unverified(1).run(b -> deleted(b).dereference())).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
        assertOutcome(stack(1).run(b -> deleted(b).reference())).isViolation(0x3F);
        assertOutcome(unverified(1).run(b -> deleted(b).reference())).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
    }

    private static DeviceObject deleted(StackBench b) {
        b.device(0).delete();
        return b.device(0);
    }

    @Test
    void the_report_of_0x18_says_who_holds_the_device() {
        Outcome outcome = stack(2).run(b -> {
            DeviceObject device = b.device(0);
            device.reference("Tmr1");
            IoWorkItem.allocate(device).queue(SystemWorkers.Type.DELAYED, (dev, context) -> {}, null);
            device.dereference();
            device.dereference();
            device.dereference();
        });
        assertOutcome(outcome).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
        BugCheck check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(0)).isEqualTo("Device");
        assertThat(check.parameter(1)).isEqualTo("layer0#1");
        assertThat(check.facts("holders"))
                .anyMatch(line -> line.startsWith("Made: 1, last at step "))
                .anyMatch(line -> line.startsWith("Atch: 1, last at step "))
                .anyMatch(
                        line -> line.startsWith("Tmr1: 1, last at step ") && line.contains("DeviceDeletionTest.java:"))
                .anyMatch(line -> line.startsWith("Dflt: -"));
    }

    @Test
    void the_last_reference_given_up_at_dispatch_level_frees_the_device_in_a_worker() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> {
                    b.device(0).reference("Dpc1");
                    b.device(0).delete();
                    Irql old = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    b.device(0).dereference("Dpc1");
                    assertThat(b.device(0).pointerCount()).isZero();
                    assertThat(b.device(0).isFreed()).isFalse();
                    b.kernel().currentThread().lowerIrql(old);
                }))
                .isClean();
        assertThat(bench.device(0).isFreed()).isTrue();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void the_trace_shows_the_count_after_each_change() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> {
                    b.device(0).reference();
                    b.device(0).dereference();
                }))
                .isClean();
        assertThat(bench.machine.trace().toText())
                .contains("ObReferenceObject layer0#1 -> 2\n")
                .contains("ObDereferenceObject layer0#1 -> 1\n");
    }

    // ---- Deleting and detaching wrong.

    @Test
    void deleting_twice_is_0x240_and_0x18_without_verifier() {
        assertOutcome(stack(2).run(DeviceDeletionTest::deletesTwice)).isIoViolation(0x240);
        assertOutcome(unverified(2).run(DeviceDeletionTest::deletesTwice))
                .isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
    }

    private static void deletesTwice(StackBench b) {
        b.device(0).delete();
        b.device(0).delete();
    }

    @Test
    void deleting_a_freed_device_is_a_use_after_free() {
        assertOutcome(stack(1).run(DeviceDeletionTest::deletesTwice))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void deleting_while_attached_to_a_lower_device_is_0x201() {
        assertOutcome(stack(2).run(b -> b.device(1).delete())).isIoViolation(0x201);
    }

    @Test
    void detaching_twice_is_0x202_and_harmless_without_verifier() {
        assertOutcome(stack(2).run(DeviceDeletionTest::detachesTwice)).isIoViolation(0x202);
        assertOutcome(unverified(2).run(DeviceDeletionTest::detachesTwice)).isClean();
    }

    private static void detachesTwice(StackBench b) {
        b.device(0).detach();
        b.device(0).detach();
        assertThat(b.device(0).pointerCount()).isEqualTo(1);
    }

    @Test
    void detaching_from_a_freed_device_is_a_use_after_free() {
        assertOutcome(stack(2).run(b -> {
                    b.device(0).delete();
                    b.device(0).detach();
                    b.device(0).detach();
                }))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }

    @Test
    void detaching_in_surprise_removal_is_0x241() {
        assertOutcome(inMinor(
                        IrpMinor.IRP_MN_SURPRISE_REMOVAL,
                        device -> StackBench.lower(device).detach()))
                .isIoViolation(0x241);
    }

    @Test
    void deleting_in_surprise_removal_is_0x242() {
        assertOutcome(inMinor(IrpMinor.IRP_MN_SURPRISE_REMOVAL, DeviceObject::delete))
                .isIoViolation(0x242);
    }

    @Test
    void detaching_and_deleting_in_remove_is_how_it_should_be() {
        assertOutcome(inMinor(IrpMinor.IRP_MN_REMOVE_DEVICE, device -> {
                    StackBench.lower(device).detach();
                    device.delete();
                }))
                .isClean();
    }

    private static Outcome inMinor(IrpMinor minor, java.util.function.Consumer<DeviceObject> action) {
        StackBench bench = stack(2).layer(1, (device, irp) -> {
            irp.setStatus(STATUS_SUCCESS);
            irp.skipLocation();
            DeviceObject lower = StackBench.lower(device);
            org.wdmsim.base.NtStatus status = lower.call(irp);
            action.accept(device);
            return status;
        });
        return bench.run(b -> {
            Irp irp = b.io().newSystemIrp(2);
            irp.nextLocation().set(IrpMajor.IRP_MJ_PNP, minor, null);
            irp.setStatus(STATUS_NOT_SUPPORTED);
            b.io().sendAndWait(b.top(), irp);
        });
    }
}
