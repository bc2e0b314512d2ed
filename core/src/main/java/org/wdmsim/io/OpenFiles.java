package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_EXCLUSIVE;

import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.HandleTable;

/** Opens: from a name to a file object. */
final class OpenFiles {
    // live is touched under the dispatcher lock.
    private final IoManager io;
    private final Kernel kernel;
    private final FileType type = new FileType();
    private final Set<FileObject> live = new LinkedHashSet<>();

    OpenFiles(IoManager io) {
        this.io = io;
        this.kernel = io.kernel();
    }

    /**
     * Opens a device by name.
     *
     * @param routine what the caller does, for reports
     * @return the file object, with the caller's reference; {@code STATUS_OBJECT_NAME_NOT_FOUND}, {@code STATUS_NO_SUCH_DEVICE} while the device is
     *     not started or is going, {@code STATUS_ACCESS_DENIED} when it is exclusive and open, or what CREATE answered
     */
    NtResult<FileObject> open(String routine, String name) {
        FileObject file;
        kernel.lockSaid();
        try {
            var found = io.names().resolve(name);
            if (found.isEmpty() || !(found.get() instanceof DeviceObject device)) {
                return NtResult.failed(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
            }
            NtStatus refusal = refusal(device);
            if (refusal != null) {
                return NtResult.failed(refusal);
            }
            file = new FileObject(io, device, name);
            live.add(file);
            device.opened();
        } finally {
            kernel.unlock();
        }
        NtStatus status = file.create(routine);
        return status.isSuccess() ? NtResult.of(file) : NtResult.failed(status);
    }

    /**
     * Opens a device by name and makes a handle to it. Without the handle, the file object is closed again.
     *
     * @return the handle; as {@link #open}; {@code STATUS_INSUFFICIENT_RESOURCES}
     */
    NtResult<Integer> open(String routine, String name, HandleTable table, int access) {
        NtResult<FileObject> opened = open(routine, name);
        if (!opened.isSuccess()) {
            return NtResult.failed(opened.status());
        }
        NtResult<Integer> handle = table.openNow(routine, opened.value().header(), access);
        opened.value().release(routine); // from here on the handle keeps it
        return handle;
    }

    FileType type() {
        return type;
    }

    private static NtStatus refusal(DeviceObject device) {
        int blocking = DeviceFlags.DOE_GOING | DeviceFlags.DOE_START_PENDING;
        if ((device.extensionFlags() & blocking) != 0 || device.hasFlag(DO_DEVICE_INITIALIZING)) {
            return NtStatus.STATUS_NO_SUCH_DEVICE;
        }
        if (device.hasFlag(DO_EXCLUSIVE) && device.isOpen()) {
            return NtStatus.STATUS_ACCESS_DENIED;
        }
        return null;
    }

    void gone(FileObject file) {
        kernel.lockSaid(); // who asks which there are touches anything
        try {
            live.remove(file);
        } finally {
            kernel.unlock();
        }
    }

    Set<FileObject> live() {
        kernel.lock();
        try {
            return ImmutableSet.copyOf(live);
        } finally {
            kernel.unlock();
        }
    }
}
