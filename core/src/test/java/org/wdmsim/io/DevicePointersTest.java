package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.machine.Machine;

/** How kernel code finds a device: io.md 3.6, lookups. */
class DevicePointersTest {
    private static StackBench noting(int depth) {
        StackBench bench = new StackBench(Machine.builder(), depth);
        bench.layer(depth - 1, (device, irp) -> {
            bench.note(irp.location().major().name());
            return depth == 1 ? irp.complete(STATUS_SUCCESS) : StackBench.skip(device, irp);
        });
        return bench;
    }

    @Test
    void a_device_pointer_is_an_open_without_a_handle() {
        StackBench bench = noting(2);
        assertOutcome(bench.run(b -> {
                    DevicePointer pointer =
                            b.io().deviceObjectPointer(StackBench.NAME).value();
                    assertThat(pointer.device()).isSameAs(b.top());
                    assertThat(pointer.file().relatedDevice()).isSameAs(b.top());
                    assertThat(b.device(0).openCount()).isEqualTo(1);
                    pointer.file().dereference();
                    assertThat(b.device(0).openCount()).isZero();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
    }

    @Test
    void a_reference_of_kernel_code_holds_close_back_but_not_cleanup() {
        StackBench bench = noting(1);
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    handle.file().reference();
                    program.closeHandle(handle);
                    b.note("closed");
                    handle.file().dereference();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "closed", "IRP_MJ_CLOSE");
    }

    @Test
    void giving_up_the_handle_s_reference_is_0x18() {
        assertOutcome(noting(1)
                        .run(b -> new UserProcess(b.io())
                                .createFile(StackBench.NAME)
                                .value()
                                .file()
                                .dereference()))
                .isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
    }

    @Test
    void attaching_by_name_opens_attaches_and_closes() {
        StackBench bench = noting(1);
        assertOutcome(bench.run(b -> {
                    DeviceObject upper = b.newDevice(0);
                    DeviceObject[] lower = new DeviceObject[1];
                    assertThat(upper.attachToNamed(StackBench.NAME, below -> lower[0] = below))
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(lower[0]).isSameAs(b.device(0));
                    assertThat(b.device(0).openCount()).isZero();
                    assertThat(upper.attachToNamed("\\Device\\Nobody", below -> {}))
                            .isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
                }))
                .isClean();
        assertThat(bench.log).startsWith("IRP_MJ_CREATE").endsWith("IRP_MJ_CLOSE");
    }

    @Test
    void neighbours_come_with_a_reference() {
        assertOutcome(noting(3).run(b -> {
                    assertThat(b.top().lowerDeviceReference()).isSameAs(b.device(1));
                    assertThat(b.top().baseReference()).isSameAs(b.device(0));
                    assertThat(b.device(0).lowerDeviceReference()).isNull();
                    int before = b.device(0).pointerCount();
                    b.device(0).dereference();
                    assertThat(b.device(0).pointerCount()).isEqualTo(before - 1);
                    b.device(1).dereference();
                }))
                .isClean();
    }
}
