package org.wdmsim.io;

import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.trace.TraceEvent;

/**
 * A device interface: a name, made of the device's instance path and a class GUID, by which programs open the device
 * while the interface is enabled.
 */
public final class DeviceInterface {
    private final DeviceObject pdo;
    private final String link;
    private boolean enabled; // under the dispatcher lock

    private DeviceInterface(DeviceObject pdo, String link) {
        this.pdo = pdo;
        this.link = link;
    }

    /**
     * IoRegisterDeviceInterface: registers the interface, disabled. Call it in AddDevice.
     *
     * @irql PASSIVE_LEVEL
     * @param pdo the PDO that AddDevice was given
     * @param classGuid the interface class, {@code {...}}
     * @return the interface; the first one with {@code STATUS_OBJECT_NAME_EXISTS}, a success, when it is registered
     *     already; {@code STATUS_INVALID_DEVICE_REQUEST} when the device is not an enumerated PDO;
     *     {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     */
    public static NtResult<DeviceInterface> register(DeviceObject pdo, String classGuid) {
        TraceEvent event = pdo.kernel().step(IoStep.IO_REGISTER_DEVICE_INTERFACE, pdo, classGuid, null);
        String path = pdo.io().plugAndPlay().instancePath(pdo);
        if (path == null) {
            pdo.kernel().answer(event, NtStatus.STATUS_INVALID_DEVICE_REQUEST);
            return NtResult.failed(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
        }
        if (!pdo.kernel().allocates("IoRegisterDeviceInterface")) {
            pdo.kernel().answer(event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
            return NtResult.failed(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        NtResult<DeviceInterface> found = findOrMake(pdo, linkName(path, classGuid));
        pdo.kernel().answer(event, found.status());
        return found;
    }

    private static NtResult<DeviceInterface> findOrMake(DeviceObject pdo, String link) {
        pdo.kernel().lockSaid();
        try {
            for (DeviceInterface registered : pdo.interfaces()) {
                if (registered.link.equalsIgnoreCase(link)) {
                    return new NtResult<>(NtStatus.STATUS_OBJECT_NAME_EXISTS, registered);
                }
            }
            DeviceInterface made = new DeviceInterface(pdo, link);
            pdo.register(made);
            return NtResult.of(made);
        } finally {
            pdo.kernel().unlock();
        }
    }

    /** The symbolic link's full name for a device's instance path and an interface class. */
    public static String linkName(String instancePath, String classGuid) {
        return "\\??\\" + instancePath.replace('\\', '#') + "#" + classGuid;
    }

    /**
     * IoSetDeviceInterfaceState: enables the interface in START, disables it once in SURPRISE_REMOVAL or REMOVE.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}; {@code STATUS_OBJECT_NAME_NOT_FOUND} when it is disabled but was not enabled;
     *     {@code STATUS_OBJECT_NAME_EXISTS}, a success, when it is enabled already;
     *     {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory to enable it
     */
    public NtStatus setState(boolean enable) {
        TraceEvent event = pdo.kernel().step(IoStep.IO_SET_DEVICE_INTERFACE_STATE, pdo, link, enable);
        return pdo.kernel().answer(event, enable ? enable() : disable());
    }

    private NtStatus enable() {
        pdo.touch(DeviceState.INTERFACES, Touch.WRITE);
        pdo.kernel().lockSaid();
        try {
            if (enabled) {
                return NtStatus.STATUS_OBJECT_NAME_EXISTS;
            }
            if (!pdo.kernel().allocates("IoSetDeviceInterfaceState")) {
                return NtStatus.STATUS_INSUFFICIENT_RESOURCES;
            }
            NtStatus status = pdo.io().names().link(link, pdo.deviceName());
            enabled = status.isSuccess();
            return status;
        } finally {
            pdo.kernel().unlock();
        }
    }

    private NtStatus disable() {
        pdo.touch(DeviceState.INTERFACES, Touch.WRITE);
        pdo.kernel().lockSaid();
        try {
            if (!enabled) {
                return NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
            }
            enabled = false;
            return pdo.io().names().unlink(link);
        } finally {
            pdo.kernel().unlock();
        }
    }

    /** Disables the interface without a word when its driver forgot to. */
    void disableLeftover() {
        disable();
    }

    /** True while programs can open the device by this interface. */
    public boolean isEnabled() {
        pdo.touch(DeviceState.INTERFACES, Touch.READ);
        pdo.kernel().lockSaid();
        try {
            return enabled;
        } finally {
            pdo.kernel().unlock();
        }
    }

    /** The symbolic link's name. */
    public String linkName() {
        return link;
    }
}
