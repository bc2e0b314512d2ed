package org.wdmsim.ob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * HANDLE_TABLE: what the handles of one process lead to.
 *
 * <p>Handles are multiples of 4. The lowest free one is given out, so a handle that was closed may soon lead to something
 * else: who uses it by mistake reaches a stranger.
 *
 * <pre>{@code
 * NtResult<Integer> handle = table.open(header, access);
 * NtResult<ObjectHeader> object = table.referenceByHandle(handle.value(), access, FILE_TYPE, ProcessorMode.USER_MODE);
 * object.value().dereference();
 * table.close(handle.value());
 * }</pre>
 */
public final class HandleTable implements KernelObject {
    /** KPROCESSOR_MODE: on whose behalf a handle is used. */
    public enum ProcessorMode {
        /** KernelMode: access is not checked. */
        KERNEL_MODE,
        /** UserMode: the handle must have been opened with the access that is wanted. */
        USER_MODE
    }

    private static final int STEP = 4;

    private final Kernel kernel;
    private final String name;
    private final boolean ofProgram;

    // Under the dispatcher lock.
    private final Map<Integer, Entry> entries = new TreeMap<>();
    private boolean ended;
    private final int touchId;

    private record Entry(ObjectHeader header, int access) {}

    /** A table without handles, for handles of drivers. */
    public HandleTable(Kernel kernel, String name) {
        this(kernel, name, false);
    }

    private HandleTable(Kernel kernel, String name, boolean ofProgram) {
        this.kernel = kernel;
        this.name = name;
        this.ofProgram = ofProgram;
        this.touchId = kernel.newTouchId();
    }

    /** A table without handles, for those of a program: an open that finds no memory is the program's to cope with. */
    public static HandleTable ofProgram(Kernel kernel, String name) {
        return new HandleTable(kernel, name, true);
    }

    /**
     * ObOpenObjectByPointer: makes a handle; the object's handle count and its pointer count go up.
     *
     * @irql PASSIVE_LEVEL
     * @param access what the handle may be used for
     * @return the handle; {@code STATUS_INSUFFICIENT_RESOURCES}; {@code STATUS_PROCESS_IS_TERMINATING} after {@link #end}
     * @source learn.microsoft.com, nf-ntifs-obopenobjectbypointer
     */
    public NtResult<Integer> open(ObjectHeader header, int access) {
        TraceEvent event = kernel.step(ObStep.OB_OPEN_OBJECT_BY_POINTER, header, this, access);
        return answered(event, openNow("ObOpenObjectByPointer", header, access));
    }

    /**
     * As {@link #open}, within a step of the caller's.
     *
     * @param routine what the caller does, for reports
     */
    public NtResult<Integer> openNow(String routine, ObjectHeader header, int access) {
        if (!(ofProgram ? kernel.allocatesForProgram(routine) : kernel.allocates(routine))) {
            return NtResult.failed(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        kernel.touch(this, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (ended) {
                return NtResult.failed(NtStatus.STATUS_PROCESS_IS_TERMINATING);
            }
            header.handleOpened(routine);
            int handle = STEP;
            while (entries.containsKey(handle)) {
                handle += STEP;
            }
            entries.put(handle, new Entry(header, access));
            return NtResult.of(handle);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ObReferenceObjectByHandle: the object that a handle leads to, with a reference that the caller gives up.
     *
     * @irql PASSIVE_LEVEL
     * @param handle of this process
     * @param access what the caller is going to do
     * @param type the type the object must have; null for any
     * @param mode on whose behalf
     * @return the object; {@code STATUS_INVALID_HANDLE}, {@code STATUS_OBJECT_TYPE_MISMATCH}, {@code STATUS_ACCESS_DENIED}
     * @source learn.microsoft.com, nf-wdm-obreferenceobjectbyhandle; rule IrqlObPassive
     */
    public NtResult<ObjectHeader> referenceByHandle(int handle, int access, ObjectType type, ProcessorMode mode) {
        TraceEvent event =
                kernel.step(ObStep.OB_REFERENCE_OBJECT_BY_HANDLE, this, hex(handle), type == null ? null : type.name());
        return answered(event, referenceNow(handle, access, type, mode, ObjectHeader.DEFAULT_TAG));
    }

    /**
     * As {@link #referenceByHandle}, within a step of the caller's.
     *
     * @param tag of the reference
     */
    public NtResult<ObjectHeader> referenceNow(
            int handle, int access, ObjectType type, ProcessorMode mode, String tag) {
        kernel.touch(this, Touch.READ);
        kernel.lockSaid();
        try {
            Entry entry = entries.get(handle);
            if (entry == null) {
                return NtResult.failed(NtStatus.STATUS_INVALID_HANDLE);
            }
            if (type != null && entry.header().type() != type) {
                return NtResult.failed(NtStatus.STATUS_OBJECT_TYPE_MISMATCH);
            }
            if (mode == ProcessorMode.USER_MODE && (access & ~entry.access()) != 0) {
                return NtResult.failed(NtStatus.STATUS_ACCESS_DENIED);
            }
            entry.header().referenceNow("ObReferenceObjectByHandle", tag);
            return NtResult.of(entry.header());
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ZwDuplicateObject: a second handle to the same object, in this or another process. No IRP is sent.
     *
     * @irql PASSIVE_LEVEL
     * @param target the table that gets the new handle
     * @param closeSource true to close the first one (DUPLICATE_CLOSE_SOURCE), also when the duplication fails
     * @return the new handle; {@code STATUS_INVALID_HANDLE}, {@code STATUS_INSUFFICIENT_RESOURCES}, {@code
     *     STATUS_PROCESS_IS_TERMINATING}
     * @source learn.microsoft.com, nf-ntifs-zwduplicateobject
     */
    public NtResult<Integer> duplicate(int handle, HandleTable target, boolean closeSource) {
        TraceEvent event = kernel.step(ObStep.ZW_DUPLICATE_OBJECT, this, hex(handle), target);
        return answered(event, duplicateNow(handle, target, closeSource));
    }

    /** As {@link #duplicate}, within a step of the caller's. */
    public NtResult<Integer> duplicateNow(int handle, HandleTable target, boolean closeSource) {
        Entry entry;
        NtResult<Integer> made;
        kernel.touch(this, Touch.WRITE);
        kernel.lockSaid();
        try {
            entry = entries.get(handle);
            made = entry == null
                    ? NtResult.failed(NtStatus.STATUS_INVALID_HANDLE)
                    : target.openNow("ZwDuplicateObject", entry.header(), entry.access());
            if (entry != null && closeSource) {
                entries.remove(handle);
            }
        } finally {
            kernel.unlock();
        }
        if (entry != null && closeSource) {
            entry.header().handleClosed("ZwDuplicateObject");
        }
        return made;
    }

    /** What a new process inherits: each handle of this table under its own number in an empty one. */
    public void inheritInto(HandleTable child) {
        kernel.touch(this, Touch.READ);
        kernel.touch(child, Touch.WRITE);
        kernel.lockSaid();
        try {
            entries.forEach((handle, entry) -> {
                entry.header().handleOpened("ZwCreateProcess");
                child.entries.put(handle, entry);
            });
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ZwClose: closes a handle. The last handle closes the object (IRP_MJ_CLEANUP), the last reference deletes it
     * (IRP_MJ_CLOSE), in this order.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_HANDLE}
     * @source learn.microsoft.com, nf-ntifs-zwclose; rule IrqlZwPassive
     */
    public NtStatus close(int handle) {
        TraceEvent event = kernel.step(ObStep.ZW_CLOSE, this, hex(handle), null);
        return kernel.answer(event, closeNow(handle));
    }

    /** As {@link #close}, within a step of the caller's. */
    public NtStatus closeNow(int handle) {
        Entry entry;
        kernel.touch(this, Touch.WRITE);
        kernel.lockSaid();
        try {
            entry = entries.remove(handle);
        } finally {
            kernel.unlock();
        }
        if (entry == null) {
            return NtStatus.STATUS_INVALID_HANDLE;
        }
        entry.header().handleClosed("ZwClose");
        return NtStatus.STATUS_SUCCESS;
    }

    /** Closes every handle, lowest first: what the system does when a process ends. */
    public void closeAll() {
        for (int handle : handles()) {
            close(handle);
        }
    }

    /** The process ends: no handle is made from now on. Those that are open stay so until {@link #closeAll}. */
    public void end() {
        kernel.touch(this, Touch.WRITE);
        kernel.lockSaid();
        try {
            ended = true;
        } finally {
            kernel.unlock();
        }
    }

    private <T> NtResult<T> answered(TraceEvent event, NtResult<T> result) {
        kernel.answer(
                event, result.isSuccess() && result.value() instanceof Integer handle ? hex(handle) : result.status());
        return result;
    }

    private static String hex(int handle) {
        return "0x" + Integer.toHexString(handle);
    }

    // ---- Looking: no steps.

    /** The open handles, lowest first. */
    public List<Integer> handles() {
        kernel.touch(this, Touch.READ);
        kernel.lockSaid();
        try {
            return new ArrayList<>(entries.keySet());
        } finally {
            kernel.unlock();
        }
    }

    /** What a handle may be used for; 0 for none. */
    public int access(int handle) {
        kernel.touch(this, Touch.READ);
        kernel.lockSaid();
        try {
            Entry entry = entries.get(handle);
            return entry == null ? 0 : entry.access();
        } finally {
            kernel.unlock();
        }
    }

    /** What a handle leads to, or null. */
    public ObjectHeader object(int handle) {
        kernel.touch(this, Touch.READ);
        kernel.lockSaid();
        try {
            Entry entry = entries.get(handle);
            return entry == null ? null : entry.header();
        } finally {
            kernel.unlock();
        }
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " " + handles();
    }
}
