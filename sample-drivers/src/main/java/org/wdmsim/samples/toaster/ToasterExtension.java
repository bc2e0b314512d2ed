package org.wdmsim.samples.toaster;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.IoCsq;
import org.wdmsim.io.RemoveLock;

/** What the function driver keeps with its device. */
public final class ToasterExtension extends DeviceExtension {
    /** Shares: one for each request inside this driver, queued ones included. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Reads that wait for a toast. */
    public IoCsq reads;

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** What becomes of the toaster when the machine sleeps. */
    public PowerPolicy power;

    /** Bread that was put in while the toaster is off. */
    public IoCsq held;

    /** True while the toaster is not in D0. */
    public volatile boolean asleep;

    /** The WAIT_WAKE of a {@link WakingToaster}; null in others. */
    public WaitWake waitWake;

    /** The next device down. */
    public DeviceObject lower;

    /** The name by which programs open the toaster. */
    public DeviceInterface deviceInterface;
}
