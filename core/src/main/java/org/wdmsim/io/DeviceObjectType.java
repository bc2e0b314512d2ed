package org.wdmsim.io;

import org.wdmsim.base.KernelObject;
import org.wdmsim.ob.ObjectType;

/** The object type of device objects: with the last reference the memory goes. */
final class DeviceObjectType implements ObjectType {
    /** IoCreateDevice's own reference, until the device is deleted and nothing is open or attached. */
    static final String CREATED = "Made";

    /** The device above holds the one below. */
    static final String ATTACHED = "Atch";

    /** A queued or running work item. */
    static final String WORK_ITEM = "Work";

    @Override
    public String name() {
        return "Device";
    }

    @Override
    public void deleted(KernelObject object) {
        DeviceMemory.free((DeviceObject) object);
    }

    @Override
    public boolean isAnnounced() {
        return true;
    }

    @Override
    public int heldBySystem(KernelObject object) {
        DeviceObject device = (DeviceObject) object;
        return (device.linked ? 1 : 0) + (device.attachedDevice() != null ? 1 : 0);
    }

    @Override
    public String remedy() {
        return "reference each PDO that is put into a DEVICE_RELATIONS list; give up each reference once";
    }
}
