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

    /** A type without routines. */
    static ObjectType named(String name) {
        return () -> name;
    }
}
