package org.wdmsim.samples.toaster;

import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;

/** What each of the two filters keeps with its device. */
public final class FilterExtension extends DeviceExtension {
    /** Shares: one for each request inside this driver. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** The next device down. */
    public DeviceObject lower;

    /** Reads that ended with a toast; completion routines run in several threads at a time. */
    InterlockedValue toasts;

    FilterExtension() {}
}
