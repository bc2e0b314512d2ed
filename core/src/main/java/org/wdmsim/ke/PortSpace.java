package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;

/**
 * The I/O ports of a machine: which simulated device answers at which address. A driver gets the address among the
 * translated resources of START_DEVICE, as a {@code CmResourceTypePort}.
 *
 * @differs on Windows a driver gives READ_PORT_ULONG the address at each access; here it looks the device up once and then
 *     reads and writes its registers by their offsets
 */
public final class PortSpace {
    // Under the dispatcher lock.
    private final Kernel kernel;
    private final List<Range> ranges = new ArrayList<>();

    private record Range(long start, long length, Hardware hardware) {}

    PortSpace(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Wires a device to a range of addresses: for whoever builds the machine.
     *
     * @throws IllegalArgumentException when another device answers there
     */
    public void install(long start, long length, Hardware hardware) {
        kernel.lock();
        try {
            for (Range range : ranges) {
                if (start < range.start + range.length && range.start < start + length) {
                    throw new IllegalArgumentException("ports 0x" + Long.toHexString(start) + " to 0x"
                            + Long.toHexString(start + length - 1) + " for " + hardware.objectName()
                            + " overlap those of "
                            + range.hardware.objectName() + "; choose other addresses");
                }
            }
            ranges.add(new Range(start, length, hardware));
        } finally {
            kernel.unlock();
        }
    }

    /** The device that answers at this address; null when none does. */
    public Hardware at(long address) {
        kernel.lock();
        try {
            for (Range range : ranges) {
                if (address >= range.start && address < range.start + range.length) {
                    return range.hardware;
                }
            }
            return null;
        } finally {
            kernel.unlock();
        }
    }
}
