package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** IO_COMPLETION_ROUTINE: called on the way up, when the lower drivers are done with an IRP. */
@FunctionalInterface
public interface CompletionRoutine {
    /**
     * Looks at what the lower drivers did.
     *
     * @irql at most DISPATCH_LEVEL, in any thread
     * @param device the device of the driver that set the routine; null for an originator without a location of its own
     * @param context what was given when the routine was set
     * @return {@code STATUS_MORE_PROCESSING_REQUIRED} to keep the IRP; anything else lets completion go on
     */
    NtStatus completed(DeviceObject device, Irp irp, Object context);
}
