package org.wdmsim.ke;

import org.wdmsim.base.KernelObject;

/**
 * A routine of a driver that a thread is in.
 *
 * @param driver whose routine it is; null for the kernel's own
 * @param device the device it was called for; null for none
 * @param routine which one: "DriverEntry", "StartIo"
 * @param request what it was called with, such as an IRP; null for nothing
 */
public record DriverFrame(KernelObject driver, KernelObject device, String routine, Object request) {
    /** The frame in words. */
    public String describe() {
        StringBuilder text = new StringBuilder(driver == null ? "kernel" : driver.objectName());
        if (device != null) {
            text.append(" on ").append(device.objectName());
        }
        text.append(", ").append(routine);
        if (request != null) {
            text.append(", ").append(request);
        }
        return text.toString();
    }
}
