package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;

/**
 * DEVICE_RELATIONS: the answer to IRP_MN_QUERY_DEVICE_RELATIONS. Each device in it carries a reference that the driver
 * took for the PnP manager, which gives it up.
 */
public record DeviceRelations(List<DeviceObject> objects) {
    /** The tag of the references that devices in a list carry. */
    public static final String TAG = "Rels";

    public DeviceRelations {
        objects = new ArrayList<>(objects);
    }

    /** A list without objects, to be added to. */
    public static DeviceRelations empty() {
        return new DeviceRelations(List.of());
    }

    /** Adds a device; takes the reference that it must carry. */
    public DeviceRelations add(DeviceObject device) {
        device.reference(TAG);
        objects.add(device);
        return this;
    }
}
