package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.PowerState;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.po.Po;

/**
 * The WAIT_WAKE of a power policy owner: sent, cancelled, and sent again when it was of use.
 *
 * <p>It holds a share of the remove lock until its callback has run. So it must be cancelled before REMOVE_DEVICE waits.
 *
 * @source learn.microsoft.com, "Canceling a Wait/Wake IRP"
 */
public final class WaitWake {
    // The IRP is freed when its callback has run, and the canceller must not touch it then. Who of the two comes second
    // goes on: a completion routine that finds CANCELLING keeps the IRP for the canceller, who completes it.
    private enum State {
        NONE,
        /** On its way, or waiting in the bus driver. */
        ARMED,
        /** The canceller is about to call IoCancelIrp, or inside. */
        CANCELLING,
        COMPLETED
    }

    private static final String SHARE = "WAIT_WAKE";

    private final DeviceObject device;
    private final RemoveLock removeLock;
    private final BooleanSupplier wanted;
    private final Runnable woken;
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);
    private volatile Irp irp;

    /**
     * None is sent yet.
     *
     * @param wanted true while there should be one
     * @param woken what follows when the device has signalled wake, before the next one is sent
     */
    WaitWake(DeviceObject device, RemoveLock removeLock, BooleanSupplier wanted, Runnable woken) {
        this.device = device;
        this.removeLock = removeLock;
        this.wanted = wanted;
        this.woken = woken;
    }

    /** Sends one, unless there is one. */
    void arm() {
        if (!state.compareAndSet(State.NONE, State.ARMED)) {
            return;
        }
        if (!removeLock.acquire(SHARE).isSuccess()) { // IoAcquireRemoveLock
            state.set(State.NONE);
            return;
        }
        NtStatus status = Po.requestPowerIrp( // PoRequestPowerIrp
                device, IRP_MN_WAIT_WAKE, POWER_SYSTEM_SLEEPING3, this::done, null, sent -> irp = sent);
        if (status != STATUS_PENDING) {
            state.set(State.NONE);
            removeLock.release(SHARE);
        } else if (!wanted.getAsBoolean()) {
            cancel(); // that changed meanwhile, and whoever changed it found nothing to cancel
        }
    }

    /** Cancels it, if there is one. */
    void cancel() {
        Irp armed = irp;
        if (armed == null || !state.compareAndSet(State.ARMED, State.CANCELLING)) {
            return;
        }
        armed.cancel(); // IoCancelIrp
        if (!state.compareAndSet(State.CANCELLING, State.ARMED)) {
            armed.complete(); // it came back meanwhile, and was kept for us
        }
    }

    /** DispatchPower, when the driver's own WAIT_WAKE comes by: a completion routine tells when it comes back. */
    NtStatus dispatch(DeviceObject lower, Irp sent) {
        sent.markPending(); // IoMarkIrpPending
        sent.copyLocationToNext(); // IoCopyCurrentIrpStackLocationToNext
        sent.setCompletionRoutine(this::comesBack, null, true, true, true); // IoSetCompletionRoutine
        lower.call(sent); // IoCallDriver
        return STATUS_PENDING;
    }

    private NtStatus comesBack(DeviceObject same, Irp sent, Object context) {
        return state.getAndSet(State.COMPLETED) == State.CANCELLING
                ? STATUS_MORE_PROCESSING_REQUIRED
                : STATUS_CONTINUE_COMPLETION;
    }

    /** The callback of PoRequestPowerIrp: it is over, by a signal, by us, or because the device went. */
    private void done(DeviceObject same, IrpMinor minor, PowerState from, Object context, NtStatus status) {
        irp = null;
        state.set(State.NONE);
        if (status.isSuccess()) {
            woken.run();
        }
        if ((status.isSuccess() || status == STATUS_CANCELLED) && wanted.getAsBoolean()) {
            arm();
        }
        removeLock.release(SHARE); // IoReleaseRemoveLock
    }
}
