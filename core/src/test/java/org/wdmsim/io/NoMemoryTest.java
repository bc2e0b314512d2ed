package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_VIOLATION;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;

/** Routines that open, register or send, when there is no memory: they say so, and drivers hear nothing. */
class NoMemoryTest {
    private static final int ANY = ControlCode.FILE_READ_ACCESS | ControlCode.FILE_WRITE_ACCESS;

    private final List<IrpMajor> came = new ArrayList<>();

    /** Calls a routine once while every allocation of it fails, and tells what came to the driver meanwhile. */
    private NtStatus failed(String routine, Function<StackBench, NtStatus> call) {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            came.add(irp.location().major());
            return irp.complete(NtStatus.STATUS_SUCCESS);
        });
        NtStatus[] status = new NtStatus[1];
        assertOutcome(bench.run(b -> {
                    b.kernel().setAllocations(asked -> !asked.equals(routine));
                    status[0] = call.apply(b);
                    assertThat(b.kernel().injectedFaults()).hasSize(1);
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
        return status[0];
    }

    @Test
    void a_device_is_not_opened_by_name() {
        assertThat(failed(
                        "IoGetDeviceObjectPointer",
                        b -> b.io().deviceObjectPointer(StackBench.NAME).status()))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(came).isEmpty();
    }

    @Test
    void a_device_is_not_attached_by_name() {
        assertThat(failed("IoAttachDevice", b -> {
                    DeviceObject device = b.newDevice(0);
                    NtStatus status = device.attachToNamed(StackBench.NAME, lower -> {});
                    assertThat(device.attachedTo()).isNull();
                    device.delete();
                    return status;
                }))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(came).isEmpty();
    }

    @Test
    void a_device_is_not_told_of_the_shutdown() {
        assertThat(failed("IoRegisterShutdownNotification", b -> {
                    NtStatus status = b.device(0).registerShutdownNotification();
                    b.io().shutdown();
                    return status;
                }))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(failed("IoRegisterLastChanceShutdownNotification", b -> {
                    NtStatus status = b.device(0).registerLastChanceShutdownNotification();
                    b.io().shutdown();
                    return status;
                }))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(came).isEmpty();
    }

    @Test
    void pages_are_not_locked() {
        assertThat(failed("MmProbeAndLockPages", b -> {
                    Mdl mdl = Mdl.allocate(b.drivers.get(0), new byte[4], 0, 4, null);
                    NtStatus status = mdl.probeAndLock(Mdl.LockOperation.IO_WRITE_ACCESS);
                    assertThat(mdl.isLocked()).isFalse();
                    mdl.free();
                    return status;
                }))
                .isEqualTo(STATUS_ACCESS_VIOLATION);
    }

    @Test
    void nothing_is_sent_through_a_kernel_handle() {
        assertThat(throughHandle("ZwReadFile", (files, handle) -> files.readFile(handle, new byte[1])))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(throughHandle("ZwWriteFile", (files, handle) -> files.writeFile(handle, new byte[1])))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(throughHandle(
                        "ZwDeviceIoControlFile",
                        (files, handle) -> files.deviceIoControl(handle, 0x222000, new byte[0], new byte[0])))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
    }

    private interface Request {
        IoStatusBlock send(KernelHandles files, int handle);
    }

    private NtStatus throughHandle(String routine, Request request) {
        came.clear();
        NtStatus status = failed(routine, b -> {
            KernelHandles files = b.io().kernelHandles();
            int handle = files.createFile(StackBench.NAME, ANY).value();
            NtStatus answer = request.send(files, handle).status();
            files.close(handle);
            return answer;
        });
        assertThat(came).containsExactly(IrpMajor.IRP_MJ_CREATE, IrpMajor.IRP_MJ_CLEANUP, IrpMajor.IRP_MJ_CLOSE);
        return status;
    }
}
