package org.wdmsim.pnp.state;

/**
 * What happened to a device node, named for what arrived.
 *
 * <p>A request counts when its answer is known: {@code REMOVE} means that REMOVE_DEVICE has returned from the stack.
 * The exceptions end in {@code _SENT}. Two things are not events, because no state depends on them. The last close: the
 * REMOVE that follows it says it all. A SURPRISE_REMOVAL that finds no handles open: REMOVE follows at once, and the
 * devnode waits for it where it is. An EJECT reaches the table as what it brings about: REMOVE, then MISSING.
 */
public enum DevnodeEvent {
    // Building.

    /** A PDO that has no devnode stands in a BusRelations answer. */
    PDO_REPORTED,
    /** The ids, capabilities, text and resources have been read. */
    IDS_QUERIED,
    /** No driver is to be added: none is installed, the device is disabled, or it has another problem set. */
    NO_DRIVER,
    /** AddDevice of every driver has succeeded; a raw device has none and is added too. */
    ADD_SUCCEEDED,
    /** AddDevice of a driver failed: problem 31. */
    ADD_FAILED,
    /** Resources have been granted, perhaps none because none are wanted. */
    RESOURCES_GRANTED,
    /** The resources cannot be granted: problem 12. */
    RESOURCES_DENIED,

    // Starting, for the first time or again.

    /** START_DEVICE has been sent. */
    START_SENT,
    /** START_DEVICE has come back, with whatever result. */
    START_RETURNED,
    /** The result of START is a success. */
    START_SUCCEEDED,
    /** The result of START is a failure: problem 10. */
    START_FAILED,
    /** Capabilities and device state have been asked, the interfaces are live. */
    POST_START_DONE,

    // Working.

    /** QUERY_PNP_DEVICE_STATE answers that the device has failed or is to be removed: problem 43. */
    DEVICE_FAILED,
    /** QUERY_DEVICE_RELATIONS for BusRelations has been sent. */
    ENUMERATE_SENT,
    /** QUERY_DEVICE_RELATIONS has come back, with a list or without. */
    RELATIONS_RETURNED,
    /** New children have their devnodes, missing ones know it. */
    CHILDREN_DIFFED,

    // Rebalancing.

    /** QUERY_STOP_DEVICE succeeded. */
    QUERY_STOP_ACCEPTED,
    /** CANCEL_STOP_DEVICE, also to the stack that refused. */
    CANCEL_STOP,
    /** STOP_DEVICE. */
    STOP,

    // Leaving.

    /** QUERY_REMOVE_DEVICE succeeded and no handle is open. */
    QUERY_REMOVE_ACCEPTED,
    /** CANCEL_REMOVE_DEVICE, also to the stack that refused. */
    CANCEL_REMOVE,
    /** The PDO is not in its bus's last answer, or a device above it leaves without having been asked. */
    MISSING,
    /** SURPRISE_REMOVAL has returned, and handles are still open. */
    SURPRISE_HANDLES_OPEN,
    /** REMOVE_DEVICE, and the bus still reports the PDO. */
    REMOVE,
    /** REMOVE_DEVICE, and the PDO is reported no more: it is missing, or a root device that was uninstalled. */
    REMOVE_UNREPORTED,
    /** The bus itself got REMOVE_DEVICE, and its driver let go of the PDO. */
    PARENT_REMOVED,

    // Coming back.

    /** The problem is cleared: the user enabled the device, or installed a driver for it. */
    RE_ENABLED,
    /** The device was uninstalled and is found again by a scan: its ids are to be read anew. */
    REINSTALLED
}
