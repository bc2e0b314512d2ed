package org.wdmsim.po;

import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER_2;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.PowerAction;
import org.wdmsim.io.PowerState;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** The power IRPs that are under way: makes them, sends them in their order, and calls back when they are done. */
final class PowerIrps {
    // Invariant, under the dispatcher lock: a request is in requests until it is done; of the transitions of one
    // stack at most one device IRP is sent and not released, and at most one inrush power-up in the machine. A
    // request is released when it is done and, before Vista, every driver has called PoStartNextPowerIrp for it;
    // until then it is in unreleased.
    private final PowerManager manager;
    private final Kernel kernel;
    private final List<PowerRequest> requests = new ArrayList<>();
    private final List<PowerRequest> unreleased = new ArrayList<>();
    private final KEvent arrived;
    private KThread worker;

    PowerIrps(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
        this.arrived = KEvent.synchronization(kernel, "power work");
    }

    /** What is under way, in the order of the requests. */
    List<PowerRequest> all() {
        kernel.lock();
        try {
            return List.copyOf(requests);
        } finally {
            kernel.unlock();
        }
    }

    KThread worker() {
        return worker;
    }

    // ---- Asking.

    NtStatus request(
            DeviceObject device,
            IrpMinor minor,
            PowerState state,
            RequestPowerComplete callback,
            Object context,
            Consumer<Irp> store) {
        switch (minor) {
            case IRP_MN_SET_POWER, IRP_MN_QUERY_POWER, IRP_MN_WAIT_WAKE -> {}
            default -> {
                return STATUS_INVALID_PARAMETER_2;
            }
        }
        if (!kernel.allocates("PoRequestPowerIrp")) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        PowerRequest request = make(
                device,
                device.attachedDeviceReference(),
                minor,
                state,
                PowerAction.POWER_ACTION_NONE,
                requesterIn(device),
                callback,
                context);
        if (store != null) {
            store.accept(request.irp());
        }
        begin(request);
        return STATUS_PENDING;
    }

    /**
     * Has an idle device switched off. Nobody else runs before the IRP is in the list.
     *
     * @param top the top of its stack, with a reference that is given up here
     */
    void requestForIdle(IdleCounter counter, DeviceObject top) {
        if (!kernel.allocates("PoRequestPowerIrp")) {
            top.dereference();
            return;
        }
        begin(make(
                counter.device(),
                top,
                IrpMinor.IRP_MN_SET_POWER,
                counter.state,
                PowerAction.POWER_ACTION_NONE,
                null,
                null,
                null));
    }

    private void begin(PowerRequest request) {
        if (enlist(request, maySendHere(request))) {
            send(request);
        } else {
            wakeWorker();
        }
    }

    /**
     * The device of this stack whose driver asks: its policy owner. A bus driver may ask for its own stack while it handles a
     * request for a child.
     */
    private DeviceObject requesterIn(DeviceObject device) {
        DriverFrame frame = kernel.currentThread().frame();
        if (frame != null) {
            for (DeviceObject layer : device.stack()) {
                if (layer == frame.device() || layer.driver() == frame.driver()) {
                    return layer;
                }
            }
        }
        return null;
    }

    /** Sends a system IRP and waits for its end. */
    NtStatus systemIrp(DeviceObject pdo, IrpMinor minor, SystemPowerState state, PowerAction action) {
        KEvent done = KEvent.notification(kernel, minor + " " + state + " for " + pdo.objectName());
        NtStatus[] answer = new NtStatus[1];
        PowerRequest request = make(
                pdo,
                pdo.attachedDeviceReference(),
                minor,
                state,
                action,
                null,
                (device, same, sameState, context, status) -> {
                    answer[0] = status;
                    done.setNow();
                },
                null);
        enlist(request, true);
        send(request);
        done.waitFor(KEvent.FOREVER);
        DeviceObject forgetful = owing(request);
        if (forgetful != null && minor == IrpMinor.IRP_MN_SET_POWER) {
            throw PowerBugChecks.startNextForgotten(kernel, forgetful, request);
        }
        return answer[0];
    }

    /** Makes an IRP for the top of a stack; its reference is given up when the IRP has been sent. */
    private PowerRequest make(
            DeviceObject device,
            DeviceObject top,
            IrpMinor minor,
            PowerState state,
            PowerAction action,
            DeviceObject requester,
            RequestPowerComplete callback,
            Object context) {
        Irp irp = manager.io().newSystemIrp(top.stackSize());
        irp.setStatus(STATUS_NOT_SUPPORTED);
        irp.nextLocation()
                .set(
                        IrpMajor.IRP_MJ_POWER,
                        minor,
                        minor == IrpMinor.IRP_MN_WAIT_WAKE
                                ? new IrpParameters.WaitWake((SystemPowerState) state)
                                : new IrpParameters.Power(state, action, 0));
        PowerRequest request = new PowerRequest(
                irp,
                device,
                top,
                minor,
                state,
                requester,
                callback,
                context,
                kernel.now() + manager.options().watchdogTicks());
        irp.setCompletionRoutine((none, same, ignored) -> finish(request, same), null, true, true, true);
        return request;
    }

    // ---- Sending.

    /** True when the IRQL of the asking thread allows it to send the request itself. */
    private boolean maySendHere(PowerRequest request) {
        boolean passive =
                kernel.currentIrql() == Irql.PASSIVE_LEVEL || !request.pdo().hasFlag(DeviceFlags.DO_POWER_PAGABLE);
        return passive && !(request.isTransition() && manager.options().requestsFromWorker());
    }

    /** Puts a request into the list. True, and then it is marked as sent, when the caller may and nothing is before it. */
    private boolean enlist(PowerRequest request, boolean sendsIt) {
        kernel.lock();
        try {
            requests.add(request);
            if (request.isTransition()) {
                manager.timer().expectsDeadline(request.deadline);
            }
            boolean sends = sendsIt && (request.state().isSystem() || isNext(request));
            if (sends) {
                mark(request);
            }
            return sends;
        } finally {
            kernel.unlock();
        }
    }

    /** Under the dispatcher lock. */
    private void mark(PowerRequest request) {
        request.sent = true;
        if (request.isTransition()) {
            unreleased.add(request);
        }
    }

    /** True when nothing is before the request: another device IRP to its stack, or another inrush. */
    private boolean isNext(PowerRequest request) {
        return !request.isTransition() || before(request) == null;
    }

    /** What the request waits for; null when it can be sent. */
    PowerRequest before(PowerRequest request) {
        for (PowerRequest other : unreleased) {
            boolean sameStack = other.pdo() == request.pdo() && !other.state().isSystem();
            if (other != request && (sameStack || (request.isInrush() && other.isInrush()))) {
                return other;
            }
        }
        for (PowerRequest other : requests) {
            if (other == request) {
                break;
            }
            if (!other.sent && other.isTransition() && other.pdo() == request.pdo()) {
                return other; // asked for earlier
            }
        }
        return null;
    }

    private void wakeWorker() {
        kernel.lock();
        try {
            if (worker == null) {
                worker = KThread.internal(kernel, "power worker", this::work);
            }
            arrived.setNow();
        } finally {
            kernel.unlock();
        }
    }

    private void work() {
        KThread me = kernel.currentThread();
        while (true) {
            PowerRequest next = next();
            if (next == null) {
                me.waitForWork(arrived);
            } else {
                send(next);
            }
        }
    }

    private PowerRequest next() {
        kernel.lock();
        try {
            for (PowerRequest request : requests) {
                if (!request.sent && isNext(request)) {
                    mark(request);
                    return request;
                }
            }
            return null;
        } finally {
            kernel.unlock();
        }
    }

    private void send(PowerRequest request) {
        DeviceObject top = request.top();
        kernel.note(PoStep.POWER_IRP_SENT, top, request.irp(), request.state());
        passes(top, request.irp());
        boolean raises = manager.options().powersUpAtDispatch()
                && request.isPowerUp()
                && !request.pdo().hasFlag(DeviceFlags.DO_POWER_PAGABLE)
                && kernel.currentIrql() != Irql.DISPATCH_LEVEL;
        Irql before = raises ? kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL) : null;
        top.call(request.irp());
        if (raises) {
            kernel.currentThread().lowerIrql(before);
        }
        top.dereference();
    }

    // ---- The end.

    /** The power manager's own completion routine, above all drivers. */
    private NtStatus finish(PowerRequest request, Irp irp) {
        NtStatus status = irp.status();
        kernel.lock();
        try {
            request.done = true;
            requests.remove(request);
            release(request);
            if (request.isTransition() && nearestDeadline(Long.MAX_VALUE) == Long.MAX_VALUE) {
                manager.timer().expectsNoIrp();
            }
        } finally {
            kernel.unlock();
        }
        if (request.minor() == IrpMinor.IRP_MN_WAIT_WAKE && status.isSuccess()) {
            manager.wakeSignalled();
        }
        if (request.callback != null) {
            call(request, status);
        }
        return STATUS_CONTINUE_COMPLETION;
    }

    private void release(PowerRequest request) {
        if (request.done && request.owing.isEmpty() && unreleased.remove(request)) {
            for (PowerRequest waiting : requests) {
                if (!waiting.sent) {
                    wakeWorker();
                    return;
                }
            }
        }
    }

    private void call(PowerRequest request, NtStatus status) {
        DeviceObject requester = request.requester();
        if (requester == null) {
            request.callback.completed(request.device(), request.minor(), request.state(), request.context, status);
            return;
        }
        kernel.note(PoStep.REQUEST_COMPLETE_ENTER, requester, request.minor(), status);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(
                requester.driver(),
                requester,
                "power callback of " + request.minor(),
                request.irp().objectName()));
        try {
            request.callback.completed(request.device(), request.minor(), request.state(), request.context, status);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        kernel.note(PoStep.REQUEST_COMPLETE_RETURN, requester, request.minor(), null);
    }

    // ---- Before Vista.

    /** A device gets the IRP: it owes a PoStartNextPowerIrp. */
    void passes(DeviceObject target, Irp irp) {
        if (!manager.options().startNextRequired()) {
            return;
        }
        kernel.lock();
        try {
            for (PowerRequest request : requests) {
                if (request.irp() == irp && request.isTransition()) {
                    request.owing.add(target);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** The first device that still owes a PoStartNextPowerIrp; null for none. */
    private DeviceObject owing(PowerRequest request) {
        kernel.lock();
        try {
            return request.owing.isEmpty() ? null : request.owing.iterator().next();
        } finally {
            kernel.unlock();
        }
    }

    void startsNext(DeviceObject device, Irp irp) {
        if (!manager.options().startNextRequired()) {
            return;
        }
        kernel.lock();
        try {
            for (PowerRequest request : List.copyOf(unreleased)) {
                if (request.irp() == irp) {
                    request.owing.remove(device);
                    release(request);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    // ---- Watching.

    long nearestDeadline(long none) {
        long nearest = none;
        for (PowerRequest request : requests) {
            if (request.isTransition()) {
                nearest = Math.min(nearest, request.deadline);
            }
        }
        return nearest;
    }

    void mustBeInTime(long now) {
        kernel.lock();
        try {
            for (PowerRequest request : requests) {
                if (request.isTransition() && request.deadline <= now) {
                    throw PowerBugChecks.blocked(kernel, request, before(request), all(), worker);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    void mustNotNeed(DeviceObject freed) {
        kernel.lock();
        try {
            for (PowerRequest request : requests) {
                if (request.stillNeeds(freed)) {
                    throw PowerBugChecks.freedWithRequest(kernel, freed, request);
                }
            }
        } finally {
            kernel.unlock();
        }
    }
}
