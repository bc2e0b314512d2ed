package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.HandleTable;

/** A program's handle table, with a view of each handle that is open. */
final class ProcessHandles {
    // Views change under the dispatcher lock together with the table: there is one for each handle in it.
    private static final int VIEWS = 1; // a part for those who follow what is touched

    private final UserProcess process;
    private final Kernel kernel;
    private final HandleTable table;
    private final Map<Integer, UserProcess.Handle> views = new TreeMap<>();

    ProcessHandles(UserProcess process, Kernel kernel, String name) {
        this.process = process;
        this.kernel = kernel;
        this.table = HandleTable.ofProgram(kernel, name);
    }

    HandleTable table() {
        return table;
    }

    /** A view of a handle that the table has just made. */
    UserProcess.Handle made(int value) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            UserProcess.Handle handle = new UserProcess.Handle(
                    process, value, (FileObject) table.object(value).object(), table.access(value));
            views.put(value, handle);
            return handle;
        } finally {
            kernel.unlock();
        }
    }

    /** A second handle, in another program's table or in this one. */
    NtResult<UserProcess.Handle> duplicate(UserProcess.Handle handle, ProcessHandles target) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (!isOpen(handle)) {
                return NtResult.failed(NtStatus.STATUS_INVALID_HANDLE);
            }
            NtResult<Integer> made = table.duplicateNow(handle.value(), target.table, false);
            return made.isSuccess() ? NtResult.of(target.made(made.value())) : NtResult.failed(made.status());
        } finally {
            kernel.unlock();
        }
    }

    /** What a child inherits: the same numbers. */
    void inheritInto(ProcessHandles child) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            table.inheritInto(child.table);
            table.handles().forEach(child::made);
        } finally {
            kernel.unlock();
        }
    }

    /** A reference for a request. */
    NtStatus reference(UserProcess.Handle handle, int access) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            return isOpen(handle)
                    ? table.referenceNow(
                                    handle.value(),
                                    access,
                                    null,
                                    HandleTable.ProcessorMode.USER_MODE,
                                    FileObject.REQUEST_TAG)
                            .status()
                    : NtStatus.STATUS_INVALID_HANDLE;
        } finally {
            kernel.unlock();
        }
    }

    NtStatus close(UserProcess.Handle handle) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (!isOpen(handle)) {
                return NtStatus.STATUS_INVALID_HANDLE;
            }
            views.remove(handle.value());
        } finally {
            kernel.unlock();
        }
        return table.closeNow(handle.value());
    }

    boolean isOpen(UserProcess.Handle handle) {
        return of(handle.value()) == handle;
    }

    UserProcess.Handle of(int value) {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            return views.get(value);
        } finally {
            kernel.unlock();
        }
    }

    List<UserProcess.Handle> all() {
        kernel.touch(table, VIEWS, Touch.WRITE);
        kernel.lockSaid();
        try {
            return new ArrayList<>(views.values());
        } finally {
            kernel.unlock();
        }
    }
}
