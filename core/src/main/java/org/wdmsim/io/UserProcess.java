package org.wdmsim.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * A program: its handles, and the calls it makes. All calls are synchronous and are made from a thread of the machine.
 *
 * <pre>{@code
 * NtResult<UserProcess.Handle> h = program.createFile("\\\\.\\Toaster");
 * NtStatus status = program.readFile(h.value(), new byte[16]).status();
 * program.closeHandle(h.value());
 * }</pre>
 */
public final class UserProcess {
    private final IoManager io;
    private final List<Handle> handles = new ArrayList<>();

    /** A program without handles. */
    public UserProcess(IoManager io) {
        this.io = io;
    }

    /** HANDLE: a program's hold on a file object. */
    public static final class Handle {
        private final FileObject file;
        private final List<Irp> outstanding = new ArrayList<>();
        private boolean open = true;

        private Handle(FileObject file) {
            this.file = file;
        }

        /** What it leads to. */
        public FileObject file() {
            return file;
        }

        /** False once it was closed. */
        public boolean isOpen() {
            return open;
        }
    }

    /**
     * CreateFile: opens a device by name.
     *
     * @param name {@code \\.\Toaster}, or a full name such as {@code \Device\00000001}
     * @return a handle, or why there is none
     */
    public NtResult<Handle> createFile(String name) {
        TraceEvent event = kernel().step(IoStep.CREATE_FILE, null, name, null);
        String full = name.startsWith("\\\\.\\") || name.startsWith("\\\\?\\") ? "\\??\\" + name.substring(4) : name;
        NtResult<FileObject> opened = io.files().open(full);
        if (!opened.isSuccess()) {
            kernel().answer(event, opened.status());
            return NtResult.failed(opened.status());
        }
        Handle handle = new Handle(opened.value());
        handles.add(handle);
        kernel().answer(event, opened.value());
        return NtResult.of(handle);
    }

    /**
     * ReadFile: reads into a buffer and waits until the request is completed.
     *
     * @return the final status, and in {@code information} how many bytes were read
     */
    public IoStatusBlock readFile(Handle handle, byte[] buffer) {
        TraceEvent event = kernel().step(IoStep.READ_FILE, handle.file, buffer.length, null);
        IoStatusBlock block = request(
                handle,
                IrpMajor.IRP_MJ_READ,
                new IrpParameters.ReadWrite(buffer.length, 0, 0),
                new byte[buffer.length],
                buffer);
        kernel().answer(event, block.status());
        return block;
    }

    /** WriteFile: writes a buffer and waits until the request is completed. */
    public IoStatusBlock writeFile(Handle handle, byte[] data) {
        TraceEvent event = kernel().step(IoStep.WRITE_FILE, handle.file, data.length, null);
        IoStatusBlock block = request(
                handle, IrpMajor.IRP_MJ_WRITE, new IrpParameters.ReadWrite(data.length, 0, 0), data.clone(), null);
        kernel().answer(event, block.status());
        return block;
    }

    /**
     * DeviceIoControl with METHOD_BUFFERED: input and output share one system buffer.
     *
     * @param code the control code
     * @param input what the driver gets; empty for nothing
     * @param output where the answer goes; empty for none
     */
    public IoStatusBlock deviceIoControl(Handle handle, int code, byte[] input, byte[] output) {
        TraceEvent event = kernel().step(IoStep.DEVICE_IO_CONTROL, handle.file, "0x" + Integer.toHexString(code), null);
        byte[] system = Arrays.copyOf(input, Math.max(input.length, output.length));
        IoStatusBlock block = request(
                handle,
                IrpMajor.IRP_MJ_DEVICE_CONTROL,
                new IrpParameters.DeviceControl(code, input.length, output.length),
                system,
                output);
        kernel().answer(event, block.status());
        return block;
    }

    private IoStatusBlock request(Handle handle, IrpMajor major, IrpParameters parameters, byte[] system, byte[] user) {
        IoStatusBlock block = new IoStatusBlock();
        if (!handle.open) {
            block.status = NtStatus.STATUS_INVALID_HANDLE;
            return block;
        }
        DeviceObject top = handle.file.device().top();
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.thread = kernel().currentThread();
        irp.originalFileObject = handle.file;
        irp.systemBuffer = system.length == 0 ? null : system;
        irp.userBuffer = user;
        irp.userIosb = block;
        irp.userEvent = KEvent.notification(kernel(), irp.objectName() + " done");
        irp.deferIoCompletion = true;
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, parameters).setFileObject(handle.file);
        handle.file.irpStarted();
        handle.outstanding.add(irp);
        NtStatus status = top.call(irp);
        if (status == NtStatus.STATUS_PENDING) {
            irp.userEvent.waitFor(KEvent.FOREVER);
        } else {
            if (irp.isFinished() && block.status == NtStatus.STATUS_PENDING) {
                IrpCompletion.tellRequester(irp);
            }
            if (block.status == NtStatus.STATUS_PENDING) {
                block.status = status;
            }
        }
        handle.outstanding.remove(irp);
        handle.file.irpDone();
        return block;
    }

    /** CancelIo on a handle, from any thread of the program (CancelIoEx): cancels what is outstanding. */
    public void cancelIo(Handle handle) {
        kernel().step(IoStep.CANCEL_IO, handle.file, null, null);
        for (Irp irp : List.copyOf(handle.outstanding)) {
            irp.cancelUnlessFinished();
        }
    }

    /**
     * CloseHandle: CLEANUP, then CLOSE as soon as nothing is outstanding.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_HANDLE} when it is closed already
     */
    public NtStatus closeHandle(Handle handle) {
        TraceEvent event = kernel().step(IoStep.CLOSE_HANDLE, handle.file, null, null);
        if (!handle.open) {
            return kernel().answer(event, NtStatus.STATUS_INVALID_HANDLE);
        }
        handle.open = false;
        handles.remove(handle);
        handle.file.handleClosed();
        return kernel().answer(event, NtStatus.STATUS_SUCCESS);
    }

    /** Handles that are open. */
    public List<Handle> handles() {
        return List.copyOf(handles);
    }

    private Kernel kernel() {
        return io.kernel();
    }
}
