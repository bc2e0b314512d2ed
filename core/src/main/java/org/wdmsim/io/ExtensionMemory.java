package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;

/** The memory of device extensions, for who watches each access of a driver to its fields. */
public final class ExtensionMemory {
    private static final int READ = 0;
    private static final int WRITE = 1;

    private ExtensionMemory() {}

    /** The device an extension belongs to; null as long as {@code IoCreateDevice} has not bound it. */
    public static DeviceObject deviceOf(DeviceExtension extension) {
        return extension.boundTo();
    }

    /**
     * Stops the machine when the extension's memory is gone.
     *
     * @param member the field: {@code ToasterExtension.asleep}
     * @param line the driver's line
     * @bugcheck 0xD5
     */
    public static void mustBeAlive(DeviceExtension extension, boolean isWrite, String member, String line) {
        DeviceObject device = extension.device();
        if (!device.isFreed()) {
            return;
        }
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, member + " used after the device is gone")
                .parameters(device, isWrite ? WRITE : READ)
                .what((isWrite ? "a write to " : "a read of ") + member + " at " + line
                        + " touches the extension of " + device.objectName()
                        + ", which was freed when its last reference went");
        check.fact("used", device.kernel().placeNow());
        if (!device.freedAt().isEmpty()) {
            check.fact("freed", device.freedAt());
        }
        throw device.kernel()
                .bugCheck(check.todo(
                                "hold a share of the remove lock for as long as the extension is used, and wait for"
                                        + " all shares (IoReleaseRemoveLockAndWait) before IoDetachDevice and IoDeleteDevice")
                        .about(device)
                        .build());
    }
}
