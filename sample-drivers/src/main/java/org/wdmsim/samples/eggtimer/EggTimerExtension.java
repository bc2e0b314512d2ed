package org.wdmsim.samples.eggtimer;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KSpinLock;

/** What the filter keeps with its device. */
public final class EggTimerExtension extends DeviceExtension {
    /** Shares: one for each request from its dispatch routine until its completion routine. */
    public final RemoveLock removeLock = new RemoveLock(this);

    /** Where the device stands. */
    public DriverPnpLife pnp;

    /** The next device down. */
    public DeviceObject lower;

    /** Guards what follows. */
    public KSpinLock lock;

    /** Requests whose timer is set, or has just expired. */
    public final List<Egg> eggs = new ArrayList<>();

    /** True once the device leaves: no egg is put in any more. */
    public boolean leaving;

    /** An extension without a device. */
    public EggTimerExtension() {}
}
