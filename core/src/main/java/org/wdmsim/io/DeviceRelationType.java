package org.wdmsim.io;

/** DEVICE_RELATION_TYPE: which relations of a device are meant. */
public enum DeviceRelationType {
    /** Children on the bus. */
    BUS_RELATIONS,
    /** Devices that leave with this one when it is ejected. */
    EJECTION_RELATIONS,
    /** Devices that depend on this one for power. */
    POWER_RELATIONS,
    /** Devices whose drivers must go when this one's go. */
    REMOVAL_RELATIONS,
    /** The PDO of the stack. */
    TARGET_DEVICE_RELATION,
    /** As BUS_RELATIONS, without asking the children; only for IoInvalidateDeviceRelations. */
    SINGLE_BUS_RELATIONS
}
