package org.wdmsim.io;

/**
 * What the I/O manager tells a PnP manager. The I/O manager does not know who listens; without a listener a machine has no
 * plug and play, and drivers are loaded and stacked by hand.
 */
public interface PlugAndPlay {
    /** A driver called IoInvalidateDeviceRelations. Queue it; never work here. */
    void relationsInvalidated(DeviceObject pdo, DeviceRelationType type);

    /** A driver called IoInvalidateDeviceState. */
    void stateInvalidated(DeviceObject pdo);

    /** A driver called IoRequestDeviceEject. */
    void ejectRequested(DeviceObject pdo);

    /** The open count of a device has gone to zero. */
    void lastHandleClosed(DeviceObject device);

    /** A driver has no device object any more. */
    void driverHasNoDevices(DriverObject driver);

    /** A device that a PnP manager had claimed was freed. */
    void deviceFreed(DeviceObject device);

    /** The device instance path of a PDO, or null when the device is not a PDO that was enumerated. */
    String instancePath(DeviceObject pdo);

    /** A property of an enumerated PDO: a string, a list of strings or an Integer; null when it is not known. */
    Object property(DeviceObject pdo, DeviceProperty property);
}
