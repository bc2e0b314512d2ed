package org.wdmsim.po;

import java.util.LinkedHashSet;
import java.util.Set;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.IoStackLocation;
import org.wdmsim.io.Irp;
import org.wdmsim.io.PowerState;
import org.wdmsim.io.SystemPowerState;

/**
 * A power IRP that the power manager has made, from the request until its callback runs.
 *
 * <p>Life: waiting (the device is busy with another one, or the worker has not come to it) → sent → done.
 */
public final class PowerRequest {
    private final Irp irp;
    private final DeviceObject device;
    private final DeviceObject top;
    private final DeviceObject pdo;
    private final IrpMinor minor;
    private final PowerState state;
    private final DeviceObject requester;
    final RequestPowerComplete callback;
    final Object context;
    final long deadline;

    // Touched under the dispatcher lock.
    boolean sent;
    boolean done;

    /** Before Vista: devices that have seen the IRP and have not called PoStartNextPowerIrp for it. */
    final Set<DeviceObject> owing = new LinkedHashSet<>();

    PowerRequest(
            Irp irp,
            DeviceObject device,
            DeviceObject top,
            IrpMinor minor,
            PowerState state,
            DeviceObject requester,
            RequestPowerComplete callback,
            Object context,
            long deadline) {
        this.irp = irp;
        this.device = device;
        this.top = top;
        this.pdo = top.bottom();
        this.minor = minor;
        this.state = state;
        this.requester = requester;
        this.callback = callback;
        this.context = context;
        this.deadline = deadline;
    }

    /** The IRP. */
    public Irp irp() {
        return irp;
    }

    /** The device that the request named. */
    public DeviceObject device() {
        return device;
    }

    /** The top of the stack when the request was made: where the IRP goes. */
    public DeviceObject top() {
        return top;
    }

    /** The bottom of that stack. */
    public DeviceObject pdo() {
        return pdo;
    }

    /** What is sent. */
    public IrpMinor minor() {
        return minor;
    }

    /** To which state, or for a WAIT_WAKE from which. */
    public PowerState state() {
        return state;
    }

    /** The device whose driver asked; null when the power manager itself did. */
    public DeviceObject requester() {
        return requester;
    }

    /** True for set and query: they come one at a time, and a watchdog runs for them. */
    public boolean isTransition() {
        return minor != IrpMinor.IRP_MN_WAIT_WAKE;
    }

    /** True when it wakes up the device or the machine. */
    boolean isPowerUp() {
        return minor == IrpMinor.IRP_MN_SET_POWER
                && (state == DevicePowerState.POWER_DEVICE_D0 || state == SystemPowerState.POWER_SYSTEM_WORKING);
    }

    /** True for a power-up that draws much current: one at a time in the machine. */
    boolean isInrush() {
        return state == DevicePowerState.POWER_DEVICE_D0 && isPowerUp() && pdo.hasFlag(DeviceFlags.DO_POWER_INRUSH);
    }

    /** The device that has the IRP now; null when it is not sent, or on its way back above all. */
    public DeviceObject holder() {
        return sent && !irp.isFreed() && irp.currentLocation() >= 1 && irp.currentLocation() <= irp.stackCount()
                ? irp.location(irp.currentLocation()).device()
                : null;
    }

    /**
     * True when something of this device's driver has still to run for the request: its callback, a completion routine, or,
     * in a bus driver, whatever completes it.
     */
    public boolean stillNeeds(DeviceObject candidate) {
        if (done) {
            return false;
        }
        if (candidate == requester || (candidate == pdo && (!sent || holder() == pdo))) {
            return true;
        }
        for (int n = irp.currentLocation() + 1; sent && !irp.isFreed() && n <= irp.stackCount(); n++) {
            IoStackLocation below = irp.location(n - 1);
            if (irp.location(n).device() == candidate && below.completionRoutine() != null) {
                return true;
            }
        }
        return false;
    }

    /** In words, for reports. */
    public String describe() {
        DeviceObject holder = holder();
        return irp.objectName() + " " + minor + " " + state + " for " + pdo.objectName()
                + (requester == null ? "" : ", asked for by " + requester.objectName())
                + (holder != null ? ", at " + holder.objectName() : sent ? "" : ", not sent yet");
    }

    @Override
    public String toString() {
        return describe();
    }
}
