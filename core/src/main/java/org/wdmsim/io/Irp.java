package org.wdmsim.io;

import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

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
public final class Irp extends CancelRace implements KernelObject {
    // One array, walked down and up. Location n is locations[n - 1]; currentLocation starts at stackCount + 1, above
    // all.
    // Invariant while the IRP lives: 0 < currentLocation <= stackCount + 1; the last stage of completion leaves
    // stackCount + 2, which is how a second completion is noticed.
    // What a request does on its way stands in IrpDispatch (down), IrpCompletion (up) and IrpCancellation; this class
    // keeps the state. Sizes matter: an IRP of eight locations is about 500 bytes.
    private final IoManager io;
    final IoStackLocation[] locations;
    private String name;
    private boolean listed;

    // Touched by the owner.
    int currentLocation;
    int stage;
    NtStatus status = NtStatus.STATUS_SUCCESS;
    long information;
    Object result;
    boolean pendingReturned;
    boolean freed;
    private Object[] driverContext;

    // Touched by the owner and by IoCancelIrp, like the fields of CancelRace.
    Irql cancelIrql = Irql.PASSIVE_LEVEL;

    // Set when the IRP is made.
    private final IrpKind kind;
    boolean deferIoCompletion;
    byte[] systemBuffer;
    byte[] userBuffer;
    FileObject originalFileObject;
    KThread thread;
    IoStatusBlock userIosb;
    KEvent userEvent;

    Irp(IoManager io, int stackSize, IrpKind kind) {
        this.io = io;
        this.kind = kind;
        this.locations = new IoStackLocation[stackSize];
        for (int i = 0; i < stackSize; i++) {
            locations[i] = new IoStackLocation();
        }
        this.currentLocation = stackSize + 1;
        this.listed = io.irps().made(this);
        if (listed) {
            objectName(); // IRPs that somebody follows are numbered in the order of their making
        }
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
            throw IrpFaults.noMoreLocations(this, "IoGetNextIrpStackLocation");
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
        nextLocation()
                .setRoutine(
                        routine,
                        context,
                        (onSuccess ? IoStackLocation.SL_INVOKE_ON_SUCCESS : 0)
                                | (onError ? IoStackLocation.SL_INVOKE_ON_ERROR : 0)
                                | (onCancel ? IoStackLocation.SL_INVOKE_ON_CANCEL : 0));
    }

    /**
     * IoMarkIrpPending: says that the dispatch routine will return {@code STATUS_PENDING}. Call it before the IRP is handed
     * over, because whoever gets it may complete it at once.
     *
     * @irql any
     */
    public void markPending() {
        kernel().step(IoStep.IO_MARK_IRP_PENDING, this, null, null);
        location().markPending();
    }

    /** The device whose driver has the IRP now; null at its creator. */
    DeviceObject currentDevice() {
        return currentLocation >= 1 && currentLocation <= locations.length
                ? locations[currentLocation - 1].device
                : null;
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
        if (driverContext == null) {
            driverContext = new Object[4];
        }
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
        IrpCompletion.complete(this);
    }

    /** True once completion has reached the originator. */
    boolean isFinished() {
        return stage == IrpCompletion.FINISHED;
    }

    // ---- Memory.

    /**
     * IoFreeIrp: frees an IRP of the driver's own that no driver holds any more.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC9, 0x01 when it was freed before; 0x20A when drivers below still have it; 0x20C when the I/O manager
     *     made it
     */
    public void free() {
        kernel().step(IoStep.IO_FREE_IRP, this, null, null);
        if (freed || !kind.isFreedByDriver() || currentLocation <= locations.length) {
            throw IrpFaults.badFree(this);
        }
        gone();
    }

    /** Nobody may touch it from now on. */
    void gone() {
        freed = true;
        io.irps().gone(this, listed);
    }

    /** True once nobody may touch it. */
    public boolean isFreed() {
        return freed;
    }

    IrpKind kind() {
        return kind;
    }

    void mustBeAlive(String routine) {
        if (freed) {
            throw IrpFaults.usedAfterFree(this, routine);
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
        return IrpCancellation.setRoutine(this, routine);
    }

    /**
     * IoCancelIrp: marks the IRP cancelled and calls its cancel routine, if it has one.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when a cancel routine ran, which does not mean that the IRP is completed
     * @bugcheck 0x48 when the IRP was completed with its cancel routine set
     */
    public boolean cancel() {
        return IrpCancellation.cancel(this, true);
    }

    /**
     * Cancels for the I/O manager, which keeps a finished IRP's memory until its requester has heard of it: to come too late
     * is no mistake.
     */
    void cancelUnlessFinished() {
        IrpCancellation.cancel(this, false);
    }

    private void nameIt() {
        kernel().lock();
        try {
            if (name == null) {
                name = kernel().nextName("irp");
            }
        } finally {
            kernel().unlock();
        }
    }

    Kernel kernel() {
        return io.kernel();
    }

    IoManager io() {
        return io;
    }

    @Override
    public String objectName() {
        if (name == null) {
            nameIt();
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
