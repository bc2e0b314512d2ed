package org.wdmsim.samples.eggtimer;

import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_DIRECT_IO;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DeviceFlags.FILE_DEVICE_SECURE_OPEN;
import static org.wdmsim.ke.KernelOptions.TICKS_PER_MILLISECOND;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Driver;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.DriverPnpEvent;
import org.wdmsim.io.DriverPnpLife;
import org.wdmsim.io.DriverPnpState;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.SystemWorkers.Type;

/**
 * Upper filter that keeps each read and write for two seconds before it passes it on.
 *
 * <pre>
 *   dispatch      pends the request, sets a timer        holds a share from here
 *   timer's DPC   queues a work item
 *   work item     cools it, which takes a while and so is nothing for a DPC; passes it down
 *   completion    releases the share                     to here
 *   departure     takes back the timers it can; what has rung is on its way and is waited for
 * </pre>
 *
 * <p>Two seconds are short: the requests need no cancel routine. One that was cancelled meanwhile is not passed on.
 *
 * @source learn.microsoft.com, "Using Remove Locks"; nf-wdm-kecanceltimer; nf-wdm-keflushqueueddpcs
 */
public class EggTimerFilter implements Driver {
    /** How long an egg boils. */
    public static final long BOILING_TICKS = 2_000 * TICKS_PER_MILLISECOND;

    /** How long it cools. */
    public static final long COOLING_TICKS = 10 * TICKS_PER_MILLISECOND;

    /** A filter. */
    public EggTimerFilter() {}

    @Override
    public final NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.allMajorFunctions(this::passThrough)
                .majorFunction(IRP_MJ_READ, this::dispatchReadWrite)
                .majorFunction(IRP_MJ_WRITE, this::dispatchReadWrite)
                .majorFunction(IRP_MJ_PNP, this::dispatchPnp)
                .onAddDevice(this::addDevice)
                .onUnload(object -> {});
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        EggTimerExtension ext = new EggTimerExtension();
        NtResult<DeviceObject> created = driver.createDevice(ext, pdo.type(), FILE_DEVICE_SECURE_OPEN);
        if (!created.isSuccess()) {
            return created.status();
        }
        DeviceObject device = created.value();
        ext.pnp = new DriverPnpLife(device);
        ext.lock = new KSpinLock(driver.kernel(), device.objectName() + ".lock"); // KeInitializeSpinLock
        ext.removeLock.initialize("Eggs", 0, 0); // IoInitializeRemoveLock
        NtStatus status = device.attachToSafe(pdo, lower -> ext.lower = lower); // IoAttachDeviceToDeviceStackSafe
        if (!status.isSuccess()) {
            device.delete();
            return STATUS_NO_SUCH_DEVICE;
        }
        device.setFlags(ext.lower.flags() & (DO_BUFFERED_IO | DO_DIRECT_IO | DO_POWER_PAGABLE));
        device.clearFlags(DO_DEVICE_INITIALIZING);
        return STATUS_SUCCESS;
    }

    /** Pends the request and sets its timer, both under the lock: then it is either in the list or refused. */
    protected NtStatus dispatchReadWrite(DeviceObject device, Irp irp) {
        EggTimerExtension ext = device.extension(EggTimerExtension.class);
        NtStatus status = ext.removeLock.acquire(irp); // IoAcquireRemoveLock
        if (!status.isSuccess()) {
            return irp.complete(status); // IoCompleteRequest
        }
        IoWorkItem item = IoWorkItem.allocate(device); // IoAllocateWorkItem
        if (item == null) {
            irp.complete(STATUS_INSUFFICIENT_RESOURCES);
            ext.removeLock.release(irp); // IoReleaseRemoveLock
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        Egg egg = newEgg(device, irp, item);
        Irql old = ext.lock.acquire(); // KeAcquireSpinLock
        if (ext.leaving) {
            ext.lock.release(old); // KeReleaseSpinLock
            item.free(); // IoFreeWorkItem
            irp.complete(STATUS_DELETE_PENDING);
            ext.removeLock.release(irp);
            return STATUS_DELETE_PENDING;
        }
        irp.markPending(); // IoMarkIrpPending, while the request is still ours
        ext.eggs.add(egg);
        egg.timer.set(BOILING_TICKS, 0, egg.dpc); // KeSetTimer
        ext.lock.release(old);
        return STATUS_PENDING;
    }

    /** An egg whose timer will ring here. */
    protected final Egg newEgg(DeviceObject device, Irp irp, IoWorkItem item) {
        return new Egg(device, irp, item, (dpc, egg, first, second) -> ring(dpc, (Egg) egg));
    }

    /** CustomTimerDpc, at DISPATCH_LEVEL. */
    protected void ring(KDpc dpc, Egg egg) {
        egg.item.queue(Type.DELAYED, this::passOn, egg); // IoQueueWorkItem
    }

    /** The work item, at PASSIVE_LEVEL: cools the egg and passes it down, or ends it if it was cancelled. */
    protected final void passOn(DeviceObject device, Object context) {
        EggTimerExtension ext = device.extension(EggTimerExtension.class);
        Egg egg = (Egg) context;
        Irql old = ext.lock.acquire();
        ext.eggs.remove(egg);
        ext.lock.release(old);
        egg.item.free(); // IoFreeWorkItem
        device.kernel().currentThread().delay(COOLING_TICKS); // KeDelayExecutionThread
        if (egg.irp.isCancelled()) {
            end(ext, egg.irp, STATUS_CANCELLED);
            return;
        }
        egg.irp.copyLocationToNext(); // IoCopyCurrentIrpStackLocationToNext
        egg.irp.setCompletionRoutine(this::eaten, ext, true, true, true); // IoSetCompletionRoutine
        ext.lower.call(egg.irp); // IoCallDriver; STATUS_PENDING was returned long ago
    }

    /** The request is done below: at most DISPATCH_LEVEL, in any thread. */
    protected NtStatus eaten(DeviceObject device, Irp irp, Object context) {
        EggTimerExtension ext = (EggTimerExtension) context;
        if (irp.pendingReturned()) {
            irp.markPending();
        }
        ext.removeLock.release(irp); // IoReleaseRemoveLock: nothing of ours is left to run
        return STATUS_CONTINUE_COMPLETION;
    }

    /** Ends a request that was pended here. */
    protected final void end(EggTimerExtension ext, Irp irp, NtStatus status) {
        irp.complete(status);
        ext.removeLock.release(irp); // the IRP is gone; here it is only a tag
    }

    private NtStatus passThrough(DeviceObject device, Irp irp) {
        EggTimerExtension ext = device.extension(EggTimerExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        irp.skipLocation(); // IoSkipCurrentIrpStackLocation
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    /** DispatchPnp; runs at PASSIVE_LEVEL. */
    private NtStatus dispatchPnp(DeviceObject device, Irp irp) {
        EggTimerExtension ext = device.extension(EggTimerExtension.class);
        NtStatus status = ext.removeLock.acquire(irp);
        if (!status.isSuccess()) {
            return irp.complete(status);
        }
        switch (irp.location().minor()) {
            case IRP_MN_START_DEVICE -> {
                status = ext.lower.forwardAndWait(irp); // IoForwardIrpSynchronously
                if (status.isSuccess()) {
                    ext.pnp.on(DriverPnpEvent.START);
                }
                irp.complete(status);
                ext.removeLock.release(irp);
                return status;
            }
            case IRP_MN_REMOVE_DEVICE -> {
                return removeDevice(device, ext, irp);
            }
            case IRP_MN_SURPRISE_REMOVAL -> {
                agree(irp, ext, DriverPnpEvent.SURPRISE_REMOVAL);
                leave(ext);
            }
            case IRP_MN_QUERY_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_REMOVE);
            case IRP_MN_CANCEL_REMOVE_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_REMOVE);
            case IRP_MN_QUERY_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.QUERY_STOP);
            case IRP_MN_CANCEL_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.CANCEL_STOP);
            case IRP_MN_STOP_DEVICE -> agree(irp, ext, DriverPnpEvent.STOP);
            default -> {
                // Not ours: the status stays as it came.
            }
        }
        irp.skipLocation();
        status = ext.lower.call(irp);
        ext.removeLock.release(irp);
        return status;
    }

    /** IRP_MN_REMOVE_DEVICE: stop, pass down, wait, detach, delete. */
    private NtStatus removeDevice(DeviceObject device, EggTimerExtension ext, Irp irp) {
        if (!ext.pnp.is(DriverPnpState.SURPRISE_REMOVED)) {
            leave(ext);
        }
        ext.pnp.on(DriverPnpEvent.REMOVE);
        irp.setStatus(STATUS_SUCCESS);
        irp.skipLocation();
        NtStatus status = ext.lower.call(irp);
        // Eggs that have rung are on their way: leave after the last of them,
        ext.removeLock.releaseAndWait(irp); // IoReleaseRemoveLockAndWait
        // and after the last lines of the DPC that rang for it.
        KDpc.flush(device.kernel()); // KeFlushQueuedDpcs
        ext.lower.detach(); // IoDetachDevice
        device.delete(); // IoDeleteDevice
        return status;
    }

    /** No egg from here on. Those whose timer can be taken back end now; the others have rung. */
    protected void leave(EggTimerExtension ext) {
        List<Egg> cold = new ArrayList<>();
        Irql old = ext.lock.acquire();
        ext.leaving = true;
        for (Egg egg : ext.eggs) {
            if (egg.timer.cancel()) { // KeCancelTimer: false when its DPC is queued or has run
                cold.add(egg);
            }
        }
        ext.eggs.removeAll(cold);
        ext.lock.release(old);
        for (Egg egg : cold) {
            egg.item.free();
            end(ext, egg.irp, STATUS_DELETE_PENDING);
        }
    }

    private static void agree(Irp irp, EggTimerExtension ext, DriverPnpEvent event) {
        ext.pnp.on(event);
        irp.setStatus(STATUS_SUCCESS);
    }
}
