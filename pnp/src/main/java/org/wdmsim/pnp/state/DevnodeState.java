package org.wdmsim.pnp.state;

import java.util.Locale;

/**
 * Where a device node stands, as the kernel debugger's {@code !devnode} names it.
 *
 * <p>The states of construction run from UNINITIALIZED to STARTED; those of a rebalance and of an enumeration leave
 * STARTED and come back to it; those of departure end in REMOVED, from where a device may be started again, or in
 * DELETED.
 *
 * @source learn.microsoft.com, "!devnode"; the numbers are those the debugger shows
 */
public enum DevnodeState {
    /** DeviceNodeUnspecified. */
    UNSPECIFIED(0x300, "Unspecified", "nobody has reported a PDO yet; never seen in a tree"),
    /** DeviceNodeUninitialized. */
    UNINITIALIZED(0x301, "Uninitialized", "the PDO has been reported, its ids have not been read"),
    /** DeviceNodeInitialized. */
    INITIALIZED(0x302, "Initialized", "ids, capabilities, text and resources have been read; no driver is attached"),
    /** DeviceNodeDriversAdded. */
    DRIVERS_ADDED(0x303, "DriversAdded", "AddDevice of every driver has returned and the stack is built"),
    /** DeviceNodeResourcesAssigned. */
    RESOURCES_ASSIGNED(0x304, "ResourcesAssigned", "the device has been granted its resources"),
    /** DeviceNodeStartPending. */
    START_PENDING(0x305, "StartPending", "START_DEVICE is on its way through the stack"),
    /** DeviceNodeStartCompletion. */
    START_COMPLETION(0x306, "StartCompletion", "START_DEVICE has returned and its result has not been looked at"),
    /** DeviceNodeStartPostWork. */
    START_POST_WORK(0x307, "StartPostWork", "START succeeded; capabilities and device state are being asked again"),
    /** DeviceNodeStarted. */
    STARTED(0x308, "Started", "the device works"),
    /** DeviceNodeQueryStopped. */
    QUERY_STOPPED(0x309, "QueryStopped", "the stack has agreed to give up its resources"),
    /** DeviceNodeStopped. */
    STOPPED(0x30A, "Stopped", "STOP_DEVICE has been sent and requests wait for new resources"),
    /** DeviceNodeRestartCompletion. */
    RESTART_COMPLETION(
            0x30B, "RestartCompletion", "a later START_DEVICE has returned; its result is not looked at yet"),
    /** DeviceNodeEnumeratePending. */
    ENUMERATE_PENDING(0x30C, "EnumeratePending", "the stack has been asked for its children"),
    /** DeviceNodeEnumerateCompletion. */
    ENUMERATE_COMPLETION(0x30D, "EnumerateCompletion", "the list of children has come and is compared with the tree"),
    /** DeviceNodeAwaitingQueuedDeletion. */
    AWAITING_QUEUED_DELETION(0x30E, "AwaitingQueuedDeletion", "the device is gone; its removal waits in the queue"),
    /** DeviceNodeAwaitingQueuedRemoval. */
    AWAITING_QUEUED_REMOVAL(0x30F, "AwaitingQueuedRemoval", "the device failed; its removal waits, the devnode stays"),
    /** DeviceNodeQueryRemoved. */
    QUERY_REMOVED(0x310, "QueryRemoved", "the stack has agreed to be removed"),
    /** DeviceNodeRemovePendingCloses. */
    REMOVE_PENDING_CLOSES(
            0x311, "RemovePendingCloses", "SURPRISE_REMOVAL was sent, handles are open; the PDO is still reported"),
    /** DeviceNodeRemoved. */
    REMOVED(0x312, "Removed", "REMOVE_DEVICE was sent; the PDO is still reported and may be started again"),
    /** DeviceNodeDeletePendingCloses. */
    DELETE_PENDING_CLOSES(
            0x313, "DeletePendingCloses", "SURPRISE_REMOVAL was sent, handles are open; the devnode left the tree"),
    /** DeviceNodeDeleted. */
    DELETED(0x314, "Deleted", "REMOVE_DEVICE was sent and the devnode left the tree; the PDO is being freed");

    private final int value;
    private final String windowsName;
    private final String meaning;

    DevnodeState(int value, String windowsName, String meaning) {
        this.value = value;
        this.windowsName = windowsName;
        this.meaning = meaning;
    }

    /** The number in a device node, 0x308 for STARTED. */
    public int value() {
        return value;
    }

    /** The name in Windows without its prefix, {@code Started}. */
    public String windowsName() {
        return windowsName;
    }

    /** As the debugger prints it, {@code DeviceNodeStarted (0x308)}. */
    public String debuggerName() {
        return String.format(Locale.ROOT, "DeviceNode%s (0x%x)", windowsName, value);
    }

    /** What is true of a device in this state, in one sentence without capital and full stop. */
    public String meaning() {
        return meaning;
    }
}
