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

    /** The next device down. */
    public DeviceObject lower;

    /** The name by which programs open the toaster. */
    public DeviceInterface deviceInterface;
}
