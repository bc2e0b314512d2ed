package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;

/**
 * A device extension: what a driver keeps with each of its devices. It is part of the device object's memory and goes
 * with it; remove locks live in it.
 *
 * <pre>{@code
 * final class SparkleExtension extends DeviceExtension {
 *     final RemoveLock removeLock = new RemoveLock(this);
 *     DeviceObject lower;
 * }
 * }</pre>
 */
public abstract class DeviceExtension {
    private DeviceObject device;

    /** An extension that belongs to no device yet; {@code IoCreateDevice} binds it. */
    protected DeviceExtension() {}

    final void bind(DeviceObject owner) {
        if (device != null) {
            throw new IllegalStateException("this extension already belongs to device " + device.objectName()
                    + "; make a new one for each device");
        }
        device = owner;
    }

    /** The device this extension belongs to. */
    public final DeviceObject device() {
        if (device == null) {
            throw new IllegalStateException("a " + getClass().getSimpleName()
                    + " is used before IoCreateDevice has bound it to its device;" + " create the device first");
        }
        return device;
    }

    /** The same; null before it is bound. */
    final DeviceObject boundTo() {
        return device;
    }

    /** Stops the machine when the memory is gone. */
    final void mustBeAlive(String routine) {
        if (device().isFreed()) { // which says that it was looked at
            throw device.kernel()
                    .bugCheck(BugCheck.of(
                                    BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL,
                                    "device extension used after the device is gone")
                            .parameters(device, 0)
                            .what(routine + " touches the extension of " + device.objectName()
                                    + ", which was freed when its last reference went")
                            .todo(
                                    "hold a share of the remove lock for as long as the extension is used, and wait for"
                                            + " all shares (IoReleaseRemoveLockAndWait) before IoDetachDevice and IoDeleteDevice")
                            .about(device)
                            .build());
        }
    }
}
