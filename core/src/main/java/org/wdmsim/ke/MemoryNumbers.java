package org.wdmsim.ke;

/** Knows by which numbers arrays are known to those who follow what is touched. */
public interface MemoryNumbers {
    /** An array has been made by the running thread. */
    void made(Object array);

    /** An object has been made that shows an array: who looks into the one looks into the other. */
    void shows(Object view, Object array);

    /** The first of {@link Footprint#PARTS} numbers of an array; 0 when nobody knows who made it. */
    int of(Object array);
}
