package org.wdmsim.io;

import java.util.function.BiConsumer;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.HandleTable;
import org.wdmsim.ob.HandleTable.ProcessorMode;
import org.wdmsim.ob.ObjectHeader;
import org.wdmsim.trace.TraceEvent;

/**
 * The handles that drivers make: they stand in the system's table, and are good in every thread.
 *
 * <pre>{@code
 * KernelHandles system = io.kernelHandles();
 * NtResult<Integer> h = system.createFile("\\Device\\00000003", access);
 * FileObject file = system.referenceFile(h.value(), access, ProcessorMode.KERNEL_MODE).value();
 * system.close(h.value());
 * file.dereference();
 * }</pre>
 *
 * @differs every handle that a driver makes is a kernel handle (OBJ_KERNEL_HANDLE); on Windows its number has the highest bit
 *     set
 */
public final class KernelHandles {
    private final IoManager io;
    private final Kernel kernel;
    private final HandleTable table;

    KernelHandles(IoManager io) {
        this.io = io;
        this.kernel = io.kernel();
        this.table = new HandleTable(kernel, "kernel handles");
    }

    /**
     * ZwCreateFile: opens a device by its full name.
     *
     * @irql PASSIVE_LEVEL
     * @param access FILE_ access bits of {@link ControlCode}
     * @return a kernel handle; {@code STATUS_OBJECT_NAME_NOT_FOUND}; {@code STATUS_NO_SUCH_DEVICE}; {@code
     *     STATUS_ACCESS_DENIED} for an exclusive device that is open; what CREATE answered; {@code
     *     STATUS_INSUFFICIENT_RESOURCES}
     * @source learn.microsoft.com, nf-wdm-zwcreatefile; rule IrqlZwPassive
     */
    public NtResult<Integer> createFile(String name, int access) {
        TraceEvent event = kernel.step(IoStep.ZW_CREATE_FILE, null, name, null);
        NtResult<Integer> opened = io.files().open("ZwCreateFile", name, table, access);
        kernel.answer(event, opened.isSuccess() ? fileOf(opened.value()) : opened.status());
        return opened;
    }

    /**
     * ZwClose: closes the handle. The last handle to a file object sends CLEANUP, the last reference CLOSE.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_HANDLE}
     * @source learn.microsoft.com, nf-ntifs-zwclose; rule IrqlZwPassive
     */
    public NtStatus close(int handle) {
        return table.close(handle);
    }

    /**
     * ObReferenceObjectByHandle, for a file object: the file with a reference that the caller gives up.
     *
     * @irql PASSIVE_LEVEL
     * @return the file object; {@code STATUS_INVALID_HANDLE}, {@code STATUS_ACCESS_DENIED}
     * @source learn.microsoft.com, nf-wdm-obreferenceobjectbyhandle; rule IrqlObPassive
     */
    public NtResult<FileObject> referenceFile(int handle, int access, ProcessorMode mode) {
        return fileOf(table.referenceByHandle(handle, access, io.files().type(), mode));
    }

    /**
     * ObReferenceObjectByHandle on a program's handle, such as one that came in with a device control. Call it in the dispatch
     * routine of the topmost driver, which runs in the program's process: elsewhere the number means something else.
     *
     * @irql PASSIVE_LEVEL
     * @return the file object; {@code STATUS_INVALID_HANDLE}, also in a thread of the system; {@code STATUS_ACCESS_DENIED}
     * @source learn.microsoft.com, nf-wdm-obreferenceobjectbyhandle; rule IrqlObPassive
     */
    public NtResult<FileObject> referenceFileOfRequester(int handle, int access) {
        UserProcess process = io.processes().current();
        HandleTable requesters = process == null ? table : process.handleTable();
        NtResult<ObjectHeader> found =
                requesters.referenceByHandle(handle, access, io.files().type(), ProcessorMode.USER_MODE);
        return fileOf(found);
    }

    /**
     * ZwReadFile: reads and waits.
     *
     * @irql PASSIVE_LEVEL
     * @return how the request ended; {@code STATUS_INVALID_HANDLE}; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no
     *     memory for the IRP
     * @source learn.microsoft.com, nf-ntifs-zwreadfile; rule IrqlZwPassive
     */
    public IoStatusBlock readFile(int handle, byte[] buffer) {
        TraceEvent event = kernel.step(IoStep.ZW_READ_FILE, fileOf(handle), buffer.length, null);
        return answered(
                event,
                send(
                        "ZwReadFile",
                        handle,
                        (irp, top) -> RequestBuffers.readOrWrite(irp, top, IrpMajor.IRP_MJ_READ, ofKernel(buffer), 0)));
    }

    /**
     * ZwWriteFile: writes and waits.
     *
     * @irql PASSIVE_LEVEL
     * @return how the request ended; {@code STATUS_INVALID_HANDLE}; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no
     *     memory for the IRP
     * @source learn.microsoft.com, nf-ntifs-zwwritefile; rule IrqlZwPassive
     */
    public IoStatusBlock writeFile(int handle, byte[] data) {
        TraceEvent event = kernel.step(IoStep.ZW_WRITE_FILE, fileOf(handle), data.length, null);
        return answered(
                event,
                send(
                        "ZwWriteFile",
                        handle,
                        (irp, top) -> RequestBuffers.readOrWrite(irp, top, IrpMajor.IRP_MJ_WRITE, ofKernel(data), 0)));
    }

    /**
     * ZwDeviceIoControlFile: sends a control code and waits.
     *
     * @irql PASSIVE_LEVEL
     * @return how the request ended; {@code STATUS_INVALID_HANDLE}; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no
     *     memory for the IRP
     * @source learn.microsoft.com, nf-ntifs-zwdeviceiocontrolfile; rule IrqlZwPassive
     */
    public IoStatusBlock deviceIoControl(int handle, int code, byte[] input, byte[] output) {
        TraceEvent event =
                kernel.step(IoStep.ZW_DEVICE_IO_CONTROL_FILE, fileOf(handle), "0x" + Integer.toHexString(code), null);
        return answered(
                event,
                send(
                        "ZwDeviceIoControlFile",
                        handle,
                        (irp, top) -> RequestBuffers.deviceControl(
                                irp, IrpMajor.IRP_MJ_DEVICE_CONTROL, code, ofKernel(input), ofKernel(output))));
    }

    /** Makes the IRP, sends it to the top of the stack and waits; meanwhile the request references the file. */
    private IoStatusBlock send(String routine, int handle, BiConsumer<Irp, DeviceObject> fill) {
        NtResult<FileObject> found = fileOf(
                table.referenceNow(handle, 0, io.files().type(), ProcessorMode.KERNEL_MODE, FileObject.REQUEST_TAG));
        if (!found.isSuccess()) {
            return refused(found.status());
        }
        FileObject file = found.value();
        if (!kernel.allocates(routine)) {
            file.requestDone();
            return refused(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        DeviceObject top = file.relatedDevice();
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.setFile(file);
        fill.accept(irp, top);
        irp.nextLocation().setFileObject(file);
        io.threadedIrps().bind(irp);
        IoStatusBlock block = io.sendAndWait(top, irp);
        irp.releaseFile();
        return block;
    }

    private static IoStatusBlock refused(NtStatus status) {
        IoStatusBlock block = new IoStatusBlock();
        block.status = status;
        return block;
    }

    private UserBuffer ofKernel(byte[] bytes) {
        return new UserBuffer(io, null, bytes);
    }

    private IoStatusBlock answered(TraceEvent event, IoStatusBlock block) {
        kernel.answer(event, block.status());
        return block;
    }

    private static NtResult<FileObject> fileOf(NtResult<ObjectHeader> header) {
        return header.isSuccess()
                ? NtResult.of((FileObject) header.value().object())
                : NtResult.failed(header.status());
    }

    private FileObject fileOf(int handle) {
        ObjectHeader header = table.object(handle);
        return header == null ? null : (FileObject) header.object();
    }

    /** The table, for debugger views, and to duplicate from and into. */
    public HandleTable table() {
        return table;
    }
}
