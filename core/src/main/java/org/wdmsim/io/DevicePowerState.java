package org.wdmsim.io;

/**
 * DEVICE_POWER_STATE: how much of a device is switched on. A trace shows the short name, {@code D3}.
 *
 * @source learn.microsoft.com, "Device Power States"
 */
public enum DevicePowerState implements PowerState {
    /** PowerDeviceUnspecified: nobody has reported a state yet. */
    POWER_DEVICE_UNSPECIFIED("unspecified"),
    /** PowerDeviceD0: on. */
    POWER_DEVICE_D0("D0"),
    /** PowerDeviceD1: light sleep; a device need not have it. */
    POWER_DEVICE_D1("D1"),
    /** PowerDeviceD2: deeper; a device need not have it. */
    POWER_DEVICE_D2("D2"),
    /** PowerDeviceD3: off; what the hardware knew is lost. */
    POWER_DEVICE_D3("D3");

    private final String shortName;

    DevicePowerState(String shortName) {
        this.shortName = shortName;
    }

    @Override
    public int value() {
        return ordinal();
    }

    @Override
    public String toString() {
        return shortName;
    }
}
