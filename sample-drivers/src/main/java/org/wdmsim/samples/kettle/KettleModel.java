package org.wdmsim.samples.kettle;

import static org.wdmsim.ke.KernelOptions.TICKS_PER_MILLISECOND;

import org.wdmsim.ke.Hardware;
import org.wdmsim.ke.HardwareModel;

/**
 * The kettle itself, as its data sheet describes it: three registers of 32 bits, and a line that it asserts
 * when the water is hot.
 *
 * <pre>
 *   0  COMMAND      write a temperature to heat up to; OFF to stop at once
 *   4  STATUS       read BOILED when the water is hot and the kettle interrupts; write BOILED to take the interrupt back
 *   8  TEMPERATURE  read the temperature of the water
 * </pre>
 *
 * <p>A kettle that is not there reads as {@link #GONE}, as everything does that is not there.
 */
public final class KettleModel implements HardwareModel {
    /** Offset of the command register. */
    public static final int COMMAND = 0;
    /** Offset of the status register. */
    public static final int STATUS = 4;
    /** Offset of the temperature register. */
    public static final int TEMPERATURE = 8;

    /** In COMMAND: stop heating. */
    public static final int OFF = 0;
    /** In STATUS: the water is hot. */
    public static final int BOILED = 1;
    /** What every register reads as when nothing answers. */
    public static final int GONE = -1;

    private static final int MILLISECONDS_PER_DEGREE = 20;

    // Touched when a register is, and when the hardware acts; one at a time.
    private int temperature = 20;
    private int status;
    private int heating;

    /** A kettle with cold water in it. */
    public KettleModel() {}

    @Override
    public int read(Hardware hardware, int register) {
        return switch (register) {
            case STATUS -> status;
            case TEMPERATURE -> temperature;
            default -> 0;
        };
    }

    @Override
    public void write(Hardware hardware, int register, int value) {
        if (register == STATUS) {
            status &= ~value;
            if (status == 0) {
                hardware.endInterrupt();
            }
        } else if (register == COMMAND) {
            int mine = ++heating; // whatever it was heating for is over
            if (value != OFF) {
                long milliseconds = (long) Math.max(0, value - temperature) * MILLISECONDS_PER_DEGREE;
                hardware.after(milliseconds * TICKS_PER_MILLISECOND, () -> hot(hardware, mine, value));
            }
        }
    }

    private void hot(Hardware hardware, int forWhom, int target) {
        if (forWhom == heating) {
            temperature = Math.max(temperature, target);
            status |= BOILED;
            hardware.interrupt();
        }
    }
}
