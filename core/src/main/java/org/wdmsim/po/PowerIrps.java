package org.wdmsim.po;

import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER_2;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;

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

/** Makes the power IRPs that are asked for, and calls back when they are done. */
final class PowerIrps {
    private final PowerManager manager;
    private final Kernel kernel;

    PowerIrps(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
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
        if (manager.queue().add(request, maySendHere(request))) {
            manager.worker().send(request);
        } else {
            manager.worker().wake();
        }
    }

    /** True when the IRQL of the asking thread allows it to send the request itself. */
    private boolean maySendHere(PowerRequest request) {
        boolean passive =
                kernel.currentIrql() == Irql.PASSIVE_LEVEL || !request.pdo().hasFlag(DeviceFlags.DO_POWER_PAGABLE);
        return passive
                && !(request.isTransition()
                        && kernel.outcome(
                                "requestsFromWorker", manager.options().requestsFromWorker()));
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
        manager.queue().add(request, true);
        manager.worker().send(request);
        done.waitFor(KEvent.FOREVER);
        DeviceObject forgetful = manager.queue().owing(request);
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

    // ---- The end.

    /** The power manager's own completion routine, above all drivers. */
    private NtStatus finish(PowerRequest request, Irp irp) {
        NtStatus status = irp.status();
        manager.queue().done(request);
        if (request.minor() == IrpMinor.IRP_MN_WAIT_WAKE && status.isSuccess()) {
            manager.wakeSignalled();
        }
        if (request.callback != null) {
            call(request, status);
        }
        return STATUS_CONTINUE_COMPLETION;
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
}
