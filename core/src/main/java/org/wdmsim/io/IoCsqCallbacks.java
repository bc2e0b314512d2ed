package org.wdmsim.io;

import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;

/** What a driver gives a cancel-safe queue: how its own list and lock work. The queue never looks into them. */
public interface IoCsqCallbacks {
    /**
     * CsqInsertIrp, CsqInsertIrpEx: puts the IRP into the list. Called under the lock.
     *
     * @param insertContext what was given to {@link IoCsq#insertEx}; null from {@link IoCsq#insert(Irp, IoCsqIrpContext)}
     * @return not a success to refuse: the IRP is not queued then and stays with the caller
     */
    NtStatus insertIrp(IoCsq queue, Irp irp, Object insertContext);

    /** CsqRemoveIrp: takes the IRP out of the list. Called under the lock. */
    void removeIrp(IoCsq queue, Irp irp);

    /**
     * CsqPeekNextIrp: the next IRP of the list that matches. Called under the lock.
     *
     * @param after the one to begin behind; null for the beginning
     * @param peekContext what was given to {@link IoCsq#removeNext(Object)}; null for any
     * @return null when there is none
     */
    Irp peekNextIrp(IoCsq queue, Irp after, Object peekContext);

    /** CsqAcquireLock: answers the IRQL before. */
    Irql acquireLock(IoCsq queue);

    /** CsqReleaseLock. */
    void releaseLock(IoCsq queue, Irql irql);

    /** CsqCompleteCanceledIrp: completes with {@code STATUS_CANCELLED}, and releases what was held for the IRP. */
    void completeCanceledIrp(IoCsq queue, Irp irp);
}
