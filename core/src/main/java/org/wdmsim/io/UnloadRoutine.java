package org.wdmsim.io;

/** DRIVER_UNLOAD: undoes what DriverEntry did. */
@FunctionalInterface
public interface UnloadRoutine {
    /**
     * Called after the last of the driver's devices is gone.
     *
     * @irql PASSIVE_LEVEL, in a system thread
     */
    void unload(DriverObject driver);
}
