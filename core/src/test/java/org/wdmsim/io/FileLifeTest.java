package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CLEANUP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_DENIED;
import static org.wdmsim.base.NtStatus.STATUS_BUFFER_OVERFLOW;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** The life of a file object and the check before it: io.md 3.4, 4.5 and 9.1. */
class FileLifeTest {
    /** A stack of two whose top notes each major function and whose bottom completes. */
    private static StackBench noting() {
        StackBench bench = new StackBench(Machine.builder(), 2);
        bench.layer(1, (device, irp) -> {
            bench.note(irp.location().major().name());
            return StackBench.skip(device, irp);
        });
        return bench;
    }

    private static UserProcess.Handle open(StackBench b, UserProcess program) {
        return program.createFile(StackBench.NAME).value();
    }

    @Test
    void a_file_is_created_used_cleaned_up_and_closed_at_the_top_of_the_stack() {
        StackBench bench = noting();
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    assertThat(b.device(0).openCount()).isEqualTo(1);
                    assertThat(b.device(1).openCount()).isZero();
                    program.readFile(handle, new byte[1]);
                    assertThat(program.closeHandle(handle)).isEqualTo(STATUS_SUCCESS);
                    assertThat(b.device(0).openCount()).isZero();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_READ", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void every_request_of_a_file_carries_its_file_object() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            bench.note(irp.location().fileObject().objectName());
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    program.closeHandle(open(b, program));
                }))
                .isClean();
        assertThat(bench.log).containsExactly("file#1", "file#1", "file#1");
    }

    @Test
    void close_comes_after_the_last_request_on_every_schedule() {
        for (int seed = 0; seed < 300; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 1);
            bench.layer(0, (device, irp) -> {
                String major = irp.location().major().name();
                if (irp.location().major() == IRP_MJ_READ) {
                    irp.markPending();
                    bench.thread("completer", () -> {
                        bench.note("READ done");
                        irp.complete(STATUS_SUCCESS);
                    });
                    return STATUS_PENDING;
                }
                bench.note(major);
                return irp.complete(STATUS_SUCCESS);
            });
            assertOutcome(bench.run(b -> {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle = open(b, program);
                        b.thread("reader", () -> program.readFile(handle, new byte[1]));
                        program.closeHandle(handle);
                    }))
                    .isClean();
            assertThat(bench.log).first().isEqualTo("IRP_MJ_CREATE");
            assertThat(bench.log).last().isEqualTo("IRP_MJ_CLOSE");
            assertThat(bench.log).containsOnlyOnce("IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void a_failed_create_gets_neither_cleanup_nor_close() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            bench.note(irp.location().major().name());
            assertThat(device.openCount()).isEqualTo(1);
            return irp.complete(STATUS_UNSUCCESSFUL);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_UNSUCCESSFUL);
                    assertThat(b.device(0).openCount()).isZero();
                    assertThat(b.io().liveFiles()).isEmpty();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE");
    }

    @Test
    void a_pended_create_is_waited_for() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            NtStatus status = irp.location().major() == IRP_MJ_CREATE ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
            irp.markPending();
            bench.thread("completer", () -> irp.complete(status));
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> assertThat(new UserProcess(b.io())
                                .createFile(StackBench.NAME)
                                .status())
                        .isEqualTo(STATUS_ACCESS_DENIED)))
                .isClean();
    }

    @Test
    void a_handle_is_closed_once_and_useless_afterwards() {
        StackBench bench = noting();
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    program.closeHandle(handle);
                    assertThat(program.closeHandle(handle)).isEqualTo(STATUS_INVALID_HANDLE);
                    assertThat(program.readFile(handle, new byte[1]).status()).isEqualTo(STATUS_INVALID_HANDLE);
                    assertThat(program.handles()).isEmpty();
                }))
                .isClean();
        assertThat(bench.log).hasSize(3);
    }

    @Test
    void a_handle_that_is_never_closed_is_left_over() {
        StackBench bench = noting();
        assertOutcome(bench.run(b -> open(b, new UserProcess(b.io())))).isClean();
        assertThat(bench.machine.leftovers()).hasSize(1).first().asString().startsWith("file open: file#1");
    }

    // ---- The check before the open.

    @ParameterizedTest
    @ValueSource(
            ints = {
                DeviceFlags.DOE_UNLOAD_PENDING,
                DeviceFlags.DOE_DELETE_PENDING,
                DeviceFlags.DOE_REMOVE_PENDING,
                DeviceFlags.DOE_REMOVE_PROCESSED,
                DeviceFlags.DOE_START_PENDING
            })
    void a_device_that_is_going_or_not_started_is_no_such_device(int flag) {
        assertOutcome(noting().run(b -> {
                    // Also when it is exclusive and open: this check comes first.
                    b.device(0).setFlags(DeviceFlags.DO_EXCLUSIVE);
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    b.device(0).setExtensionFlags(flag);
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_NO_SUCH_DEVICE);
                    b.device(0).clearExtensionFlags(flag);
                    program.closeHandle(handle);
                }))
                .isClean();
    }

    @Test
    void a_device_that_is_initialising_is_no_such_device_and_an_unknown_name_is_not_found() {
        assertOutcome(noting().run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    b.device(0).setFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_NO_SUCH_DEVICE);
                    assertThat(program.createFile("\\Device\\Nobody").status()).isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
                }))
                .isClean();
    }

    @Test
    void an_exclusive_device_is_opened_once_at_a_time() {
        assertOutcome(noting().run(b -> {
                    b.device(0).setFlags(DeviceFlags.DO_EXCLUSIVE);
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_ACCESS_DENIED);
                    program.closeHandle(handle);
                    program.closeHandle(open(b, program));
                }))
                .isClean();
    }

    // ---- Buffers.

    @Test
    void information_bytes_are_copied_back_unless_the_status_is_an_error() {
        for (NtStatus status : new NtStatus[] {STATUS_SUCCESS, STATUS_BUFFER_OVERFLOW, STATUS_UNSUCCESSFUL}) {
            StackBench bench = new StackBench(Machine.builder(), 1).layer(0, (device, irp) -> {
                if (irp.location().major() != IRP_MJ_READ) {
                    return irp.complete(STATUS_SUCCESS);
                }
                irp.systemBuffer()[0] = 7;
                irp.systemBuffer()[1] = 8;
                irp.setInformation(1);
                return irp.complete(status);
            });
            assertOutcome(bench.run(b -> {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle = open(b, program);
                        byte[] buffer = new byte[2];
                        assertThat(program.readFile(handle, buffer).status()).isEqualTo(status);
                        assertThat(buffer).containsExactly(status.isError() ? 0 : 7, 0);
                        program.closeHandle(handle);
                    }))
                    .isClean();
        }
    }

    @Test
    void a_write_gives_a_copy_and_a_control_shares_one_buffer() {
        StackBench bench = new StackBench(Machine.builder(), 1).layer(0, (device, irp) -> {
            if (irp.location().major() == IRP_MJ_WRITE) {
                irp.systemBuffer()[0] = 99;
            } else if (irp.location().major() == IRP_MJ_DEVICE_CONTROL) {
                var control = irp.location().parameters(IrpParameters.DeviceControl.class);
                assertThat(control).isEqualTo(new IrpParameters.DeviceControl(0x222000, 1, 3));
                assertThat(irp.systemBuffer()).containsExactly(5, 0, 0);
                irp.systemBuffer()[2] = 6;
                irp.setInformation(3);
            } else {
                assertThat(irp.systemBuffer()).isNull();
            }
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    byte[] data = {1};
                    program.writeFile(handle, data);
                    assertThat(data).containsExactly(1);
                    byte[] answer = new byte[3];
                    program.deviceIoControl(handle, 0x222000, new byte[] {5}, answer);
                    assertThat(answer).containsExactly(5, 0, 6);
                    program.closeHandle(handle);
                }))
                .isClean();
    }

    @Test
    void cleanup_is_sent_when_the_handle_closes_although_a_request_is_outstanding() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        Irp[] held = new Irp[1];
        bench.layer(0, (device, irp) -> {
            bench.note(irp.location().major().name());
            if (irp.location().major() == IRP_MJ_READ) {
                irp.markPending();
                held[0] = irp;
                return STATUS_PENDING;
            }
            NtStatus status = STATUS_SUCCESS;
            if (irp.location().major() == IRP_MJ_CLEANUP) {
                held[0].complete(NtStatus.STATUS_CANCELLED);
            }
            return irp.complete(status);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, program);
                    b.thread(
                            "reader",
                            () -> bench.note("read "
                                    + program.readFile(handle, new byte[1]).status()));
                    b.kernel().currentThread().delay(1);
                    program.closeHandle(handle);
                }))
                .isClean();
        assertThat(bench.log)
                .containsExactly(
                        "IRP_MJ_CREATE", "IRP_MJ_READ", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE", "read STATUS_CANCELLED");
    }
}
