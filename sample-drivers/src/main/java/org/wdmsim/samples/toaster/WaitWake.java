package org.wdmsim.samples.toaster;

import static org.wdmsim.base.IrpMinor.IRP_MN_WAIT_WAKE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.io.SystemPowerState.POWER_SYSTEM_SLEEPING3;

import java.util.function.BooleanSupplier;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ex.InterlockedValue;
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
    // goes on: a completion routine that finds CANCELLING keeps the IRP for the canceller, who completes it. So the
    // canceller wins ARMED first and reads irp afterwards; the other way round, irp may be the one before.
    private static final int NONE = 0;

    /** Asked for, and not seen in our dispatch routine yet. */
    private static final int ARMING = 1;

    /** Cancelled before it was seen there; it ends when it is. */
    private static final int UNWANTED = 2;

    /** Passed down, with our completion routine. */
    private static final int ARMED = 3;

    /** The canceller is about to call IoCancelIrp, or inside. */
    private static final int CANCELLING = 4;

    private static final int COMPLETED = 5;

    private static final String SHARE = "WAIT_WAKE";

    private final DeviceObject device;
    private final RemoveLock removeLock;
    private final BooleanSupplier wanted;
    private final Runnable woken;
    private final InterlockedValue state;

    // Written before ARMING ends, read by whoever has won ARMED: the interlocked routines order the two.
    private Irp irp;

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
        this.state = new InterlockedValue(device.kernel(), device.objectName() + ".waitWake", NONE);
    }

    /** Sends one, unless there is one. */
    void arm() {
        if (state.compareExchange(ARMING, NONE) != NONE) { // InterlockedCompareExchange
            return;
        }
        if (!removeLock.acquire(SHARE).isSuccess()) { // IoAcquireRemoveLock
            state.exchange(NONE); // InterlockedExchange
            return;
        }
        NtStatus status = Po.requestPowerIrp( // PoRequestPowerIrp
                device, IRP_MN_WAIT_WAKE, POWER_SYSTEM_SLEEPING3, this::done, null, sent -> irp = sent);
        if (status != STATUS_PENDING) {
            state.exchange(NONE);
            removeLock.release(SHARE);
        } else if (!wanted.getAsBoolean()) {
            cancel(); // that changed meanwhile, and whoever changed it found nothing to cancel
        }
    }

    /** Cancels it, if there is one. */
    void cancel() {
        if (state.compareExchange(UNWANTED, ARMING) == ARMING) {
            return;
        }
        if (state.compareExchange(CANCELLING, ARMED) != ARMED) {
            return;
        }
        irp.cancel(); // IoCancelIrp
        if (state.compareExchange(ARMED, CANCELLING) != CANCELLING) {
            irp.complete(); // it came back meanwhile, and was kept for us
        }
    }

    /** DispatchPower, when the driver's own WAIT_WAKE comes by: a completion routine tells when it comes back. */
    NtStatus dispatch(DeviceObject lower, Irp sent) {
        if (state.compareExchange(ARMED, ARMING) != ARMING) {
            return sent.complete(STATUS_CANCELLED); // IoCompleteRequest
        }
        sent.markPending(); // IoMarkIrpPending
        sent.copyLocationToNext(); // IoCopyCurrentIrpStackLocationToNext
        sent.setCompletionRoutine(this::comesBack, null, true, true, true); // IoSetCompletionRoutine
        lower.call(sent); // IoCallDriver
        return STATUS_PENDING;
    }

    private NtStatus comesBack(DeviceObject same, Irp sent, Object context) {
        return state.exchange(COMPLETED) == CANCELLING ? STATUS_MORE_PROCESSING_REQUIRED : STATUS_CONTINUE_COMPLETION;
    }

    /** The callback of PoRequestPowerIrp: it is over, by a signal, by us, or because the device went. */
    private void done(DeviceObject same, IrpMinor minor, PowerState from, Object context, NtStatus status) {
        irp = null;
        state.exchange(NONE);
        if (status.isSuccess()) {
            woken.run();
        }
        if ((status.isSuccess() || status == STATUS_CANCELLED) && wanted.getAsBoolean()) {
            arm();
        }
        removeLock.release(SHARE); // IoReleaseRemoveLock
    }
}
