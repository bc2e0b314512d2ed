package org.wdmsim.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** The way up: what IoCompleteRequest does. */
final class IrpCompletion {
    // Who completes an IRP claims it: stage goes from OWNED to WALKING in one exchange, so that of two threads
    // that complete at once the second is found out. A completion routine may keep the IRP and hand it to another
    // thread before it returns; so the stage is OWNED again while a routine runs, and after
    // MORE_PROCESSING_REQUIRED nothing is touched.
    static final int OWNED = 0;
    static final int WALKING = 1;
    static final int FINISHED = 2;

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(Irp.class, "stage", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private IrpCompletion() {}

    /** The stage as another thread than the owner sees it: what it reads next is not older. */
    static int stageOf(Irp irp) {
        return (int) STAGE.getAcquire(irp);
    }

    static void complete(Irp irp) {
        Kernel kernel = irp.kernel();
        boolean quiet = kernel.isQuiet();
        if (!quiet) {
            kernel.step(IoStep.IO_COMPLETE_REQUEST, irp, irp.status, irp.currentDevice());
            kernel.touch(irp, Touch.WRITE);
        }
        if (irp.freed
                || irp.currentLocation > irp.locations.length + 1
                || (int) STAGE.getAndSet(irp, WALKING) != OWNED) {
            throw IrpFaults.completedTwice(irp);
        }
        walkUp(irp, kernel, quiet);
    }

    // Calls of calls are not compiled into one beyond some depth, so there are few on this way and on the way down.
    private static void walkUp(Irp irp, Kernel kernel, boolean quiet) {
        IoStackLocation[] locations = irp.locations;
        int above = irp.currentLocation;
        while (above <= locations.length) {
            IoStackLocation location = locations[above - 1];
            irp.currentLocation = ++above;
            boolean pended = location.isMarkedPending();
            if (irp.pendingReturned != pended) {
                irp.pendingReturned = pended;
            }
            IoStackLocation next = above <= locations.length ? locations[above - 1] : null;
            if (isWanted(irp, location)) {
                CompletionRoutine routine = location.completionRoutine;
                Object context = location.context;
                location.clear();
                DeviceObject device = next == null ? null : next.device();
                irp.stage = OWNED;
                NtStatus answer;
                try {
                    answer = quiet
                            ? routine.completed(device, irp, context)
                            : watched(routine, device, irp, context, kernel);
                } catch (Throwable thrown) {
                    throw kernel.driverThrew(thrown);
                }
                if (answer == NtStatus.STATUS_MORE_PROCESSING_REQUIRED) {
                    return;
                }
                if (irp.stage != OWNED) {
                    throw IrpFaults.completedTwice(irp);
                }
                if (irp.freed) {
                    throw IrpFaults.usedAfterFree(irp, "a completion routine that lets completion go on");
                }
                irp.stage = WALKING;
                above = irp.currentLocation;
            } else {
                location.clear();
                if (pended && next != null) {
                    next.markPending();
                }
            }
        }
        finish(irp, kernel, quiet);
    }

    private static boolean isWanted(Irp irp, IoStackLocation location) {
        int wanted = irp.status.isSuccess() ? IoStackLocation.SL_INVOKE_ON_SUCCESS : IoStackLocation.SL_INVOKE_ON_ERROR;
        if ((location.control & wanted) != 0) {
            return true;
        }
        if ((location.control & IoStackLocation.SL_INVOKE_ON_CANCEL) == 0) {
            return false;
        }
        irp.kernel().touch(irp, IrpState.CANCEL, Touch.READ); // a routine below may have let others run
        return irp.cancel;
    }

    private static NtStatus watched(
            CompletionRoutine routine, DeviceObject device, Irp irp, Object context, Kernel kernel) {
        kernel.note(IoStep.COMPLETION_ENTER, device, irp, null);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(
                device == null ? null : device.driver(), device, "completion routine", irp.objectName()));
        NtStatus answer = routine.completed(device, irp, context);
        me.leave();
        kernel.note(IoStep.COMPLETION_RETURN, device, irp, answer);
        return answer;
    }

    /** The last stage: all locations are unwound. */
    private static void finish(Irp irp, Kernel kernel, boolean quiet) {
        irp.currentLocation = irp.locations.length + 2;
        if (irp.stage == FINISHED) {
            throw IrpFaults.completedTwice(irp);
        }
        irp.stage = FINISHED;
        if (!quiet) {
            kernel.note(IoStep.IRP_FINISHED, irp, irp.status, null);
        }
        if (irp.kind().isFreedByDriver()) {
            free(irp);
            tellRequester(irp);
            return;
        }
        RequestBuffers.finish(irp);
        free(irp);
        if (irp.pendingReturned || !irp.deferIoCompletion) {
            tellRequester(irp);
        }
        if (irp.ledger != null) {
            irp.ledger.remove(irp); // its thread may end now, and finds the request done
        }
        if (irp.isDisassociated) {
            irp.releaseFile(); // the thread that would do it may have ended
        }
        if (irp.masterIrp != null) {
            IoBuild.partIsDone(irp.masterIrp);
        }
    }

    private static void free(Irp irp) {
        if (!irp.gone()) {
            throw IrpFaults.usedAfterFree(irp, "the end of IoCompleteRequest");
        }
    }

    /**
     * The APC stage: writes the requester's status block and event. They are left alone by an error that was never pended,
     * since the requester learns it from the return value.
     *
     * <p>A requester that deferred completion does this itself when IoCallDriver answers anything but PENDING. So when
     * PENDING was returned, but the top location's pending bit is not set, nobody does it, and the requester waits for ever:
     * the price of a completion routine that forgets IoMarkIrpPending.
     */
    static void tellRequester(Irp irp) {
        if (irp.status.isError() && !irp.pendingReturned) {
            return;
        }
        if (irp.userIosb != null) {
            irp.userIosb.set(irp.status, irp.information, irp.result);
        }
        if (irp.userEvent != null) {
            irp.userEvent.setNow();
        }
    }
}
