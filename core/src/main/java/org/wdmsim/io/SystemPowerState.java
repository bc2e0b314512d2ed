package org.wdmsim.io;

/**
 * SYSTEM_POWER_STATE: how deep the machine sleeps. A trace shows the ACPI name, {@code S3}.
 *
 * @source learn.microsoft.com, "System Power States"
 */
public enum SystemPowerState implements PowerState {
    /** PowerSystemUnspecified. */
    POWER_SYSTEM_UNSPECIFIED("unspecified"),
    /** PowerSystemWorking: S0. */
    POWER_SYSTEM_WORKING("S0"),
    /** PowerSystemSleeping1: S1. */
    POWER_SYSTEM_SLEEPING1("S1"),
    /** PowerSystemSleeping2: S2. */
    POWER_SYSTEM_SLEEPING2("S2"),
    /** PowerSystemSleeping3: S3. */
    POWER_SYSTEM_SLEEPING3("S3"),
    /** PowerSystemHibernate: S4. */
    POWER_SYSTEM_HIBERNATE("S4"),
    /** PowerSystemShutdown: S5. */
    POWER_SYSTEM_SHUTDOWN("S5");

    private final String acpiName;

    SystemPowerState(String acpiName) {
        this.acpiName = acpiName;
    }

    @Override
    public int value() {
        return ordinal();
    }

    /** True for S1 to S3: from here the machine comes back with its memory. */
    public boolean isSleeping() {
        return this == POWER_SYSTEM_SLEEPING1 || this == POWER_SYSTEM_SLEEPING2 || this == POWER_SYSTEM_SLEEPING3;
    }

    @Override
    public String toString() {
        return acpiName;
    }
}
