package org.wdmsim.verifier;

/**
 * Identifiers of rules that have none in Windows: static-only rules of the WDK that a run can check too, and rules of our
 * own. The range, "WD" in the upper half, is outside every documented one.
 */
public final class OwnRules {
    /** RemoveLockCheck: detach and delete only after release-and-wait; here: not while somebody else holds a share. */
    public static final int REMOVE_LOCK_CHECK = 0x57440001;
    /** A remove lock used before IoInitializeRemoveLock. */
    public static final int REMOVE_LOCK_UNINITIALIZED = 0x57440002;
    /** A block given to a lookaside list that it did not come from. */
    public static final int LOOKASIDE_WRONG_LIST = 0x57440E01;
    /** ERESOURCE: used after ExDeleteResourceLite, or deleted or re-initialised while somebody has it. */
    public static final int RESOURCE_LIFE = 0x57440E02;
    /** ERESOURCE: converted by a thread that has no exclusive access. */
    public static final int RESOURCE_CONVERTED_BY_STRANGER = 0x57440E03;
    /** Rundown protection released more often than it was acquired. */
    public static final int RUNDOWN_UNDERFLOW = 0x57440E04;
    /** Rundown protection: waited for by two threads, or re-initialised or completed when it was not run down. */
    public static final int RUNDOWN_ORDER = 0x57440E05;
    /** A list used with another spin lock than before. */
    public static final int LIST_WITH_TWO_LOCKS = 0x57440E06;

    /** A wait inside DispatchPower: power dispatch never blocks. */
    public static final int POWER_DISPATCH_WAITS = 0x57440020;
    /** PowerIrpDDIs: a routine that demands PASSIVE_LEVEL inside the dispatch of a SET_POWER. */
    public static final int POWER_IRP_DDIS = 0x57440021;
    /** PowerDownFail and PowerUpFail: a driver fails a SET_POWER that it must not fail. */
    public static final int POWER_SET_FAILED = 0x57440022;
    /** A device leaves while a WAIT_WAKE of its driver is still pending. */
    public static final int WAIT_WAKE_PENDING = 0x57440023;
    /** A device is deleted while it is registered for idle detection. */
    public static final int IDLE_DETECTION_LEFT = 0x57440024;
    /** DO_POWER_PAGABLE and DO_POWER_INRUSH exclude each other. */
    public static final int PAGABLE_AND_INRUSH = 0x57440025;
    /** The major or minor function of a power IRP was changed on its way. */
    public static final int POWER_REQUEST_CHANGED = 0x57440026;
    /** StartIoRecursion: IoStartNextPacket inside StartIo needs DeferredStartIo. */
    public static final int START_IO_RECURSION = 0x57440010;

    /** Two accesses to the same memory, one of them a write, that nothing orders; looked for when fields are watched. */
    public static final int UNSYNCHRONIZED_ACCESS = 0x57440030;

    /** Two fields that are changed together, and were seen one before a change and the other after it. */
    public static final int TORN_PROTOCOL = 0x57440031;

    private OwnRules() {}
}
