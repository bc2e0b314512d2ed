package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_DENIED;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.ControlCode.FILE_READ_ACCESS;
import static org.wdmsim.io.ControlCode.FILE_WRITE_ACCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;
import static org.wdmsim.ob.HandleTable.ProcessorMode.KERNEL_MODE;
import static org.wdmsim.ob.HandleTable.ProcessorMode.USER_MODE;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** Handles that drivers make: io.md 9.1 and 11.1; rules IrqlZwPassive and IrqlObPassive. */
class KernelHandlesTest {
    private static StackBench noting(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 1);
        return bench.layer(0, (device, irp) -> {
            bench.note(irp.location().major().name());
            return irp.complete(STATUS_SUCCESS);
        });
    }

    @Test
    void a_driver_opens_references_and_closes_a_device() {
        StackBench bench = noting(Machine.builder());
        assertOutcome(bench.run(b -> {
                    KernelHandles system = b.io().kernelHandles();
                    int handle =
                            system.createFile(StackBench.NAME, FILE_READ_ACCESS).value();
                    FileObject file = system.referenceFile(handle, FILE_READ_ACCESS, KERNEL_MODE)
                            .value();
                    assertThat(file.relatedDevice()).isSameAs(b.top());
                    assertThat(b.device(0).openCount()).isEqualTo(1);
                    assertThat(system.close(handle)).isEqualTo(STATUS_SUCCESS);
                    assertThat(system.close(handle)).isEqualTo(STATUS_INVALID_HANDLE);
                    b.note("closed");
                    file.dereference();
                    assertThat(b.device(0).openCount()).isZero();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "closed", "IRP_MJ_CLOSE");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void the_statuses_are_those_of_an_open_from_user_mode() {
        assertOutcome(noting(Machine.builder().faults(Faults.call("ZwCreateFile", 2)))
                        .run(b -> {
                            KernelHandles system = b.io().kernelHandles();
                            assertThat(system.createFile("\\Device\\Nobody", 0).status())
                                    .isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
                            b.device(0).setExtensionFlags(DeviceFlags.DOE_REMOVE_PENDING);
                            assertThat(system.createFile(StackBench.NAME, 0).status())
                                    .isEqualTo(STATUS_NO_SUCH_DEVICE);
                            b.device(0).clearExtensionFlags(DeviceFlags.DOE_REMOVE_PENDING);
                            b.device(0).setFlags(DeviceFlags.DO_EXCLUSIVE);
                            int handle = system.createFile(StackBench.NAME, 0).value();
                            assertThat(system.createFile(StackBench.NAME, 0).status())
                                    .isEqualTo(STATUS_ACCESS_DENIED);
                            system.close(handle);
                            assertThat(system.createFile(StackBench.NAME, 0).status())
                                    .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                            assertThat(b.io().liveFiles()).isEmpty();
                        }))
                .isClean();
    }

    @Test
    void access_is_checked_on_behalf_of_user_mode_only() {
        assertOutcome(noting(Machine.builder()).run(b -> {
                    KernelHandles system = b.io().kernelHandles();
                    int handle =
                            system.createFile(StackBench.NAME, FILE_READ_ACCESS).value();
                    assertThat(system.referenceFile(handle, FILE_WRITE_ACCESS, USER_MODE)
                                    .status())
                            .isEqualTo(STATUS_ACCESS_DENIED);
                    system.referenceFile(handle, FILE_WRITE_ACCESS, KERNEL_MODE)
                            .value()
                            .dereference();
                    assertThat(system.referenceFile(100, 0, KERNEL_MODE).status())
                            .isEqualTo(STATUS_INVALID_HANDLE);
                    system.close(handle);
                }))
                .isClean();
    }

    @Test
    void a_program_s_handle_means_something_in_its_process_only() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        UserProcess.Handle[] passed = new UserProcess.Handle[1];
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() == IRP_MJ_DEVICE_CONTROL) {
                var found = bench.io().kernelHandles().referenceFileOfRequester(passed[0].value(), FILE_READ_ACCESS);
                bench.note("in its process: " + found.status());
                found.value().dereference();
            }
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    passed[0] = program.createFile(StackBench.NAME).value();
                    program.deviceIoControl(passed[0], 0x222000, new byte[0], new byte[0]);
                    b.note("elsewhere: "
                            + b.io().kernelHandles()
                                    .referenceFileOfRequester(passed[0].value(), 0)
                                    .status());
                    program.closeHandle(passed[0]);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("in its process: STATUS_SUCCESS", "elsewhere: STATUS_INVALID_HANDLE");
    }

    @Test
    void requests_through_a_kernel_handle_carry_the_file_and_are_waited_for() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            bench.note(
                    irp.location().major() + " " + irp.location().fileObject().objectName());
            if (irp.location().major() == IRP_MJ_READ) {
                irp.systemBuffer()[1] = 7;
                irp.setInformation(2);
                irp.markPending();
                bench.thread("completer", () -> irp.complete(STATUS_SUCCESS));
                return STATUS_PENDING;
            }
            if (irp.location().major() == IRP_MJ_DEVICE_CONTROL) {
                irp.systemBuffer()[0]++;
                irp.setInformation(1);
            }
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    KernelHandles system = b.io().kernelHandles();
                    int handle = system.createFile(StackBench.NAME, 0).value();
                    byte[] buffer = new byte[2];
                    assertThat(system.readFile(handle, buffer).information()).isEqualTo(2);
                    assertThat(buffer).containsExactly(0, 7);
                    assertThat(system.writeFile(handle, buffer).status()).isEqualTo(STATUS_SUCCESS);
                    byte[] answer = new byte[1];
                    assertThat(system.deviceIoControl(handle, 0x222000, new byte[] {5}, answer)
                                    .status())
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(answer).containsExactly(6);
                    system.close(handle);
                    assertThat(system.readFile(handle, buffer).status()).isEqualTo(STATUS_INVALID_HANDLE);
                }))
                .isClean();
        assertThat(bench.log)
                .hasSize(6)
                .allMatch(line -> line.endsWith(" file#1"))
                .first()
                .isEqualTo("IRP_MJ_CREATE file#1");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void they_are_for_passive_level() {
        assertOutcome(atApcLevel(system -> system.createFile(StackBench.NAME, 0)))
                .isViolation(0x2001F);
        assertOutcome(atApcLevel(system -> system.close(4))).isViolation(0x2001F);
        assertOutcome(atApcLevel(system -> system.readFile(4, new byte[1]))).isViolation(0x2001F);
        assertOutcome(atApcLevel(system -> system.writeFile(4, new byte[1]))).isViolation(0x2001F);
        assertOutcome(atApcLevel(system -> system.deviceIoControl(4, 0, new byte[0], new byte[0])))
                .isViolation(0x2001F);
        assertOutcome(atApcLevel(system -> system.referenceFile(4, 0, KERNEL_MODE)))
                .isViolation(0x2001B);
    }

    private static Outcome atApcLevel(Consumer<KernelHandles> body) {
        return noting(Machine.builder()).run(b -> {
            b.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
            body.accept(b.io().kernelHandles());
        });
    }
}
