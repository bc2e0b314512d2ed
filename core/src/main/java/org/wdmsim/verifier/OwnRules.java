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

    /** StartIoRecursion: IoStartNextPacket inside StartIo needs DeferredStartIo. */
    public static final int START_IO_RECURSION = 0x57440010;

    private OwnRules() {}
}
