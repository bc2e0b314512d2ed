package org.wdmsim.samples.toaster;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KSpinLock;

/** What the bus driver keeps with the bus itself. */
final class BusExtension extends DeviceExtension {
    final RemoveLock removeLock = new RemoveLock(this);
    DriverPnpLife pnp;
    PowerPolicy power;
    DeviceObject pdo;
    DeviceObject lower;
    DeviceInterface deviceInterface;

    /** The bus's own WAIT_WAKE, while a toaster has one. */
    WaitWake waitWake;

    // Written under the cancel spin lock.
    volatile int wakingChildren;

    // Guarded by childLock.
    KSpinLock childLock;
    final List<ChildExtension> children = new ArrayList<>();
}
