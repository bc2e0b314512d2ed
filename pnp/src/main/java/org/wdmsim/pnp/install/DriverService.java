package org.wdmsim.pnp.install;

import java.util.Locale;

/**
 * A service as an AddService directive describes it: a driver's name and how it is loaded.
 *
 * @param name the service's name, which filter lists and the device's Service value hold
 * @param binary the file, with the directory identifier as written: {@code %13%\kbfiltr.sys}
 * @param type SERVICE_xxx bits; 1 is SERVICE_KERNEL_DRIVER
 * @param start when the driver is loaded
 * @param errorControl what happens when it fails to load: 0 ignore, 1 normal, 2 severe, 3 critical
 * @param displayName the name for people; empty where none is given
 */
public record DriverService(
        String name, String binary, int type, ServiceStart start, int errorControl, String displayName) {
    private static final int SERVICE_KERNEL_DRIVER = 1;

    /** The file's name alone: {@code kbfiltr.sys}. */
    public String fileName() {
        return binary.substring(binary.lastIndexOf('\\') + 1);
    }

    /** Whether it runs in kernel mode as a device driver. */
    public boolean isKernelDriver() {
        return (type & SERVICE_KERNEL_DRIVER) != 0;
    }

    /** What two names have in common that mean the same service: case does not count. */
    static String sameName(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
