package org.wdmsim.io;

import org.wdmsim.base.NtStatus;

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
public final class Irp extends IrpState {
    // What a request does on its way stands in IrpDispatch (down), IrpCompletion (up) and IrpCancellation; what it
    // carries, in IrpState.
    Irp(IoManager io, int stackSize, IrpKind kind) {
        super(io, stackSize, kind);
    }

    // ---- The stack.
    /** How many locations there are. */
    public int stackCount() {
        return locations.length;
    }

    /** Which location is current: 1 is the lowest; {@code stackCount() + 1} means not yet sent, or back at its creator. */
    public int currentLocation() {
        return Math.abs(currentLocation);
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
        int current = currentLocation;
        if (current <= 1 || current > locations.length) {
            nextLocation().copyRequestFrom(location()); // one of the two says what is wrong
            return;
        }
        locations[current - 2].copyRequestFrom(locations[current - 1]);
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
     * IoSetCompletionRoutineEx: as {@link #setCompletionRoutine}, and keeps the driver loaded until the routine has
     * returned. The IRP must then be sent, or the driver is never unloaded.
     *
     * @irql at most DISPATCH_LEVEL
     * @param own a device of the calling driver
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INSUFFICIENT_RESOURCES}: no routine is set, do not send the IRP
     * @source learn.microsoft.com, nf-wdm-iosetcompletionroutineex
     */
    public NtStatus setCompletionRoutineEx(
            DeviceObject own,
            CompletionRoutine routine,
            Object context,
            boolean onSuccess,
            boolean onError,
            boolean onCancel) {
        return IoBuild.setCompletionRoutineEx(this, own, routine, context, onSuccess, onError, onCancel);
    }

    /**
     * IoSetNextIrpStackLocation: gives the driver that made the IRP a location of its own; it made the IRP with one more
     * than the target needs.
     *
     * @irql any
     * @bugcheck 0x35 when there is none
     */
    public void setNextLocation() {
        kernel().step(IoStep.IO_SET_NEXT_LOCATION, this, null, null);
        nextLocation();
        currentLocation--;
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
                ? locations[currentLocation - 1].device()
                : null;
    }

    // ---- Completing.

    /**
     * Sets the status and completes: the two lines that end most dispatch routines.
     *
     * @irql at most DISPATCH_LEVEL
     * @return {@code newStatus}, for the dispatch routine to return
     */
    public NtStatus complete(NtStatus newStatus) {
        if (status != newStatus && !freed) {
            status = newStatus;
        }
        IrpCompletion.complete(this);
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

    /**
     * IoCompleteRequest with a priority boost for the waiting thread.
     *
     * @irql at most DISPATCH_LEVEL
     * @differs the boost is a line of the trace; who runs next is the scheduling policy's business
     */
    public void complete(PriorityBoost boost) {
        if (boost != PriorityBoost.IO_NO_INCREMENT) {
            kernel().note(IoStep.PRIORITY_BOOST, this, boost, null);
        }
        complete();
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
        if (!kind().isFreedByDriver() || currentLocation <= locations.length || !gone()) {
            throw IrpFaults.badFree(this);
        }
    }

    /**
     * IoReuseIrp: makes an IRP of IoAllocateIrp ready to be filled and sent again.
     *
     * @irql at most DISPATCH_LEVEL
     * @param newStatus the first IoStatus.Status
     * @bugcheck 0xC9, 0x310 while drivers have it; 0x311 when IoBuild... or IoMakeAssociatedIrp made it
     */
    public void reuse(NtStatus newStatus) {
        kernel().step(IoStep.IO_REUSE_IRP, this, newStatus, null);
        IrpMemory.reuse(this, newStatus);
    }

    /**
     * IoInitializeIrp: makes an IRP in memory of the driver's own ({@link IoBuild#irpMemory}).
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC9, 0x20D on an IRP of IoAllocateIrp; 0x310 while drivers have it; 0x311 when IoBuild... or
     *     IoMakeAssociatedIrp made it
     */
    public void initialize() {
        kernel().step(IoStep.IO_INITIALIZE_IRP, this, null, null);
        IrpMemory.initialize(this);
    }

    // ---- Cancellation.

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

    @Override
    public String toString() {
        String state = freed
                ? "freed"
                : currentLocation > locations.length
                        ? "at its creator"
                        : request().toString();
        return objectName() + " [" + state + ", location " + currentLocation() + " of " + locations.length + "]";
    }

    /** What is asked at the current location, or at the next one while the IRP is above all. */
    public Object request() {
        int index = Math.min(currentLocation(), locations.length);
        return index < 1 ? "nothing" : locations[index - 1].request();
    }
}
