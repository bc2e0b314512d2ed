package org.wdmsim.io;

/**
 * POWER_STATE: a system state or a device state. The WDK has a union with a POWER_STATE_TYPE beside it; here the class says
 * which of the two it is.
 */
public sealed interface PowerState permits SystemPowerState, DevicePowerState {
    /** The number that the WDK gives the state within its type. */
    int value();

    /** POWER_STATE_TYPE: true for a system state, false for a device state. */
    default boolean isSystem() {
        return this instanceof SystemPowerState;
    }
}
