package org.wdmsim.ob;

import org.wdmsim.base.KernelObject;

/**
 * OBJECT_TYPE: what happens to objects of a kind when nobody holds them any more.
 *
 * <p>Both routines run at PASSIVE_LEVEL. For a file object, closed is IRP_MJ_CLEANUP and deleted is IRP_MJ_CLOSE.
 */
public interface ObjectType {
    /** The type's name: "File", "Device", "Event". */
    String name();

    /** CloseProcedure: a handle was closed, in the thread that closed it. {@code last} when no handle is left. */
    default void closed(KernelObject object, boolean last) {}

    /** DeleteProcedure: the last reference is gone, and the object with it. */
    default void deleted(KernelObject object) {}

    /** True when the two routines tell the trace themselves. */
    default boolean isAnnounced() {
        return false;
    }

    /** How many references the system itself holds now: whoever gives one of them up gave up one too many. */
    default int heldBySystem(KernelObject object) {
        return 0;
    }

    /** What the report of a wrong count advises. */
    default String remedy() {
        return "give up each reference once; keep one for as long as the pointer is used";
    }

    /** A type without routines. */
    static ObjectType named(String name) {
        return () -> name;
    }
}
