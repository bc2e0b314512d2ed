package org.wdmsim.ke;

/** What a simulated device does when its registers are touched. It knows nothing of drivers. */
public interface HardwareModel {
    /**
     * Somebody reads a register.
     *
     * @param register its offset
     */
    int read(Hardware hardware, int register);

    /**
     * Somebody writes a register. What the device does later it asks for with {@link Hardware#after}.
     *
     * @param register its offset
     */
    void write(Hardware hardware, int register, int value);
}
