package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * IRP: a request on its way through a device stack.
 *
 * <p>Life: allocated (above all locations) → sent down, one location for each driver → completed, walking the same
 * locations upward → freed. Whoever holds it owns it: a driver that has passed it on or completed it must not touch it
 * again.
 *
 * <pre>{@code
 *  location 4   upper filter     skip:  the next driver gets my location
 *  location 3   function driver  copy:  the next driver gets a copy, I set a completion routine
 *  location 2   lower filter
 *  location 1   bus driver       complete: and the routines run, upwards
 * }</pre>
 */
public final class Irp implements KernelObject {
    // One array, walked down and up. Location n is locations[n - 1]; currentLocation starts at stackCount + 1, above
    // all.
    // Invariant while the IRP lives: 0 < currentLocation <= stackCount + 1; the last stage of completion leaves
    // stackCount + 2, which is how a second completion is noticed.
    private final IoManager io;
    private final int number;
    private final IoStackLocation[] locations;
    private int currentLocation;
    private String name;

    // Touched by the owner.
    private NtStatus status = NtStatus.STATUS_SUCCESS;
    private long information;
    private Object result;
    private boolean pendingReturned;
    private final Object[] driverContext = new Object[4];

    // Touched by the owner and by IoCancelIrp.
    private boolean cancel;
    private Irql cancelIrql = Irql.PASSIVE_LEVEL;
    private CancelRoutine cancelRoutine;

    // Set by the I/O manager when it makes the IRP.
    final boolean driverAllocated;
    byte[] systemBuffer;
    byte[] userBuffer;
    FileObject originalFileObject;
    KThread thread;
    IoStatusBlock userIosb;
    KEvent userEvent;
    boolean deferIoCompletion;
    private boolean freed;
    private boolean finished;

    Irp(IoManager io, int stackSize, boolean driverAllocated) {
        this.io = io;
        this.number = io.kernel().nextNumber("irp");
        this.driverAllocated = driverAllocated;
        this.locations = new IoStackLocation[stackSize];
        for (int i = 0; i < stackSize; i++) {
            locations[i] = new IoStackLocation();
        }
        this.currentLocation = stackSize + 1;
    }

    // ---- The stack.

    /** How many locations there are. */
    public int stackCount() {
        return locations.length;
    }

    /** Which location is current: 1 is the lowest; {@code stackCount() + 1} means not yet sent, or back at its creator. */
    public int currentLocation() {
        return currentLocation;
    }

    /**
     * IoGetCurrentIrpStackLocation: the caller's location.
     *
     * @irql any
     */
    public IoStackLocation location() {
        mustBeAlive("IoGetCurrentIrpStackLocation");
        if (currentLocation > locations.length) {
            throw new IllegalStateException(
                    objectName() + " has no current stack location: it was not sent yet, or it is"
                            + " back at its creator, who has no location of its own; use nextLocation() to fill it");
        }
        return locations[currentLocation - 1];
    }

    /**
     * IoGetNextIrpStackLocation: the location that the next driver will get.
     *
     * @irql any
     * @bugcheck 0x35 when there is none
     */
    public IoStackLocation nextLocation() {
        mustBeAlive("IoGetNextIrpStackLocation");
        if (currentLocation <= 1) {
            throw noMoreLocations("IoGetNextIrpStackLocation");
        }
        return locations[currentLocation - 2];
    }

    /** A location by number, 1 the lowest, for debugger views. */
    public IoStackLocation location(int locationNumber) {
        return locations[locationNumber - 1];
    }

    /**
     * IoSkipCurrentIrpStackLocation: the next driver gets this driver's location as it is, with whatever completion
     * routine is in it.
     *
     * @irql any
     */
    public void skipLocation() {
        kernel().step(IoStep.IO_SKIP_CURRENT, this, null, null);
        location(); // a creator without a location of its own has none to skip
        currentLocation++;
    }

    /**
     * IoCopyCurrentIrpStackLocationToNext: copies the request, without the completion routine.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void copyLocationToNext() {
        kernel().step(IoStep.IO_COPY_CURRENT, this, null, null);
        nextLocation().copyRequestFrom(location());
    }

    /**
     * IoSetCompletionRoutine: asks to be called when the drivers below are done.
     *
     * @irql at most DISPATCH_LEVEL
     * @param routine what to call
     * @param context what to give it
     */
    public void setCompletionRoutine(
            CompletionRoutine routine, Object context, boolean onSuccess, boolean onError, boolean onCancel) {
        kernel().step(IoStep.IO_SET_COMPLETION_ROUTINE, this, null, null);
        IoStackLocation next = nextLocation();
        next.completionRoutine = routine;
        next.context = context;
        next.control = (onSuccess ? IoStackLocation.SL_INVOKE_ON_SUCCESS : 0)
                | (onError ? IoStackLocation.SL_INVOKE_ON_ERROR : 0)
                | (onCancel ? IoStackLocation.SL_INVOKE_ON_CANCEL : 0);
    }

    /**
     * IoMarkIrpPending: says that the dispatch routine will return {@code STATUS_PENDING}. Call it before the IRP is handed
     * over, because whoever gets it may complete it at once.
     *
     * @irql any
     */
    public void markPending() {
        kernel().step(IoStep.IO_MARK_IRP_PENDING, this, null, null);
        location().control |= IoStackLocation.SL_PENDING_RETURNED;
    }

    /** Moves to the next location for a device: the first half of IoCallDriver. */
    void moveDownTo(DeviceObject device) {
        if (currentLocation <= 1) {
            throw noMoreLocations("IoCallDriver to " + device.objectName());
        }
        currentLocation--;
        locations[currentLocation - 1].device = device;
    }

    private Error noMoreLocations(String routine) {
        return kernel().bugCheck(BugCheck.of(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS, "out of stack locations")
                .parameters(this)
                .what(routine + " needs a stack location, but " + objectName() + " was made with " + locations.length
                        + " and all are in use")
                .todo("allocate the IRP with the StackSize of the device it is sent to; skip where no completion"
                        + " routine is set")
                .about(this)
                .build());
    }

    // ---- The outcome.

    /** IoStatus.Status. */
    public NtStatus status() {
        mustBeAlive("reading IoStatus.Status");
        return status;
    }

    /** Sets IoStatus.Status. */
    public void setStatus(NtStatus newStatus) {
        mustBeAlive("writing IoStatus.Status");
        status = newStatus;
    }

    /** IoStatus.Information as a number: bytes moved, or flags. */
    public long information() {
        mustBeAlive("reading IoStatus.Information");
        return information;
    }

    /** Sets IoStatus.Information to a number. */
    public void setInformation(long value) {
        mustBeAlive("writing IoStatus.Information");
        information = value;
    }

    /** IoStatus.Information as a pointer: what a PnP query answers. */
    public Object result() {
        mustBeAlive("reading IoStatus.Information");
        return result;
    }

    /** Sets IoStatus.Information to a pointer. */
    public void setResult(Object value) {
        mustBeAlive("writing IoStatus.Information");
        result = value;
    }

    /** AssociatedIrp.SystemBuffer; null when the request has none. */
    public byte[] systemBuffer() {
        mustBeAlive("AssociatedIrp.SystemBuffer");
        return systemBuffer;
    }

    /** PendingReturned: in a completion routine, whether the driver below had marked the IRP pending. */
    public boolean pendingReturned() {
        mustBeAlive("reading PendingReturned");
        return pendingReturned;
    }

    /** Tail.Overlay.DriverContext: scratch for the driver that holds the IRP; [3] belongs to a cancel-safe queue. */
    public Object[] driverContext() {
        mustBeAlive("Tail.Overlay.DriverContext");
        return driverContext;
    }

    /**
     * Sets the status and completes: the two lines that end most dispatch routines.
     *
     * @irql at most DISPATCH_LEVEL
     * @return {@code newStatus}, for the dispatch routine to return
     */
    public NtStatus complete(NtStatus newStatus) {
        if (!freed) {
            status = newStatus;
        }
        complete();
        return newStatus;
    }

    /**
     * IoCompleteRequest with IO_NO_INCREMENT: this driver and all above are done, unless a completion routine keeps the
     * IRP.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x44 when the IRP was completed before
     * @source learn.microsoft.com, nf-wdm-iocompleterequest
     */
    public void complete() {
        kernel().step(IoStep.IO_COMPLETE_REQUEST, this, status, currentDevice());
        if (freed || finished || currentLocation > locations.length + 1) {
            throw kernel().bugCheck(BugCheck.of(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS, "IRP completed twice")
                    .parameters(this)
                    .what("IoCompleteRequest on " + objectName() + ", which has been completed before")
                    .todo("find the two drivers that both believe they own the IRP; after IoCallDriver or"
                            + " IoCompleteRequest a driver owns it no longer")
                    .about(this)
                    .build());
        }
        walkUp();
    }

    /** The device whose driver has the IRP now; null at its creator. */
    private DeviceObject currentDevice() {
        return currentLocation >= 1 && currentLocation <= locations.length
                ? locations[currentLocation - 1].device
                : null;
    }

    private void walkUp() {
        while (currentLocation <= locations.length) {
            IoStackLocation location = locations[currentLocation - 1];
            currentLocation++;
            pendingReturned = (location.control & IoStackLocation.SL_PENDING_RETURNED) != 0;
            if (invokes(location)) {
                CompletionRoutine routine = location.completionRoutine;
                Object context = location.context;
                location.clear();
                DeviceObject device =
                        currentLocation <= locations.length ? locations[currentLocation - 1].device : null;
                if (callRoutine(routine, device, context) == NtStatus.STATUS_MORE_PROCESSING_REQUIRED) {
                    return;
                }
            } else {
                location.clear();
                if (pendingReturned && currentLocation <= locations.length) {
                    locations[currentLocation - 1].control |= IoStackLocation.SL_PENDING_RETURNED;
                }
            }
        }
        finish();
    }

    private boolean invokes(IoStackLocation location) {
        if (location.completionRoutine == null) {
            return false;
        }
        int wanted = status.isSuccess() ? IoStackLocation.SL_INVOKE_ON_SUCCESS : IoStackLocation.SL_INVOKE_ON_ERROR;
        return (location.control & wanted) != 0
                || (cancel && (location.control & IoStackLocation.SL_INVOKE_ON_CANCEL) != 0);
    }

    private NtStatus callRoutine(CompletionRoutine routine, DeviceObject device, Object context) {
        Kernel kernel = kernel();
        kernel.note(IoStep.COMPLETION_ENTER, device, this, null);
        KThread me = kernel.currentThread();
        me.enter(
                new KThread.Frame(device == null ? null : device.driver(), device, "completion routine", objectName()));
        NtStatus answer;
        try {
            answer = routine.completed(device, this, context);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        kernel.note(IoStep.COMPLETION_RETURN, device, this, answer);
        return answer;
    }

    /** The last stage: all locations are unwound. */
    private void finish() {
        currentLocation = locations.length + 2;
        finished = true;
        kernel().note(IoStep.IRP_FINISHED, this, status, null);
        freed = true;
        io.irpGone(this);
        if (pendingReturned || !deferIoCompletion) {
            tellRequester();
        }
    }

    /**
     * The APC stage: copies what was read, and writes the requester's status block and event; the two are left alone by an
     * error that was never pended, since the requester learns it from the return value.
     *
     * <p>A requester that deferred completion does this itself when IoCallDriver answers anything but PENDING. So when
     * PENDING was returned, but the top location's pending bit is not set, nobody does it, and the requester waits for ever:
     * the price of a completion routine that forgets IoMarkIrpPending.
     */
    void tellRequester() {
        if (systemBuffer != null && userBuffer != null && !status.isError()) {
            System.arraycopy(systemBuffer, 0, userBuffer, 0, (int)
                    Math.min(information, Math.min(userBuffer.length, systemBuffer.length)));
        }
        if (status.isError() && !pendingReturned) {
            return;
        }
        if (userIosb != null) {
            userIosb.status = status;
            userIosb.information = information;
            userIosb.result = result;
        }
        if (userEvent != null) {
            userEvent.setNow();
        }
    }

    /** True once completion has reached the originator. */
    boolean isFinished() {
        return finished;
    }

    /**
     * IoFreeIrp: frees an IRP made by IoAllocateIrp that no driver holds any more.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC9, 0x01 when it was freed before; 0x20A when drivers below still have it; 0x20C when the I/O manager
     *     made it
     */
    public void free() {
        kernel().step(IoStep.IO_FREE_IRP, this, null, null);
        if (freed || !driverAllocated || currentLocation <= locations.length) {
            int sub = freed ? 0x01 : driverAllocated ? 0x20A : 0x20C;
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION,
                            "IoFreeIrp on an IRP that is not the caller's")
                    .parameters(sub, this)
                    .what("IoFreeIrp on " + objectName()
                            + (freed
                                    ? ", which was freed before"
                                    : driverAllocated
                                            ? ", which drivers below still have"
                                            : ", which the I/O manager made and frees itself"))
                    .todo(
                            "free an IRP once, in its completion routine, and return STATUS_MORE_PROCESSING_REQUIRED there")
                    .about(this)
                    .build());
        }
        freed = true;
        io.irpGone(this);
    }

    /** True once nobody may touch it. */
    public boolean isFreed() {
        return freed;
    }

    private void mustBeAlive(String routine) {
        if (freed) {
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, "IRP used after it was completed")
                    .parameters(this, 0)
                    .what(routine + " on " + objectName() + ", which was completed and freed")
                    .todo("copy what you need from an IRP before you pass it down or complete it")
                    .about(this)
                    .build());
        }
    }

    // ---- Cancellation.

    /** Cancel: IoCancelIrp was called. */
    public boolean isCancelled() {
        mustBeAlive("reading Cancel");
        return cancel;
    }

    /** CancelIrql: what the cancel routine gives to {@link IoManager#releaseCancelSpinLock}. */
    public Irql cancelIrql() {
        return cancelIrql;
    }

    /** The cancel routine, for debugger views and the verifier. */
    public CancelRoutine cancelRoutine() {
        return cancelRoutine;
    }

    /**
     * IoSetCancelRoutine: sets the cancel routine, or takes it back.
     *
     * @irql at most DISPATCH_LEVEL
     * @param routine null to take it back
     * @return what was set before; null when the cancel routine is about to run or has run
     */
    public CancelRoutine setCancelRoutine(CancelRoutine routine) {
        TraceEvent event = kernel().step(IoStep.IO_SET_CANCEL_ROUTINE, this, routine == null ? "none" : "set", null);
        mustBeAlive("IoSetCancelRoutine");
        CancelRoutine before = cancelRoutine;
        cancelRoutine = routine;
        kernel().answer(event, before == null ? "none" : "set");
        return before;
    }

    /**
     * IoCancelIrp: marks the IRP cancelled and calls its cancel routine, if it has one.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when a cancel routine ran, which does not mean that the IRP is completed
     * @bugcheck 0x48 when the IRP was completed with its cancel routine set
     */
    public boolean cancel() {
        return cancel(true);
    }

    /**
     * Cancels for the I/O manager, which keeps a finished IRP's memory until its requester has heard of it: to come too late
     * is no mistake.
     */
    void cancelUnlessFinished() {
        cancel(false);
    }

    private boolean cancel(boolean mustBeAlive) {
        TraceEvent event = kernel().step(IoStep.IO_CANCEL_IRP, this, null, null);
        Irql old = io.acquireCancelSpinLock();
        if (finished && cancelRoutine != null) {
            throw kernel().bugCheck(BugCheck.of(
                            BugCheckCode.CANCEL_STATE_IN_COMPLETED_IRP, "IRP completed with its cancel routine set")
                    .parameters(this)
                    .what("IoCancelIrp on " + objectName() + ", which was completed while its cancel routine was set")
                    .todo("take the cancel routine back with IoSetCancelRoutine(NULL) before completing")
                    .about(this)
                    .build());
        }
        if (mustBeAlive) {
            mustBeAlive("IoCancelIrp");
        }
        cancel = true;
        CancelRoutine routine = cancelRoutine;
        cancelRoutine = null;
        if (routine == null) {
            io.releaseCancelSpinLock(old);
            return kernel().answer(event, false);
        }
        cancelIrql = old;
        DeviceObject device = currentLocation <= locations.length ? location().device : null;
        callCancel(routine, device);
        return kernel().answer(event, true);
    }

    private void callCancel(CancelRoutine routine, DeviceObject device) {
        Kernel kernel = kernel();
        kernel.note(IoStep.CANCEL_ENTER, device, this, null);
        KThread me = kernel.currentThread();
        me.enter(new KThread.Frame(device == null ? null : device.driver(), device, "cancel routine", objectName()));
        try {
            routine.cancel(device, this);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        io.mustNotHoldCancelLock(this);
        kernel.note(IoStep.CANCEL_RETURN, device, this, null);
    }

    Kernel kernel() {
        return io.kernel();
    }

    @Override
    public String objectName() {
        if (name == null) {
            name = "irp#" + number;
        }
        return name;
    }

    @Override
    public String toString() {
        String state = freed
                ? "freed"
                : currentLocation > locations.length
                        ? "at its creator"
                        : request().toString();
        return objectName() + " [" + state + ", location " + currentLocation + " of " + locations.length + "]";
    }

    /** What is asked at the current location, or at the next one while the IRP is above all. */
    public Object request() {
        int index = Math.min(currentLocation, locations.length);
        return index < 1 ? "nothing" : locations[index - 1].request();
    }
}
