package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_DENIED;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_VIOLATION;
import static org.wdmsim.base.NtStatus.STATUS_BUFFER_OVERFLOW;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DIRECT_IO;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.ControlCode.Method;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** How buffers travel: io.md 4.5 and 4.6. */
class TransferMethodTest {
    private final StackBench bench = new StackBench(Machine.builder(), 1);

    /** Runs a program against a device with these flags; one major is answered as given, the others succeed. */
    private Outcome run(
            int flags,
            IrpMajor major,
            Consumer<Irp> fills,
            NtStatus status,
            BiConsumer<UserProcess, UserProcess.Handle> use) {
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != major) {
                return irp.complete(STATUS_SUCCESS);
            }
            fills.accept(irp);
            return irp.complete(status);
        });
        return bench.run(b -> {
            b.device(0).clearFlags(DO_BUFFERED_IO);
            b.device(0).setFlags(flags);
            UserProcess program = new UserProcess(b.io());
            UserProcess.Handle handle = program.createFile(StackBench.NAME).value();
            use.accept(program, handle);
            program.closeHandle(handle);
        });
    }

    private static int code(Method method) {
        return ControlCode.of(0x22, 0x800, method, ControlCode.FILE_ANY_ACCESS);
    }

    // ---- READ and WRITE.

    @Test
    void buffered_io_gives_a_system_buffer_and_copies_information_bytes_back() {
        byte[] buffer = {9, 9, 9};
        assertOutcome(run(
                        DO_BUFFERED_IO,
                        IRP_MJ_READ,
                        irp -> {
                            assertThat(irp.mdlAddress()).isNull();
                            assertThat(irp.systemBuffer()).containsExactly(0, 0, 0);
                            irp.systemBuffer()[0] = 1;
                            irp.systemBuffer()[1] = 2;
                            irp.setInformation(1);
                        },
                        STATUS_BUFFER_OVERFLOW,
                        (program, handle) -> program.readFile(handle, buffer)))
                .isClean();
        assertThat(buffer).containsExactly(1, 9, 9);
    }

    @Test
    void an_error_copies_nothing_back() {
        byte[] buffer = {9};
        assertOutcome(run(
                        DO_BUFFERED_IO,
                        IRP_MJ_READ,
                        irp -> {
                            irp.systemBuffer()[0] = 1;
                            irp.setInformation(1);
                        },
                        STATUS_UNSUCCESSFUL,
                        (program, handle) -> program.readFile(handle, buffer)))
                .isClean();
        assertThat(buffer).containsExactly(9);
    }

    @Test
    void direct_io_gives_an_mdl_and_the_driver_writes_the_program_s_own_memory() {
        byte[] buffer = new byte[4];
        assertOutcome(run(
                        DO_DIRECT_IO,
                        IRP_MJ_READ,
                        irp -> {
                            assertThat(irp.systemBuffer()).isNull();
                            assertThat(irp.mdlAddress().isLocked()).isTrue();
                            assertThat(irp.mdlAddress().byteCount()).isEqualTo(4);
                            irp.mdlAddress().systemAddress().put(2, (byte) 7);
                            assertThat(buffer).containsExactly(0, 0, 7, 0);
                            irp.setInformation(4);
                        },
                        STATUS_SUCCESS,
                        (program, handle) -> program.readFile(handle, buffer)))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_direct_write_is_locked_for_reading_only() {
        assertOutcome(run(
                        DO_DIRECT_IO,
                        IRP_MJ_WRITE,
                        irp -> {
                            ByteBuffer data = irp.mdlAddress().systemAddress();
                            assertThat(data.isReadOnly()).isTrue();
                            assertThat(data.get(0)).isEqualTo((byte) 5);
                        },
                        STATUS_SUCCESS,
                        (program, handle) -> program.writeFile(handle, new byte[] {5})))
                .isClean();
    }

    @Test
    void neither_io_gives_the_raw_address_good_in_the_requester_s_thread() {
        byte[] buffer = new byte[2];
        assertOutcome(run(
                        0,
                        IRP_MJ_READ,
                        irp -> {
                            assertThat(irp.systemBuffer()).isNull();
                            assertThat(irp.mdlAddress()).isNull();
                            NtResult<byte[]> probed = irp.userBuffer().probeForWrite(2);
                            probed.value()[1] = 8;
                            assertThat(irp.userBuffer().probeForWrite(3).status())
                                    .isEqualTo(STATUS_ACCESS_VIOLATION);
                            irp.setInformation(2);
                        },
                        STATUS_SUCCESS,
                        (program, handle) -> program.readFile(handle, buffer)))
                .isClean();
        assertThat(buffer).containsExactly(0, 8);
    }

    @Test
    void a_raw_address_means_nothing_in_another_thread_but_an_mdl_made_in_time_does() {
        byte[] buffer = new byte[1];
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            Mdl mdl = Mdl.allocate(device.driver(), irp.userBuffer(), 0, 1, null);
            assertThat(mdl.probeAndLock(Mdl.LockOperation.IO_WRITE_ACCESS)).isEqualTo(STATUS_SUCCESS);
            irp.markPending();
            bench.thread("worker", () -> {
                bench.note(irp.userBuffer().probeForWrite(1).status().name());
                mdl.systemAddress().put(0, (byte) 3);
                mdl.unlock();
                mdl.free();
                irp.complete(STATUS_SUCCESS);
            });
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> {
                    b.device(0).clearFlags(DO_BUFFERED_IO);
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    program.readFile(handle, buffer);
                    program.closeHandle(handle);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("STATUS_ACCESS_VIOLATION");
        assertThat(buffer).containsExactly(3);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void no_bytes_give_no_buffers() {
        for (int flags : new int[] {DO_BUFFERED_IO, DO_DIRECT_IO, 0}) {
            StackBench each = new StackBench(Machine.builder(), 1);
            each.layer(0, (device, irp) -> {
                if (irp.location().major() == IRP_MJ_READ) {
                    assertThat(irp.systemBuffer()).isNull();
                    assertThat(irp.mdlAddress()).isNull();
                    assertThat(irp.userBuffer()).isNull();
                }
                return irp.complete(STATUS_SUCCESS);
            });
            assertOutcome(each.run(b -> {
                        b.device(0).clearFlags(DO_BUFFERED_IO);
                        b.device(0).setFlags(flags);
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        program.readFile(handle, new byte[0]);
                        program.closeHandle(handle);
                    }))
                    .isClean();
        }
    }

    // ---- Device control.

    @Test
    void method_buffered_shares_one_buffer_so_that_output_overwrites_input() {
        byte[] output = new byte[2];
        assertOutcome(run(
                        0,
                        IRP_MJ_DEVICE_CONTROL,
                        irp -> {
                            assertThat(irp.systemBuffer()).containsExactly(1, 2, 3);
                            irp.systemBuffer()[0] = 9;
                            assertThat(irp.systemBuffer()).containsExactly(9, 2, 3);
                            irp.setInformation(2);
                        },
                        STATUS_SUCCESS,
                        (program, handle) -> program.deviceIoControl(
                                handle, code(Method.METHOD_BUFFERED), new byte[] {1, 2, 3}, output)))
                .isClean();
        assertThat(output).containsExactly(9, 2);
    }

    @Test
    void the_direct_methods_give_input_in_a_system_buffer_and_an_mdl_for_the_output_buffer() {
        for (Method method : new Method[] {Method.METHOD_IN_DIRECT, Method.METHOD_OUT_DIRECT}) {
            StackBench each = new StackBench(Machine.builder(), 1);
            each.layer(0, (device, irp) -> {
                if (irp.location().major() == IRP_MJ_DEVICE_CONTROL) {
                    assertThat(irp.systemBuffer()).containsExactly(1);
                    assertThat(irp.mdlAddress().byteCount()).isEqualTo(3);
                    assertThat(irp.mdlAddress().systemAddress().isReadOnly())
                            .isEqualTo(method == Method.METHOD_IN_DIRECT);
                }
                return irp.complete(STATUS_SUCCESS);
            });
            assertOutcome(each.run(b -> {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        program.deviceIoControl(handle, code(method), new byte[] {1}, new byte[3]);
                        program.closeHandle(handle);
                    }))
                    .isClean();
        }
    }

    @Test
    void method_neither_gives_both_raw_addresses() {
        byte[] output = new byte[1];
        assertOutcome(run(
                        0,
                        IRP_MJ_DEVICE_CONTROL,
                        irp -> {
                            assertThat(irp.systemBuffer()).isNull();
                            UserBuffer input = irp.location()
                                    .parameters(IrpParameters.DeviceControl.class)
                                    .type3InputBuffer();
                            irp.userBuffer().probeForWrite(1).value()[0] =
                                    input.probeForRead(1).value()[0];
                            irp.setInformation(1);
                        },
                        STATUS_SUCCESS,
                        (program, handle) ->
                                program.deviceIoControl(handle, code(Method.METHOD_NEITHER), new byte[] {4}, output)))
                .isClean();
        assertThat(output).containsExactly(4);
    }

    @Test
    void a_code_that_asks_for_write_access_needs_a_handle_that_was_opened_for_it() {
        int writes = ControlCode.of(0x22, 0x801, Method.METHOD_BUFFERED, ControlCode.FILE_WRITE_ACCESS);
        assertOutcome(run(0, IRP_MJ_DEVICE_CONTROL, irp -> {}, STATUS_SUCCESS, (program, handle) -> {
                    UserProcess.Handle reader = program.createFile(StackBench.NAME, ControlCode.FILE_READ_ACCESS)
                            .value();
                    byte[] none = {};
                    assertThat(program.deviceIoControl(reader, writes, none, none)
                                    .status())
                            .isEqualTo(STATUS_ACCESS_DENIED);
                    assertThat(program.deviceIoControl(handle, writes, none, none)
                                    .status())
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(program.writeFile(reader, new byte[1]).status()).isEqualTo(STATUS_ACCESS_DENIED);
                    assertThat(program.readFile(reader, new byte[1]).status()).isEqualTo(STATUS_SUCCESS);
                    program.closeHandle(reader);
                }))
                .isClean();
    }

    @Test
    void information_beyond_the_output_buffer_is_0x312() {
        assertOutcome(run(
                        0,
                        IRP_MJ_DEVICE_CONTROL,
                        irp -> irp.setInformation(3),
                        STATUS_SUCCESS,
                        (program, handle) -> program.deviceIoControl(
                                handle, code(Method.METHOD_BUFFERED), new byte[8], new byte[2])))
                .isIoViolation(0x312);
    }

    @Test
    void a_failed_request_may_say_how_much_room_it_needs() {
        assertOutcome(run(
                        0,
                        IRP_MJ_DEVICE_CONTROL,
                        irp -> irp.setInformation(3),
                        NtStatus.STATUS_BUFFER_TOO_SMALL,
                        (program, handle) -> program.deviceIoControl(
                                handle, code(Method.METHOD_BUFFERED), new byte[8], new byte[2])))
                .isClean();
    }
}
