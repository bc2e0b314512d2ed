package org.wdmsim.io;

/** IO_CSQ_IRP_CONTEXT: by which a driver asks for one certain IRP of a queue ({@link IoCsq#remove}). */
public final class IoCsqIrpContext {
    // Touched under the queue's lock.
    Irp irp;

    /** A context for no IRP yet. */
    public IoCsqIrpContext() {}
}
