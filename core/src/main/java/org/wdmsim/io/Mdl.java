package org.wdmsim.io;

import java.nio.ByteBuffer;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * MDL: a description of a buffer by its pages, which can be kept in memory and seen from any process.
 *
 * <p>Life: allocated → locked, or built for non-paged pool → read and written by its system address → unlocked → freed.
 *
 * <pre>{@code
 * ByteBuffer data = irp.mdlAddress().systemAddress();  // MmGetSystemAddressForMdlSafe
 * }</pre>
 *
 * @differs there are no pages: the memory is the buffer itself, and locking is a state
 */
public final class Mdl implements KernelObject {
    /** LOCK_OPERATION: what the driver will do with the buffer. */
    public enum LockOperation {
        /** The driver reads: a write request, or METHOD_IN_DIRECT. */
        IO_READ_ACCESS,
        /** The driver writes: a read request, or METHOD_OUT_DIRECT. */
        IO_WRITE_ACCESS
    }

    private enum State {
        UNLOCKED,
        LOCKED,
        NON_PAGED,
        FREED
    }

    private final IoManager io;
    private final String objectName;
    private final UserBuffer buffer;
    private final int offset;
    private final int count;

    // Touched by whoever owns the IRP that the MDL belongs to.
    private State state = State.UNLOCKED;
    private LockOperation access;
    private Mdl next;

    Mdl(IoManager io, UserBuffer buffer, int offset, int count) {
        if (offset < 0 || count < 0 || count > buffer.bytes().length - offset) {
            throw new IllegalArgumentException(
                    "an MDL for " + count + " bytes from " + offset + " of a buffer of " + buffer.bytes().length);
        }
        this.io = io;
        this.objectName = io.kernel().nextName("mdl");
        this.buffer = buffer;
        this.offset = offset;
        this.count = count;
        io.mdls().add(this);
    }

    /**
     * IoAllocateMdl: makes an MDL for a part of a buffer of the driver's own.
     *
     * @irql at most DISPATCH_LEVEL
     * @param irp the MDL is made this IRP's, behind those it has; null for none
     * @return null when there is no memory
     */
    public static Mdl allocate(DriverObject driver, byte[] buffer, int offset, int count, Irp irp) {
        return allocate(driver, new UserBuffer(driver.io(), null, buffer), offset, count, irp);
    }

    /**
     * IoAllocateMdl for a program's buffer: lock it in the requester's process, and then it can be used in any.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when there is no memory
     */
    public static Mdl allocate(DriverObject driver, UserBuffer buffer, int offset, int count, Irp irp) {
        Kernel kernel = driver.kernel();
        TraceEvent event = kernel.step(IoStep.IO_ALLOCATE_MDL, irp, count, null);
        if (!kernel.allocates("IoAllocateMdl")) {
            return kernel.answer(event, null);
        }
        Mdl mdl = new Mdl(driver.io(), buffer, offset, count);
        if (irp != null) {
            irp.appendMdl(mdl);
        }
        return kernel.answer(event, mdl);
    }

    /**
     * MmProbeAndLockPages: keeps the buffer in memory.
     *
     * @irql at most APC_LEVEL for a program's buffer
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_ACCESS_VIOLATION} outside of the process that the buffer belongs to,
     *     and when its pages cannot be brought into memory
     * @differs on Windows a failure is an exception with this status
     */
    public NtStatus probeAndLock(LockOperation operation) {
        TraceEvent event = io.kernel().step(IoStep.MM_PROBE_AND_LOCK_PAGES, this, operation, null);
        mustBe("MmProbeAndLockPages", State.UNLOCKED);
        if (!buffer.isReachable() || !io.kernel().allocates("MmProbeAndLockPages")) {
            return io.kernel().answer(event, NtStatus.STATUS_ACCESS_VIOLATION);
        }
        state = State.LOCKED;
        access = operation;
        return io.kernel().answer(event, NtStatus.STATUS_SUCCESS);
    }

    /** Locks on behalf of the I/O manager, in the requester's process. */
    void lockNow(LockOperation operation) {
        state = State.LOCKED;
        access = operation;
    }

    /**
     * MmUnlockPages: the buffer need not stay in memory.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void unlock() {
        io.kernel().step(IoStep.MM_UNLOCK_PAGES, this, null, null);
        mustBe("MmUnlockPages", State.LOCKED);
        state = State.UNLOCKED;
    }

    /**
     * MmBuildMdlForNonPagedPool: the buffer is in non-paged pool and needs no lock.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void buildForNonPagedPool() {
        io.kernel().step(IoStep.MM_BUILD_MDL, this, null, null);
        mustBe("MmBuildMdlForNonPagedPool", State.UNLOCKED);
        state = State.NON_PAGED;
        access = LockOperation.IO_WRITE_ACCESS;
    }

    /**
     * MmGetSystemAddressForMdlSafe: the buffer, at an address that is good in every process and at every IRQL.
     *
     * @irql at most DISPATCH_LEVEL
     * @return a view of the buffer itself, read-only when it was locked for reading; null when there are no addresses left
     * @bugcheck 0xD5 when the MDL is neither locked nor built for non-paged pool, or is freed
     */
    public ByteBuffer systemAddress() {
        TraceEvent event = io.kernel().step(IoStep.MM_GET_SYSTEM_ADDRESS, this, null, null);
        if (state != State.NON_PAGED) {
            mustBe("MmGetSystemAddressForMdlSafe", State.LOCKED);
        }
        if (!io.kernel().allocates("MmGetSystemAddressForMdlSafe")) {
            return io.kernel().answer(event, null);
        }
        ByteBuffer view = ByteBuffer.wrap(buffer.bytes(), offset, count).slice();
        ByteBuffer allowed = access == LockOperation.IO_READ_ACCESS ? view.asReadOnlyBuffer() : view;
        return io.kernel().footprint().madeView(allowed, buffer.bytes());
    }

    /** MmGetMdlByteCount: how long the buffer is. */
    public int byteCount() {
        return count;
    }

    /** MmGetMdlByteOffset: where the buffer begins in its first page of 4096 bytes. */
    public int byteOffset() {
        return offset & 0xFFF;
    }

    /** Next: the MDL behind this one in its chain; null at the end. */
    public Mdl next() {
        return next;
    }

    void setNext(Mdl other) {
        next = other;
    }

    /** True while the buffer must stay in memory. */
    public boolean isLocked() {
        return state == State.LOCKED;
    }

    /**
     * IoFreeMdl: gives the MDL's own memory back; the buffer stays.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xCB when the buffer is still locked
     */
    public void free() {
        io.kernel().step(IoStep.IO_FREE_MDL, this, null, null);
        if (state == State.LOCKED) {
            throw io.kernel()
                    .bugCheck(BugCheck.of(
                                    BugCheckCode.DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS,
                                    "MDL freed while its pages are locked")
                            .parameters(0, this)
                            .what("IoFreeMdl on " + objectName + ", whose pages were locked and not unlocked")
                            .todo("call MmUnlockPages before IoFreeMdl")
                            .about(this)
                            .build());
        }
        if (state == State.FREED) {
            mustBe("IoFreeMdl", State.UNLOCKED);
        }
        freeNow();
    }

    /** Unlocks and frees, as the I/O manager does at the end of a request. */
    void freeNow() {
        state = State.FREED;
        io.mdls().remove(this);
    }

    private void mustBe(String routine, State wanted) {
        if (state != wanted) {
            throw io.kernel()
                    .bugCheck(
                            BugCheck.of(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, "MDL in the wrong state")
                                    .parameters(this, 0)
                                    .what(routine + " on " + objectName + ", which is " + words(state) + ", not "
                                            + words(wanted))
                                    .todo(
                                            "lock an MDL, use it, unlock it and free it, each once and in this order; one that the"
                                                    + " I/O manager made is locked when the driver gets it and belongs to the I/O manager")
                                    .about(this)
                                    .build());
        }
    }

    private static String words(State state) {
        return switch (state) {
            case UNLOCKED -> "not locked";
            case LOCKED -> "locked";
            case NON_PAGED -> "built for non-paged pool";
            case FREED -> "freed";
        };
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String toString() {
        return objectName + " [" + count + " bytes, " + words(state) + "]";
    }
}
