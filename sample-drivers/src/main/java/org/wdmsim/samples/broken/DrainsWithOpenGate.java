package org.wdmsim.samples.broken;

import org.wdmsim.base.NtStatus;
import org.wdmsim.samples.mailbox.MailboxExtension;
import org.wdmsim.samples.mailbox.MailboxFunction;

/** Ends the reads that wait and lets new ones in. A read that comes after the drain waits for ever. */
@Broken(rule = "PnpSurpriseRemove", shows = Broken.DEADLOCK, scenario = "mailbox-pulled-out", seed = 4)
public final class DrainsWithOpenGate extends MailboxFunction {
    /** A broken function driver. */
    public DrainsWithOpenGate() {}

    @Override
    protected void leave(MailboxExtension ext) {
        // FAULT: the queue takes reads as before. Right: refuse(STATUS_DELETE_PENDING), and only then the drain.
        drain(ext, any -> true, NtStatus.STATUS_DELETE_PENDING);
        if (ext.deviceInterface.isEnabled()) {
            ext.deviceInterface.setState(false); // IoSetDeviceInterfaceState
        }
    }
}
