package org.wdmsim.po;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ObjectHeader;
import org.wdmsim.sched.TransitionListener;

/** Devices that are to be switched off when nobody has used them for a while. Time is the machine's own. */
final class IdleDetection {
    private final PowerManager manager;
    private final Kernel kernel;

    // Touched under the dispatcher lock.
    private final Map<DeviceObject, IdleCounter> counters = new LinkedHashMap<>();

    IdleDetection(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
    }

    IdleCounter register(DeviceObject device, boolean isRegistered, int seconds, DevicePowerState state) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (!isRegistered) {
                counters.remove(device);
                return null;
            }
            long ticks = seconds == 0 ? Long.MAX_VALUE : seconds * PowerOptions.TICKS_PER_SECOND;
            IdleCounter counter = new IdleCounter(manager, device, ticks, state);
            counter.lastBusy = kernel.now();
            counters.put(device, counter);
            expect(counter);
            return counter;
        } finally {
            kernel.unlock();
        }
    }

    void busy(IdleCounter counter) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            counter.lastBusy = kernel.now();
        } finally {
            kernel.unlock();
        }
    }

    /** A device has reported D0: its idle time begins. */
    void poweredUp(DeviceObject device) {
        IdleCounter counter = counters.get(device);
        if (counter != null) {
            counter.asleep = false;
            counter.lastBusy = kernel.now();
            expect(counter);
        }
    }

    void forget(DeviceObject device) {
        counters.remove(device);
    }

    boolean watches(DeviceObject device) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            return counters.containsKey(device);
        } finally {
            kernel.unlock();
        }
    }

    private void expect(IdleCounter counter) {
        if (isCounting(counter)) {
            manager.timer().expectsDeadline(deadline(counter));
        }
    }

    private boolean isCounting(IdleCounter counter) {
        return !counter.asleep
                && counter.timeoutTicks != Long.MAX_VALUE
                && manager.stateOf(counter.device()) == DevicePowerState.POWER_DEVICE_D0;
    }

    private static long deadline(IdleCounter counter) {
        return counter.lastBusy + counter.timeoutTicks;
    }

    long nearestDeadline(long none) {
        long nearest = none;
        for (IdleCounter counter : counters.values()) {
            if (isCounting(counter)) {
                nearest = Math.min(nearest, deadline(counter));
            }
        }
        return nearest;
    }

    void lookForIdle(long now) {
        List<IdleCounter> idle = new ArrayList<>();
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (IdleCounter counter : counters.values()) {
                if (isCounting(counter) && deadline(counter) <= now) {
                    counter.asleep = true;
                    idle.add(counter);
                }
            }
        } finally {
            kernel.unlock();
        }
        for (IdleCounter counter : idle) {
            DeviceObject top = referencedTop(counter);
            if (top != null) {
                kernel.note(PoStep.DEVICE_IDLE, counter.device(), counter.state, null);
                manager.irps().requestForIdle(counter, top);
            }
        }
    }

    /** The top of the device's stack, referenced; null when the registration was taken back, or the device goes. */
    private DeviceObject referencedTop(IdleCounter counter) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            DeviceObject device = counter.device();
            if (counters.get(device) != counter || device.pointerCount() == 0) {
                return null;
            }
            DeviceObject top = device.top();
            top.header().referenceNow("idle detection", ObjectHeader.DEFAULT_TAG);
            return top;
        } finally {
            kernel.unlock();
        }
    }
}
