package org.wdmsim.io;

/** A machine without a PnP manager: nobody listens, and a driver without devices is left loaded. */
final class NoPlugAndPlay implements PlugAndPlay {
    @Override
    public void relationsInvalidated(DeviceObject pdo, DeviceRelationType type) {}

    @Override
    public void stateInvalidated(DeviceObject pdo) {}

    @Override
    public void ejectRequested(DeviceObject pdo) {}

    @Override
    public void lastHandleClosed(DeviceObject device) {}

    @Override
    public void driverHasNoDevices(DriverObject driver) {}

    @Override
    public void deviceFreed(DeviceObject device) {}

    @Override
    public String instancePath(DeviceObject pdo) {
        return null;
    }

    @Override
    public Object property(DeviceObject pdo, DeviceProperty property) {
        return null;
    }
}
