package org.wdmsim.pnp.install;

/** When Windows loads a driver: StartType of its service. */
public enum ServiceStart {
    /** By the boot loader. */
    SERVICE_BOOT_START,
    /** While the kernel initialises. */
    SERVICE_SYSTEM_START,
    /** By the service control manager at the end of the boot; not for drivers of PnP devices. */
    SERVICE_AUTO_START,
    /** When a device needs it. */
    SERVICE_DEMAND_START,
    /** Never. */
    SERVICE_DISABLED;

    /** The number in the registry, 0 to 4. */
    public int value() {
        return ordinal();
    }
}
