package org.wdmsim.samples.mailbox;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.IoCsq;
import org.wdmsim.io.RemoveLock;

/** What the driver keeps with its device. */
public final class MailboxExtension extends DeviceExtension {
    /** Shares: one for each request inside this driver, reads that wait included. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Reads that wait for a letter. Its gate is open until the device leaves. */
    public IoCsq reads;

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** The next device down. */
    public DeviceObject lower;

    /** The name by which programs open the mailbox. */
    public DeviceInterface deviceInterface;

    /** An extension without a device. */
    public MailboxExtension() {}
}
