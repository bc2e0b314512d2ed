package org.wdmsim.samples.toaster;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DriverPnpLife;

/** What the bus driver keeps with the PDO of each toaster. */
final class ChildExtension extends DeviceExtension {
    final int serial;

    /** How many units with this serial number were there before: part of the instance id, so that two never meet. */
    final int incarnation;

    // Guarded by the bus's childLock.
    boolean present = true;
    boolean reported;

    // Touched by PnP requests, which come one at a time.
    DriverPnpLife pnp;

    /** True once SURPRISE_REMOVAL came: REMOVE may then come long after the bus itself is gone. */
    boolean surprised;

    ChildExtension(int serial, int incarnation) {
        this.serial = serial;
        this.incarnation = incarnation;
    }
}
