package org.wdmsim.io;

/**
 * Where a device stands in the eyes of one of its drivers, and what the driver may do for a request in that state.
 *
 * <p>A dispatch routine asks in this order: {@link #acceptsIo} (else complete with a failure), then {@link #holdsIo}
 * (then queue), else go on. CLEANUP, CLOSE, POWER and PNP are served in every state.
 *
 * @source learn.microsoft.com, "State Transitions for PnP Devices"
 */
public enum DriverPnpState {
    /** NotStarted: AddDevice has attached the driver; the hardware may not be touched yet. */
    NOT_STARTED(false, false, false),
    /** Started: START succeeded, requests go to the hardware. */
    STARTED(true, true, false),
    /** StopPending: a query-stop was accepted; new requests wait, those in progress finish. */
    STOP_PENDING(true, true, true),
    /** Stopped: the resources are gone for a while; requests wait for the next START. */
    STOPPED(true, true, true),
    /** RemovePending: a query-remove was accepted; requests go on, new opens are refused. */
    REMOVE_PENDING(false, true, false),
    /** SurpriseRemoved: the hardware is gone; requests fail at once, handles may still close. */
    SURPRISE_REMOVED(false, false, false),
    /** Deleted: REMOVE arrived; the device object is about to vanish. */
    REMOVED(false, false, false);

    private final boolean create;
    private final boolean io;
    private final boolean hold;

    DriverPnpState(boolean create, boolean io, boolean hold) {
        this.create = create;
        this.io = io;
        this.hold = hold;
    }

    /** False when IRP_MJ_CREATE is to be failed. True also where it waits: ask {@link #holdsIo}. */
    public boolean acceptsCreate() {
        return create;
    }

    /**
     * True when new requests wait in a queue until the next START or the cancel.
     *
     * @differs in StopPending Windows leaves it to the driver to hold or to go on until STOP; here it holds
     */
    public boolean holdsIo() {
        return hold;
    }

    /** False when a request that would touch the hardware is to be failed. True also where it waits. */
    public boolean acceptsIo() {
        return io;
    }
}
