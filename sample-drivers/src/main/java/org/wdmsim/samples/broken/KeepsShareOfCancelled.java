package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;
import org.wdmsim.samples.mailbox.MailboxExtension;
import org.wdmsim.samples.mailbox.MailboxFunction;

/** Completes a cancelled read and keeps its share. REMOVE_DEVICE then waits for ever. */
@Broken(rule = "RemoveLockReleaseCleanup", shows = Broken.DEADLOCK, scenario = "mailbox-pulled-out", seed = 1)
public final class KeepsShareOfCancelled extends MailboxFunction {
    /** A broken function driver. */
    public KeepsShareOfCancelled() {}

    @Override
    protected void completeCanceledIrp(MailboxExtension ext, Irp read) {
        // FAULT: this way out of the queue is forgotten. Right: release(read) after it, as on every other way.
        read.complete(NtStatus.STATUS_CANCELLED); // IoCompleteRequest
    }
}
