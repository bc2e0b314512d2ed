package org.wdmsim.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.HandleTable;
import org.wdmsim.trace.TraceEvent;

/**
 * A program: its handles, and the calls it makes. All calls are made from a thread of the machine; while it makes one, the
 * thread is in this program's process. The names that end in Overlapped do not wait.
 *
 * <pre>{@code
 * NtResult<UserProcess.Handle> h = program.createFile("\\\\.\\Toaster");
 * NtStatus status = program.readFile(h.value(), new byte[16]).status();
 * program.closeHandle(h.value());
 * }</pre>
 *
 * @differs a file object is given up in the requester's thread, at its next call or its end; on Windows by an APC, at once
 */
public final class UserProcess {
    // The lists are touched under the dispatcher lock.
    private static final int REQUESTS = 2; // a part of the table for those who follow what is touched

    private final IoManager io;
    private final ProcessHandles handles;
    private final List<Overlapped> requests = new ArrayList<>();
    private final Set<KThread> threads = new LinkedHashSet<>();
    private volatile boolean terminated;

    /** A program without handles. */
    public UserProcess(IoManager io) {
        this.io = io;
        this.handles = new ProcessHandles(
                this, io.kernel(), "handles of " + io.kernel().nextName("process"));
    }

    /**
     * HANDLE: a program's hold on a file object.
     *
     * @differs on Windows a handle is nothing but its number, and one that was closed may lead to what was opened later;
     *     here a closed handle stays closed, and {@link UserProcess#handle} tells what a number leads to
     */
    public static final class Handle {
        private final UserProcess process;
        private final int value;
        private final FileObject file;
        private final int access;

        Handle(UserProcess process, int value, FileObject file, int access) {
            this.process = process;
            this.value = value;
            this.file = file;
            this.access = access;
        }

        /** The number that the program sees: a multiple of 4, given out again after the handle was closed. */
        public int value() {
            return value;
        }

        /** What it leads to. */
        public FileObject file() {
            return file;
        }

        /** FILE_ access bits of {@link ControlCode}: what it was opened for. */
        public int access() {
            return access;
        }

        /** False once it was closed. */
        public boolean isOpen() {
            return process.handles.isOpen(this);
        }

        @Override
        public String toString() {
            return "handle 0x" + Integer.toHexString(value) + " to " + file.objectName();
        }
    }

    /**
     * CreateFile for reading and writing: opens a device by name.
     *
     * @param name {@code \\.\Toaster}, or a full name such as {@code \Device\00000001}
     * @return a handle, or why there is none
     */
    public NtResult<Handle> createFile(String name) {
        return createFile(name, ControlCode.FILE_READ_ACCESS | ControlCode.FILE_WRITE_ACCESS);
    }

    /**
     * CreateFile: opens a device by name.
     *
     * @param access FILE_READ_ACCESS, FILE_WRITE_ACCESS, both, or neither: then only control codes for any access work
     * @return a handle, or why there is none
     */
    public NtResult<Handle> createFile(String name, int access) {
        TraceEvent event = kernel().step(IoStep.CREATE_FILE, null, name, null);
        String full = name.startsWith("\\\\.\\") || name.startsWith("\\\\?\\") ? "\\??\\" + name.substring(4) : name;
        NtResult<Integer> opened = here(() -> io.files().open("CreateFile", full, handles.table(), access));
        if (!opened.isSuccess()) {
            kernel().answer(event, opened.status());
            return NtResult.failed(opened.status());
        }
        Handle handle = handles.made(opened.value());
        touch();
        if (terminated) {
            here(() -> handles.close(handle)); // the end of the program came in between, and has not seen this one
            kernel().answer(event, NtStatus.STATUS_PROCESS_IS_TERMINATING);
            return NtResult.failed(NtStatus.STATUS_PROCESS_IS_TERMINATING);
        }
        kernel().answer(event, handle.file);
        return NtResult.of(handle);
    }

    /**
     * DuplicateHandle: a second handle to the same file object, in this or another program. Drivers hear nothing of it; they
     * get CLEANUP with the last of the handles.
     *
     * @return the target's handle, good for the same access; {@code STATUS_INVALID_HANDLE}, {@code
     *     STATUS_INSUFFICIENT_RESOURCES}, {@code STATUS_PROCESS_IS_TERMINATING}
     * @source learn.microsoft.com, nf-handleapi-duplicatehandle
     */
    public NtResult<Handle> duplicateHandle(Handle handle, UserProcess target) {
        TraceEvent event = kernel().step(IoStep.DUPLICATE_HANDLE, handle.file, target.handles.table(), null);
        NtResult<Handle> made = handles.duplicate(handle, target.handles);
        kernel().answer(event, made.isSuccess() ? made.value() : made.status());
        return made;
    }

    /**
     * CreateProcess with inherited handles: a child whose handles have the same numbers, and lead to the same file objects.
     *
     * @differs every handle is inheritable
     * @source learn.microsoft.com, "Handle Inheritance"
     */
    public UserProcess createProcess() {
        TraceEvent event = kernel().step(IoStep.CREATE_PROCESS, null, null, null);
        UserProcess child = new UserProcess(io);
        handles.inheritInto(child.handles);
        kernel().answer(event, child.handles.table());
        return child;
    }

    /**
     * ReadFile: reads into a buffer and waits until the request is completed.
     *
     * @return the final status, and in {@code information} how many bytes were read
     */
    public IoStatusBlock readFile(Handle handle, byte[] buffer) {
        TraceEvent event = kernel().step(IoStep.READ_FILE, handle.file, buffer.length, null);
        return answered(event, read(handle, buffer).await());
    }

    /** ReadFile that does not wait: the buffer is filled when the request has ended. */
    public Overlapped readFileOverlapped(Handle handle, byte[] buffer) {
        TraceEvent event = kernel().step(IoStep.READ_FILE, handle.file, buffer.length, null);
        Overlapped request = read(handle, buffer);
        answered(event, request.block);
        return request;
    }

    private Overlapped read(Handle handle, byte[] buffer) {
        return begin(
                handle,
                ControlCode.FILE_READ_ACCESS,
                (irp, top) -> RequestBuffers.readOrWrite(irp, top, IrpMajor.IRP_MJ_READ, mine(buffer), 0));
    }

    /** WriteFile: writes a buffer and waits until the request is completed. */
    public IoStatusBlock writeFile(Handle handle, byte[] data) {
        TraceEvent event = kernel().step(IoStep.WRITE_FILE, handle.file, data.length, null);
        return answered(event, write(handle, data).await());
    }

    /** WriteFile that does not wait. */
    public Overlapped writeFileOverlapped(Handle handle, byte[] data) {
        TraceEvent event = kernel().step(IoStep.WRITE_FILE, handle.file, data.length, null);
        Overlapped request = write(handle, data);
        answered(event, request.block);
        return request;
    }

    private Overlapped write(Handle handle, byte[] data) {
        return begin(
                handle,
                ControlCode.FILE_WRITE_ACCESS,
                (irp, top) -> RequestBuffers.readOrWrite(irp, top, IrpMajor.IRP_MJ_WRITE, mine(data), 0));
    }

    /**
     * DeviceIoControl: sends a control code, with the buffers that its method asks for, and waits until the request is
     * completed.
     *
     * @param code the control code
     * @param input what the driver gets; empty for nothing
     * @param output where the answer goes; empty for none
     * @return the final status; {@code STATUS_ACCESS_DENIED} when the handle was not opened for what the code asks
     */
    public IoStatusBlock deviceIoControl(Handle handle, int code, byte[] input, byte[] output) {
        TraceEvent event = kernel().step(IoStep.DEVICE_IO_CONTROL, handle.file, hex(code), null);
        return answered(event, control(handle, code, input, output).await());
    }

    /** DeviceIoControl that does not wait. */
    public Overlapped deviceIoControlOverlapped(Handle handle, int code, byte[] input, byte[] output) {
        TraceEvent event = kernel().step(IoStep.DEVICE_IO_CONTROL, handle.file, hex(code), null);
        Overlapped request = control(handle, code, input, output);
        answered(event, request.block);
        return request;
    }

    private Overlapped control(Handle handle, int code, byte[] input, byte[] output) {
        return begin(
                handle,
                ControlCode.of(code).access(),
                (irp, top) -> RequestBuffers.deviceControl(
                        irp, IrpMajor.IRP_MJ_DEVICE_CONTROL, code, mine(input), mine(output)));
    }

    private static String hex(int code) {
        return "0x" + Integer.toHexString(code);
    }

    private UserBuffer mine(byte[] bytes) {
        return new UserBuffer(io, this, bytes);
    }

    private IoStatusBlock answered(TraceEvent event, IoStatusBlock block) {
        kernel().answer(event, block.status());
        return block;
    }

    /** Makes the IRP and sends it to the top of the stack. */
    private Overlapped begin(Handle handle, int access, BiConsumer<Irp, DeviceObject> fill) {
        reapMine();
        Overlapped request = new Overlapped(this, handle, currentThread());
        boolean isFirst;
        touch();
        kernel().lockSaid(); // the end of the program comes before all of this, or finds the IRP
        try {
            NtStatus found = terminated ? NtStatus.STATUS_INVALID_HANDLE : handles.reference(handle, access);
            if (!found.isSuccess()) {
                request.block.status = found;
                return request;
            }
            prepare(request);
            requests.add(request);
            isFirst = threads.add(request.thread);
        } finally {
            kernel().unlock();
        }
        if (isFirst) {
            request.thread.atEnd(this::reapMine);
        }
        fill.accept(request.irp, request.top);
        request.irp.nextLocation().setFileObject(handle.file);
        return send(request);
    }

    /** Makes the IRP and binds it to the running thread. */
    private void prepare(Overlapped request) {
        FileObject file = request.handle.file;
        DeviceObject top = file.relatedDevice();
        Irp irp = io.newSystemIrp(top.stackSize());
        request.top = top;
        request.irp = irp;
        request.event = KEvent.notification(kernel(), irp.objectName() + " done");
        irp.setFile(file);
        irp.userIosb = request.block;
        irp.userEvent = request.event;
        irp.deferIoCompletion = true;
        io.threadedIrps().bind(irp);
    }

    private Overlapped send(Overlapped request) {
        Irp irp = request.irp;
        NtStatus status = here(() -> request.top.call(irp));
        if (status != NtStatus.STATUS_PENDING) {
            if (irp.isFinished() && !request.event.isSignalled()) {
                IrpCompletion.tellRequester(irp);
            }
            if (request.block.status() == NtStatus.STATUS_PENDING) {
                request.block.status = status;
            }
            request.event.setNow();
        }
        return request;
    }

    void ended(Overlapped request) {
        locked(() -> requests.remove(request));
    }

    /** What APCs would have done for requests of the running thread that have ended. */
    private void reapMine() {
        for (Overlapped request : locked(() -> List.copyOf(requests))) {
            if (request.thread == currentThread() && request.isDone()) {
                request.reap();
            }
        }
    }

    /** CancelIoEx: cancels what any thread of the program has outstanding on the handle's file object. */
    public void cancelIo(Handle handle) {
        kernel().step(IoStep.CANCEL_IO, handle.file, null, null);
        for (Overlapped request : locked(() -> List.copyOf(requests))) {
            if (request.handle.file == handle.file) {
                request.irp.cancelUnlessFinished();
            }
        }
    }

    /**
     * CloseHandle, which is ZwClose: with the last handle to the file object CLEANUP, then CLOSE as soon as nothing is
     * outstanding.
     *
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_HANDLE} when it is closed already
     */
    public NtStatus closeHandle(Handle handle) {
        TraceEvent event = kernel().step(IoStep.CLOSE_HANDLE, handle.file, null, null);
        reapMine();
        return kernel().answer(event, here(() -> handles.close(handle)));
    }

    /**
     * TerminateProcess: the IRPs of each of its threads are cancelled and waited for, up to five minutes, and then every
     * handle is closed.
     *
     * @differs a thread that runs on gets {@code STATUS_PROCESS_IS_TERMINATING} for an open and {@code STATUS_INVALID_HANDLE}
     *     for everything else; on Windows it is gone
     */
    public void terminate() {
        kernel().step(IoStep.TERMINATE_PROCESS, null, null, null);
        List<KThread> callers = locked(() -> {
            terminated = true;
            return List.copyOf(threads);
        });
        handles.table().end();
        for (KThread thread : callers) {
            io.threadedIrps().cancelAndWait(thread);
        }
        for (Handle handle : handles()) {
            closeHandle(handle);
        }
    }

    /** Handles that are open, the lowest number first. */
    public List<Handle> handles() {
        return handles.all();
    }

    /** The handle that a number leads to now, or null. */
    public Handle handle(int value) {
        return handles.of(value);
    }

    /** The handle table, for debugger views. */
    public HandleTable handleTable() {
        return handles.table();
    }

    KThread currentThread() {
        return kernel().currentThread();
    }

    private void touch() {
        kernel().touch(handles.table(), REQUESTS, Touch.WRITE);
    }

    private <T> T locked(Supplier<T> body) {
        touch();
        kernel().lockSaid();
        try {
            return body.get();
        } finally {
            kernel().unlock();
        }
    }

    /** Runs a call of the program's: the running thread is in this process meanwhile. */
    private <T> T here(Supplier<T> call) {
        UserProcess before = io.processes().enter(this);
        try {
            return call.get();
        } finally {
            io.processes().enter(before);
        }
    }

    private Kernel kernel() {
        return io.kernel();
    }
}
