package org.wdmsim.samples.eggtimer;

import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KTimer;

/** A request that the timer keeps. Whoever takes it out of the list of eggs, or its timer back, owns the request. */
public final class Egg {
    private final String name;

    /** The filter's device. */
    public final DeviceObject device;

    /** The request. */
    public final Irp irp;

    /** Rings when the egg is done. */
    public final KTimer timer;

    /** What it rings. */
    public final KDpc dpc;

    /** What takes too long for a DPC. */
    public final IoWorkItem item;

    Egg(DeviceObject device, Irp irp, IoWorkItem item, KDpc.Routine ring) {
        this.name = "egg of " + irp.objectName();
        this.device = device;
        this.irp = irp;
        this.item = item;
        this.timer = new KTimer( // KeInitializeTimer
                device.kernel(), "timer of " + irp.objectName(), device, KTimer.Type.NOTIFICATION);
        this.dpc = new KDpc( // KeInitializeDpc
                device.kernel(), "dpc of " + irp.objectName(), device, ring, this);
    }

    @Override
    public String toString() {
        return name;
    }
}
