package org.wdmsim.base;

/**
 * Anything a step acts on. It is called by kind and number, {@code irp#12}, never by hash or address, so that two runs
 * print the same text.
 */
public interface KernelObject {
    /** The object's name in traces and reports: stable over its life, and the same in every run of the same schedule. */
    String objectName();

    /**
     * A number by which those who follow what steps touch know the object; 0 for an object that has none, so that who
     * touches it may have touched anything.
     */
    default int touchId() {
        return 0;
    }
}
