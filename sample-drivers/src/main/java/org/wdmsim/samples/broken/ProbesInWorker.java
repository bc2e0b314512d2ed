package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters.DeviceControl;
import org.wdmsim.ke.SystemWorkers.Type;
import org.wdmsim.samples.scale.ScaleControls;
import org.wdmsim.samples.scale.ScaleExtension;
import org.wdmsim.samples.scale.ScaleFunction;

/**
 * Leaves a program's addresses to a work item. A worker thread is in the system's process, where they mean nothing: the
 * exception of the probe is one that nobody handles.
 */
@Broken(rule = "wrong process context", shows = Broken.EXCEPTION, scenario = "scale", seed = 1)
public final class ProbesInWorker extends ScaleFunction {
    /** A broken function driver. */
    public ProbesInWorker() {
        super(new Controls());
    }

    private static final class Controls extends ScaleControls {
        @Override
        protected NtStatus tare(DeviceObject device, ScaleExtension ext, Irp irp, DeviceControl control) {
            if (control.inputBufferLength() < NUMBER || control.outputBufferLength() < NUMBER) {
                return NtStatus.STATUS_BUFFER_TOO_SMALL;
            }
            IoWorkItem item = IoWorkItem.allocate(device); // IoAllocateWorkItem
            if (item == null) {
                return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
            }
            irp.markPending(); // IoMarkIrpPending
            item.queue(Type.DELAYED, (same, context) -> work(ext, item, irp, control), null); // IoQueueWorkItem
            return NtStatus.STATUS_PENDING;
        }

        private static void work(ScaleExtension ext, IoWorkItem item, Irp irp, DeviceControl control) {
            item.free(); // IoFreeWorkItem
            // FAULT: probed in a worker. Right: probe in the dispatch routine, or lock the pages there with an MDL.
            byte[] in = control.type3InputBuffer().probeForRead(NUMBER).value(); // ProbeForRead
            byte[] out = irp.userBuffer().probeForWrite(NUMBER).value(); // ProbeForWrite
            numbers(out).putInt(ext.tare);
            ext.tare = numbers(in).getInt();
            irp.setInformation(NUMBER);
            irp.complete(NtStatus.STATUS_SUCCESS); // IoCompleteRequest
            ext.removeLock.release(irp); // IoReleaseRemoveLock
        }
    }
}
