package org.wdmsim.io;

import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * IoBuild...: IRPs that are ready to be sent, with their first location filled and their buffers prepared.
 *
 * <pre>{@code
 * KEvent done = KEvent.notification(kernel, "done");
 * IoStatusBlock iosb = new IoStatusBlock();
 * Irp irp = IoBuild.synchronousFsdRequest(IRP_MJ_READ, target, buffer, 0, done, iosb);
 * NtStatus status = target.call(irp);
 * if (status == STATUS_PENDING) {
 *     done.waitFor(KEvent.FOREVER);
 *     status = iosb.status();
 * }
 * }</pre>
 */
public final class IoBuild {
    private IoBuild() {}

    /**
     * IoBuildSynchronousFsdRequest: an IRP that is bound to the calling thread and freed by the I/O manager.
     *
     * @irql at most APC_LEVEL; PASSIVE_LEVEL in effect, since the caller waits
     * @param major IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_FLUSH_BUFFERS, IRP_MJ_SHUTDOWN or IRP_MJ_PNP
     * @param buffer for reads and writes; otherwise null
     * @param event signalled at the end, when STATUS_PENDING came back or the IRP did not fail at once
     * @param iosb how it ended, under the same condition
     * @return null when there is no memory
     * @source learn.microsoft.com, nf-wdm-iobuildsynchronousfsdrequest
     */
    public static Irp synchronousFsdRequest(
            IrpMajor major, DeviceObject device, byte[] buffer, long offset, KEvent event, IoStatusBlock iosb) {
        Irp irp = fsdRequest(IoStep.IO_BUILD_SYNCHRONOUS_FSD_REQUEST, IrpKind.THREADED, major, device, buffer, offset);
        return irp == null ? null : threaded(irp, event, iosb);
    }

    /**
     * IoBuildAsynchronousFsdRequest: an IRP that is bound to no thread. The driver frees it, with its buffers, in a
     * completion routine that returns STATUS_MORE_PROCESSING_REQUIRED.
     *
     * @irql at most APC_LEVEL
     * @param iosb how it ended; may be null
     * @return null when there is no memory
     * @source learn.microsoft.com, nf-wdm-iobuildasynchronousfsdrequest
     */
    public static Irp asynchronousFsdRequest(
            IrpMajor major, DeviceObject device, byte[] buffer, long offset, IoStatusBlock iosb) {
        Irp irp = fsdRequest(
                IoStep.IO_BUILD_ASYNCHRONOUS_FSD_REQUEST, IrpKind.ASYNCHRONOUS, major, device, buffer, offset);
        if (irp != null) {
            irp.userIosb = iosb;
        }
        return irp;
    }

    private static Irp fsdRequest(
            IoStep step, IrpKind kind, IrpMajor major, DeviceObject device, byte[] buffer, long offset) {
        switch (major) {
            case IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_FLUSH_BUFFERS, IRP_MJ_SHUTDOWN, IRP_MJ_PNP -> {}
            default ->
                throw new IllegalArgumentException(step.title() + " cannot build " + major
                        + "; it builds READ, WRITE, FLUSH_BUFFERS, SHUTDOWN and PNP");
        }
        Irp irp = make(step, kind, device, major);
        if (irp == null) {
            return null;
        }
        if (major == IrpMajor.IRP_MJ_READ || major == IrpMajor.IRP_MJ_WRITE) {
            RequestBuffers.readOrWrite(irp, device, major, kernelBuffer(device, buffer), offset);
        } else {
            irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null);
        }
        return irp;
    }

    /**
     * IoBuildDeviceIoControlRequest: a device control that is bound to the calling thread and freed by the I/O manager.
     *
     * @irql at most APC_LEVEL; PASSIVE_LEVEL in effect
     * @param input what the driver gets; null for nothing
     * @param output where the answer goes; null for none
     * @param internal true for IRP_MJ_INTERNAL_DEVICE_CONTROL
     * @return null when there is no memory
     * @source learn.microsoft.com, nf-wdm-iobuilddeviceiocontrolrequest
     */
    public static Irp deviceIoControlRequest(
            int code,
            DeviceObject device,
            byte[] input,
            byte[] output,
            boolean internal,
            KEvent event,
            IoStatusBlock iosb) {
        IrpMajor major = internal ? IrpMajor.IRP_MJ_INTERNAL_DEVICE_CONTROL : IrpMajor.IRP_MJ_DEVICE_CONTROL;
        Irp irp = make(IoStep.IO_BUILD_DEVICE_IO_CONTROL_REQUEST, IrpKind.THREADED, device, major);
        if (irp == null) {
            return null;
        }
        RequestBuffers.deviceControl(irp, major, code, kernelBuffer(device, input), kernelBuffer(device, output));
        return threaded(irp, event, iosb);
    }

    private static Irp threaded(Irp irp, KEvent event, IoStatusBlock iosb) {
        irp.userEvent = event;
        irp.userIosb = iosb;
        irp.io().threadedIrps().bind(irp);
        return irp;
    }

    private static UserBuffer kernelBuffer(DeviceObject device, byte[] bytes) {
        return bytes == null ? null : new UserBuffer(device.io(), null, bytes);
    }

    private static Irp make(IoStep step, IrpKind kind, DeviceObject device, IrpMajor major) {
        Kernel kernel = device.kernel();
        TraceEvent event = kernel.step(step, device, major, null);
        if (!kernel.allocates(step.title())) {
            return kernel.answer(event, null);
        }
        return kernel.answer(event, new Irp(device.io(), device.stackSize(), kind));
    }

    /**
     * IoMakeAssociatedIrp: a part of a master IRP, for highest-level drivers. When the last part is completed, the I/O
     * manager completes the master, with the status that its driver has set; the caller sets
     * {@link Irp#setAssociatedIrpCount} before it sends the first part.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when there is no memory
     * @source learn.microsoft.com, nf-ntddk-iomakeassociatedirp
     */
    public static Irp associatedIrp(Irp master, int stackSize) {
        master.mustBeAlive("IoMakeAssociatedIrp");
        Kernel kernel = master.kernel();
        TraceEvent event = kernel.step(IoStep.IO_MAKE_ASSOCIATED_IRP, master, stackSize, null);
        if (!kernel.allocates("IoMakeAssociatedIrp")) {
            return kernel.answer(event, null);
        }
        Irp irp = new Irp(master.io(), stackSize, IrpKind.ASSOCIATED);
        irp.masterIrp = master;
        return kernel.answer(event, irp);
    }

    /** IoSizeOfIrp bytes of the driver's own memory, for {@link Irp#initialize}: not an IRP before that. */
    public static Irp irpMemory(DriverObject driver, int stackSize) {
        return new Irp(driver.io(), stackSize, IrpKind.INITIALIZED);
    }

    /** One part of a master is completed. */
    static void partIsDone(Irp master) {
        boolean last;
        master.kernel().lock();
        try {
            last = --master.associatedIrpCount == 0;
        } finally {
            master.kernel().unlock();
        }
        if (last) {
            master.complete();
        }
    }

    /** STATUS_SUCCESS for a routine that is to come, or why it cannot be promised. */
    static NtStatus setCompletionRoutineEx(
            Irp irp,
            DeviceObject device,
            CompletionRoutine routine,
            Object context,
            boolean onSuccess,
            boolean onError,
            boolean onCancel) {
        Kernel kernel = irp.kernel();
        TraceEvent event = kernel.step(IoStep.IO_SET_COMPLETION_ROUTINE_EX, irp, device, null);
        if (!kernel.allocates("IoSetCompletionRoutineEx")) {
            return kernel.answer(event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        DriverObject driver = device.driver();
        driver.routineIsToCome();
        CompletionRoutine keepsDriver = (own, done, same) -> {
            boolean wanted = (done.status().isSuccess() ? onSuccess : onError) || (onCancel && done.isCancelled());
            NtStatus answer;
            if (wanted) {
                answer = routine.completed(own, done, same);
            } else {
                answer = NtStatus.STATUS_CONTINUE_COMPLETION;
                if (own != null && done.pendingReturned()) {
                    done.location().markPending();
                }
            }
            driver.routineHasReturned();
            return answer;
        };
        irp.nextLocation().setRoutine(keepsDriver, context, IoStackLocation.SL_INVOKE);
        return kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }
}
