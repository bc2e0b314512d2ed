package org.wdmsim.ob;

import org.wdmsim.base.KernelObject;

/** An object that the object manager counts: device objects and file objects. Steps about its counts name it, not its header. */
public interface ManagedObject extends KernelObject {
    /** Its two counts. */
    ObjectHeader header();
}
