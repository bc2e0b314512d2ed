package org.wdmsim.samples.toaster;

import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.RemoveLock;

/** What each of the two filters keeps with its device. */
final class FilterExtension extends DeviceExtension {
    final RemoveLock removeLock = new RemoveLock(this);
    DriverPnpLife pnp;
    DeviceObject lower;
    int toasts;
}
