package org.wdmsim.samples.kettle;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.Hardware;
import org.wdmsim.ke.KInterrupt;

/** What the driver keeps with its device. */
public final class KettleExtension extends DeviceExtension {
    /** Shares: one for each dispatch routine that runs, and one for each packet, whose tag is this extension. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** The next device down. */
    public DeviceObject lower;

    /** The name by which programs open the kettle. */
    public DeviceInterface deviceInterface;

    /** The kettle's registers, from START on. */
    public Hardware registers;

    // Under the cancel spin lock, which is this driver's lock for all that concerns packets: StartIo's queue is
    // under it anyway.

    /** True from START until the device leaves: only then may the interrupt object and the registers be used. */
    public boolean connected;

    /** The connection to the kettle's line, while {@link #connected}. */
    public KInterrupt interrupt;

    // Under the interrupt's lock: written by the service routine.

    /** The water is hot, and the DPC has not heard of it. */
    public boolean boiled;

    /** An extension without a device. */
    public KettleExtension() {}

    @Override
    public String toString() {
        return "packet of " + device().objectName(); // as a tag of shares
    }
}
