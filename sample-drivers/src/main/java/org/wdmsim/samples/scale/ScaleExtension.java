package org.wdmsim.samples.scale;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KSpinLock;

/** What the driver keeps with its device. */
public final class ScaleExtension extends DeviceExtension {
    /** Shares: one for each request inside this driver. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** The next device down. */
    public DeviceObject lower;

    /** The name by which programs open the scale. */
    public DeviceInterface deviceInterface;

    /** Guards what follows. */
    public KSpinLock lock;

    /** What lies on the scale, each thing in grams. */
    public final List<Integer> things = new ArrayList<>();

    /** What is subtracted, in grams. */
    public int tare;

    /** By how many thousandths what lies there weighs. Belongs to {@link #offset}: both are set by one calibration. */
    public int factor = 1_000;

    /** What is added to that, in grams. */
    public int offset;

    /** An extension without a device. */
    public ScaleExtension() {}
}
