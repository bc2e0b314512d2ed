package org.wdmsim.po;

import java.util.List;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.KThread;

/** What the power manager needs of a PnP manager: the devices in their order, and quiet while the machine changes its state. */
public interface PowerTree {
    /**
     * Keeps the PnP manager from adding and removing devices until {@link #unlock}.
     *
     * @param timeoutTicks how long to wait for it to finish what it does
     * @return false when the time was over
     */
    boolean lock(long timeoutTicks);

    /** Lets the PnP manager go on. */
    void unlock();

    /** PDOs of the stacks that get system power IRPs, children before their parents. */
    List<DeviceObject> childrenFirst();

    /** The thread that keeps {@link #lock} waiting; null when nobody does. */
    KThread lockHolder();
}
