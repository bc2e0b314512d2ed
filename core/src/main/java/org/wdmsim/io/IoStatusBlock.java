package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

/** IO_STATUS_BLOCK: where a requester finds how its request ended. */
public final class IoStatusBlock {
    NtStatus status = NtStatus.STATUS_PENDING;
    private long information;
    private Object result;

    /** A block without an outcome. */
    public IoStatusBlock() {}

    void set(NtStatus newStatus, long newInformation, Object newResult) {
        information = newInformation;
        result = newResult;
        status = newStatus;
    }

    /** The final status; {@code STATUS_PENDING} while there is none. */
    public NtStatus status() {
        return status;
    }

    /** Bytes moved, for most requests. */
    public long information() {
        return information;
    }

    /** What a PnP query answers as a pointer; null for everything else. */
    public Object result() {
        return result;
    }
}
