package org.wdmsim.po;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.PowerAction;
import org.wdmsim.io.PowerManagement;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.TraceEvent;

/**
 * The power manager of one machine: puts the machine to sleep and wakes it, and knows which power IRPs are under way.
 *
 * <pre>{@code
 * machine.power().sleep(POWER_SYSTEM_SLEEPING3);   // QUERY, then SET, children before their parents
 * machine.power().wake();                          // SET to S0, parents before their children
 * }</pre>
 *
 * <p>While the machine sleeps the PnP manager rests: what is plugged in or pulled out is found after {@link #wake}.
 *
 * @differs programs are not stopped while the machine sleeps; what they ask a device waits in its driver. System IRPs are
 *     sent to one stack at a time, where Windows sends them to a whole level of the tree at once
 */
public final class PowerManager implements PowerManagement {
    private final IoManager io;
    private final Kernel kernel;
    private final PowerOptions options;
    private final PowerQueue queue;
    private final PowerWorker worker;
    private final PowerIrps irps;
    private final PowerTimer timer;
    private final IdleDetection idle;
    private final KEvent wakeSignal;
    private PowerTree tree;

    // Touched under the dispatcher lock.
    private final Map<DeviceObject, DevicePowerState> states = new LinkedHashMap<>();
    private volatile SystemPowerState state = SystemPowerState.POWER_SYSTEM_WORKING;
    private boolean changing;

    /** The power manager of a machine; it tells the I/O manager of itself. */
    public PowerManager(IoManager io, PowerOptions options) {
        this.io = io;
        this.kernel = io.kernel();
        this.options = options;
        this.queue = new PowerQueue(this);
        this.worker = new PowerWorker(this);
        this.irps = new PowerIrps(this);
        this.timer = new PowerTimer(this);
        this.idle = new IdleDetection(this);
        this.wakeSignal = KEvent.notification(kernel, "wake signal");
        this.tree = new AllStacks(io);
        io.setPowerManagement(this);
    }

    /** The power manager of a device's machine. */
    public static PowerManager of(DeviceObject device) {
        if (device.io().powerManagement() instanceof PowerManager manager) {
            return manager;
        }
        throw new IllegalStateException("device \"" + device.objectName()
                + "\" is on a machine without a power manager; build the machine with Machine.builder()");
    }

    /** What this machine does where versions differ. */
    public PowerOptions options() {
        return options;
    }

    /** Sets who knows the order of the devices; for a PnP manager. */
    public void setTree(PowerTree value) {
        tree = value;
    }

    // ---- Looking.

    /** The state of the machine. */
    public SystemPowerState systemState() {
        return state;
    }

    /** What PoSetPowerState last said of a device. */
    public DevicePowerState stateOf(DeviceObject device) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            return states.getOrDefault(device, DevicePowerState.POWER_DEVICE_UNSPECIFIED);
        } finally {
            kernel.unlock();
        }
    }

    /** Power IRPs under way, oldest first: what the debugger's {@code !poreqlist} shows. */
    public List<PowerRequest> requests() {
        return queue.all();
    }

    /** True while a device is registered for idle detection. */
    public boolean detectsIdle(DeviceObject device) {
        return idle.watches(device);
    }

    // ---- What people do to the machine, in a thread of the machine.

    /** As {@link #sleep(SystemPowerState, PowerAction)}, with the action that fits the state. */
    public NtStatus sleep(SystemPowerState target) {
        return sleep(
                target,
                switch (target) {
                    case POWER_SYSTEM_HIBERNATE -> PowerAction.POWER_ACTION_HIBERNATE;
                    case POWER_SYSTEM_SHUTDOWN -> PowerAction.POWER_ACTION_SHUTDOWN;
                    default -> PowerAction.POWER_ACTION_SLEEP;
                });
    }

    /**
     * NtInitiatePowerAction: puts the machine to sleep, or switches it off. Every stack is asked, then every stack is told,
     * children before their parents. Before S5 devices that asked for it get IRP_MJ_SHUTDOWN; nothing is removed.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}: the machine sleeps; {@code STATUS_INVALID_DEVICE_STATE} when it was not awake; or the
     *     status of the driver that refused, and then the machine works on
     * @bugcheck 0x9F, 4 when the PnP manager is not done in time; 0x9F, 3 when a driver keeps an IRP
     */
    public NtStatus sleep(SystemPowerState target, PowerAction action) {
        if (target == SystemPowerState.POWER_SYSTEM_WORKING || target == SystemPowerState.POWER_SYSTEM_UNSPECIFIED) {
            throw new IllegalArgumentException("a machine cannot sleep in " + target + "; give S1 to S5");
        }
        TraceEvent event = kernel.step(PoStep.NT_INITIATE_POWER_ACTION, null, target, action);
        if (!begins(SystemPowerState.POWER_SYSTEM_WORKING)) {
            return kernel.answer(event, NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        wakeSignal.clear();
        if (!tree.lock(options.pnpTimeoutTicks())) {
            throw PowerBugChecks.pnpNeverCame(
                    kernel, options.pnpTimeoutTicks() / PowerOptions.TICKS_PER_SECOND, tree.lockHolder());
        }
        List<DeviceObject> stacks = tree.childrenFirst();
        NtStatus refusal = query(stacks, target, action);
        if (refusal != null) {
            tree.unlock();
            ends(SystemPowerState.POWER_SYSTEM_WORKING);
            return kernel.answer(event, refusal);
        }
        if (target == SystemPowerState.POWER_SYSTEM_SHUTDOWN) {
            io.shutdown(); // IRP_MJ_SHUTDOWN comes before the S5 set-power
        }
        for (DeviceObject pdo : stacks) {
            irps.systemIrp(pdo, IrpMinor.IRP_MN_SET_POWER, target, action);
        }
        ends(target);
        return kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }

    /** Asks everybody; null when the machine may sleep. */
    private NtStatus query(List<DeviceObject> stacks, SystemPowerState target, PowerAction action) {
        List<DeviceObject> asked = new ArrayList<>();
        for (DeviceObject pdo : stacks) {
            asked.add(pdo);
            NtStatus status = irps.systemIrp(pdo, IrpMinor.IRP_MN_QUERY_POWER, target, action);
            // A stack that knows nothing of the question does not mind.
            if (status.isSuccess() || status == NtStatus.STATUS_NOT_SUPPORTED) {
                continue;
            }
            kernel.note(PoStep.QUERY_REFUSED, pdo, target, status);
            if (!kernel.outcome("proceedsAfterRefusal", options.proceedsAfterRefusal())) {
                setWorking(asked);
                return status;
            }
        }
        return null;
    }

    private void setWorking(List<DeviceObject> childrenFirst) {
        List<DeviceObject> parentsFirst = new ArrayList<>(childrenFirst);
        Collections.reverse(parentsFirst);
        for (DeviceObject pdo : parentsFirst) {
            irps.systemIrp(
                    pdo,
                    IrpMinor.IRP_MN_SET_POWER,
                    SystemPowerState.POWER_SYSTEM_WORKING,
                    PowerAction.POWER_ACTION_NONE);
        }
    }

    /**
     * Wakes the machine: every stack is told, parents before their children. Returns when every driver has completed its
     * system IRP; devices may still be on their way to D0.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_INVALID_DEVICE_STATE} when the machine did not sleep
     */
    public NtStatus wake() {
        TraceEvent event = kernel.step(PoStep.POWER_BUTTON, null, null, null);
        SystemPowerState from = state;
        if (from == SystemPowerState.POWER_SYSTEM_WORKING
                || from == SystemPowerState.POWER_SYSTEM_SHUTDOWN
                || !begins(from)) {
            return kernel.answer(event, NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        setWorking(tree.childrenFirst());
        ends(SystemPowerState.POWER_SYSTEM_WORKING);
        tree.unlock();
        return kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }

    /** Waits until a WAIT_WAKE has ended with success since the machine began to fall asleep. */
    public void awaitWakeSignal() {
        wakeSignal.waitFor(KEvent.FOREVER);
    }

    void wakeSignalled() {
        wakeSignal.setNow();
    }

    private boolean begins(SystemPowerState from) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (changing || state != from) {
                return false;
            }
            changing = true;
            return true;
        } finally {
            kernel.unlock();
        }
    }

    private void ends(SystemPowerState to) {
        SystemPowerState from = state;
        kernel.note(PoStep.SYSTEM_POWER_STATE, null, from, to);
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            state = to;
            changing = false;
        } finally {
            kernel.unlock();
        }
    }

    // ---- For the rest of the package.

    IoManager io() {
        return io;
    }

    Kernel kernel() {
        return kernel;
    }

    PowerQueue queue() {
        return queue;
    }

    PowerWorker worker() {
        return worker;
    }

    PowerIrps irps() {
        return irps;
    }

    PowerTimer timer() {
        return timer;
    }

    IdleDetection idle() {
        return idle;
    }

    DevicePowerState setState(DeviceObject device, DevicePowerState to) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            DevicePowerState before = stateOf(device);
            states.put(device, to);
            if (to == DevicePowerState.POWER_DEVICE_D0 && before != to) {
                idle.poweredUp(device);
            }
            return before;
        } finally {
            kernel.unlock();
        }
    }

    @Override
    public void deviceFreed(DeviceObject device) {
        queue.deviceFreed(device);
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            states.remove(device);
            idle.forget(device);
        } finally {
            kernel.unlock();
        }
    }
}
