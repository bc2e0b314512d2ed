package org.wdmsim.io;

import java.util.Arrays;

/**
 * DEVICE_CAPABILITIES: what a device can do, filled by the bus driver and changed by drivers above on the way up. The
 * sender starts with this object as it is made: version 1, address and UI number -1.
 */
public final class DeviceCapabilities {
    /** True when the instance id is unique in the whole system. */
    public boolean uniqueId;
    /** True when the device may be started with the PDO alone. */
    public boolean rawDeviceOk;
    /** True when the device may be pulled without asking: the user is not warned. Nothing else follows from it. */
    public boolean surpriseRemovalOk;
    /** True when the device can be taken out while the system runs. */
    public boolean removable;
    /** True when the bus can eject the device. */
    public boolean ejectSupported;
    /** True when the device can be locked in. */
    public boolean lockSupported;
    /** True when the hardware is switched off; looked at right after enumeration only. */
    public boolean hardwareDisabled;
    /** True when the user need not be asked for files. */
    public boolean silentInstall;
    /** Where on the bus; -1 when unknown. */
    public int address = -1;
    /** A number for the user; -1 when unknown. */
    public int uiNumber = -1;

    /**
     * DeviceState: for each system state the highest-powered device state allowed in it; unspecified where the bus driver
     * has not said.
     */
    public final DevicePowerState[] deviceState = new DevicePowerState[SystemPowerState.values().length];
    /** The deepest system state from which the device can wake the machine; unspecified when it cannot. */
    public SystemPowerState systemWake = SystemPowerState.POWER_SYSTEM_UNSPECIFIED;
    /** The deepest device state from which the device can signal wake; unspecified when it cannot. */
    public DevicePowerState deviceWake = DevicePowerState.POWER_DEVICE_UNSPECIFIED;

    /** Nothing is supported; address and UI number are -1. */
    public DeviceCapabilities() {
        Arrays.fill(deviceState, DevicePowerState.POWER_DEVICE_UNSPECIFIED);
    }
}
