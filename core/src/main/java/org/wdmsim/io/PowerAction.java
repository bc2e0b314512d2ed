package org.wdmsim.io;

/** POWER_ACTION: why the machine changes its state; the ShutdownType of a power IRP. */
public enum PowerAction {
    /** PowerActionNone. */
    POWER_ACTION_NONE,
    /** PowerActionReserved. */
    POWER_ACTION_RESERVED,
    /** PowerActionSleep. */
    POWER_ACTION_SLEEP,
    /** PowerActionHibernate. */
    POWER_ACTION_HIBERNATE,
    /** PowerActionShutdown. */
    POWER_ACTION_SHUTDOWN,
    /** PowerActionShutdownReset. */
    POWER_ACTION_SHUTDOWN_RESET,
    /** PowerActionShutdownOff. */
    POWER_ACTION_SHUTDOWN_OFF,
    /** PowerActionWarmEject. */
    POWER_ACTION_WARM_EJECT
}
