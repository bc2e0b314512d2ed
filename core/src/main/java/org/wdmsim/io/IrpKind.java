package org.wdmsim.io;

/** Who made an IRP, and so who frees it. */
enum IrpKind {
    /** By the I/O manager or the PnP manager, for a request of the system's own or of a program. */
    SYSTEM(false),
    /** By IoBuildSynchronousFsdRequest or IoBuildDeviceIoControlRequest: bound to its thread. */
    THREADED(false),
    /** By IoMakeAssociatedIrp: its completion counts down the master's. */
    ASSOCIATED(false),
    /** By IoBuildAsynchronousFsdRequest. */
    ASYNCHRONOUS(true),
    /** By IoAllocateIrp. */
    ALLOCATED(true),
    /** In memory of the driver's own, by IoInitializeIrp. */
    INITIALIZED(true);

    private final boolean freedByDriver;

    IrpKind(boolean freedByDriver) {
        this.freedByDriver = freedByDriver;
    }

    boolean isFreedByDriver() {
        return freedByDriver;
    }
}
