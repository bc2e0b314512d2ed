package org.wdmsim.samples.toaster;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.Irp;
import org.wdmsim.io.RemoveLock;

/** What the bus driver keeps with the PDO of each toaster. */
final class ChildExtension extends DeviceExtension {
    /** The PDO's own: a share is held for a WAIT_WAKE that it keeps, until that is completed. */
    final RemoveLock removeLock = new RemoveLock(this);

    /** The bus; null once the bus itself has left, while this PDO may still wait for its last handle. */
    volatile BusExtension bus;

    final int serial;

    /** How many units with this serial number were there before: part of the instance id, so that two never meet. */
    final int incarnation;

    // Guarded by the bus's childLock.
    boolean present = true;

    /** Its lever was pressed, and nobody has asked yet. */
    boolean leverPressed;

    /** True while its PDO is being made: the serial number is taken already. */
    boolean arriving;

    // Guarded by the cancel spin lock.
    Irp waitWake;

    /** The bus that counts it. */
    BusExtension waker;

    // Written by PnP requests, which come one at a time; power requests look.
    volatile DriverPnpLife pnp;

    /** True from REMOVE_DEVICE or SURPRISE_REMOVAL until the next START_DEVICE. */
    volatile boolean switchedOff;

    // Touched by PnP requests only.
    /** True when it was in the last answer to BusRelations. */
    boolean reported;

    /** True once SURPRISE_REMOVAL came: REMOVE may then come long after the bus itself is gone. */
    boolean surprised;

    ChildExtension(BusExtension bus, int serial, int incarnation) {
        this.bus = bus;
        this.serial = serial;
        this.incarnation = incarnation;
    }
}
