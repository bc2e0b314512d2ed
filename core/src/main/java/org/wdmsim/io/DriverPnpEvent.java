package org.wdmsim.io;

/**
 * What a driver tells its own {@link DriverPnpLife}: the PnP request that arrived and was accepted.
 *
 * <p>A request the driver refuses is not told: a failed {@code IRP_MN_START_DEVICE} or a vetoed query changes nothing.
 */
public enum DriverPnpEvent {
    /** IRP_MN_START_DEVICE succeeded here and in every driver below. */
    START,
    /** IRP_MN_QUERY_STOP_DEVICE was accepted. */
    QUERY_STOP,
    /** IRP_MN_CANCEL_STOP_DEVICE, with or without a query before it. */
    CANCEL_STOP,
    /** IRP_MN_STOP_DEVICE: the resources are about to change. */
    STOP,
    /** IRP_MN_QUERY_REMOVE_DEVICE was accepted. */
    QUERY_REMOVE,
    /** IRP_MN_CANCEL_REMOVE_DEVICE, with or without a query before it. */
    CANCEL_REMOVE,
    /** IRP_MN_SURPRISE_REMOVAL: the device is gone or has failed. */
    SURPRISE_REMOVAL,
    /** IRP_MN_REMOVE_DEVICE: the driver leaves the stack. */
    REMOVE
}
