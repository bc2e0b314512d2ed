package org.wdmsim.io;

import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;

/**
 * A raw buffer address: what neither I/O gives a driver, in UserBuffer or Type3InputBuffer.
 *
 * <p>An address of a program means something only in that program's process. So a driver probes it in the dispatch routine
 * of the topmost driver, which runs in the requester's thread, and never in a worker or a completion routine.
 *
 * @differs on Windows a bad probe raises an exception that the driver must catch; here it answers the exception's status
 */
public final class UserBuffer {
    private final IoManager io;
    private final UserProcess owner;
    private final byte[] bytes;

    UserBuffer(IoManager io, UserProcess owner, byte[] bytes) {
        this.io = io;
        this.owner = owner;
        this.bytes = bytes;
    }

    /**
     * ProbeForRead: checks the address, and gives the bytes behind it.
     *
     * @irql at most APC_LEVEL
     * @param length how many bytes will be read
     * @return the program's memory itself, which the program can change at any time; {@code STATUS_ACCESS_VIOLATION} outside
     *     of the requester's process, and when the buffer is shorter
     */
    public NtResult<byte[]> probeForRead(int length) {
        return probe(IoStep.PROBE_FOR_READ, length);
    }

    /**
     * ProbeForWrite: checks the address, and gives the bytes behind it.
     *
     * @irql at most APC_LEVEL
     * @param length how many bytes will be written
     * @return as {@link #probeForRead}
     */
    public NtResult<byte[]> probeForWrite(int length) {
        return probe(IoStep.PROBE_FOR_WRITE, length);
    }

    private NtResult<byte[]> probe(IoStep step, int length) {
        var event = io.kernel().step(step, null, length, null);
        if (!isReachable() || length > bytes.length) {
            io.kernel().answer(event, NtStatus.STATUS_ACCESS_VIOLATION);
            return NtResult.failed(NtStatus.STATUS_ACCESS_VIOLATION);
        }
        io.kernel().answer(event, NtStatus.STATUS_SUCCESS);
        return NtResult.of(bytes);
    }

    /** True where the address means this buffer: everywhere for a kernel address, else in the owner's process. */
    boolean isReachable() {
        return owner == null || io.processes().current() == owner;
    }

    /** Copies as the I/O manager does at the end of a request, in the requester's process. */
    void copyBack(byte[] from, long count) {
        io.kernel().footprint().touchArray(from, Touch.READ);
        io.kernel().footprint().touchArray(bytes, Touch.WRITE);
        System.arraycopy(from, 0, bytes, 0, (int) Math.max(0, Math.min(count, Math.min(from.length, bytes.length))));
    }

    byte[] bytes() {
        return bytes;
    }
}
