package org.wdmsim.po;

import org.wdmsim.base.KernelObject;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;

/** The counter that PoRegisterDeviceForIdleDetection answers; a driver gives it to {@link Po#setDeviceBusy}. */
public final class IdleCounter implements KernelObject {
    private final DeviceObject device;
    final PowerManager manager;
    final long timeoutTicks;
    final DevicePowerState state;

    // Touched under the dispatcher lock.
    long lastBusy;
    boolean asleep;

    IdleCounter(PowerManager manager, DeviceObject device, long timeoutTicks, DevicePowerState state) {
        this.manager = manager;
        this.device = device;
        this.timeoutTicks = timeoutTicks;
        this.state = state;
    }

    /** The device that is watched. */
    public DeviceObject device() {
        return device;
    }

    @Override
    public String objectName() {
        return device.objectName() + ".idle";
    }
}
