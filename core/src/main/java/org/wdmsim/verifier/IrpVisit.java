package org.wdmsim.verifier;

import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;

/** One stay of an IRP with one driver: from the entry of the dispatch routine until both it and the location are done. */
final class IrpVisit {
    final DeviceObject device;
    final Irp irp;
    final Object request;
    final int location;

    /** The IRP is with drivers below. */
    boolean isBelow;

    /** It was sent there at least once. */
    boolean wasSent;

    /** What IoCallDriver answered the last time. */
    NtStatus callReturned;

    /** What the dispatch routine answered; null while it has not. */
    NtStatus returned;

    /** Completion has passed the location: with this pending bit and this status. */
    boolean isLeft;

    boolean wasPended;
    NtStatus statusWhenLeft;

    /** The requester's event was signalled already when the IRP was sent to the top. */
    boolean hadSignalledEvent;

    IrpVisit(DeviceObject device, Irp irp, Object request, int location) {
        this.device = device;
        this.irp = irp;
        this.request = request;
        this.location = location;
    }

    /** The dispatch routine in words. */
    String routine() {
        return "the dispatch routine of " + device.driver().objectName() + " for " + irp.objectName() + ", " + request;
    }
}
