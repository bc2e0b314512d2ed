package org.wdmsim.io;

import java.util.Locale;

/**
 * An I/O control code, taken apart: what CTL_CODE puts together.
 *
 * <pre>{@code
 * static final int IOCTL_TOASTER_EJECT =
 *         ControlCode.of(0x8001, 0x800, Method.METHOD_BUFFERED, ControlCode.FILE_WRITE_ACCESS);
 * }</pre>
 *
 * @param deviceType 16 bits; 0x8000 and above are a vendor's
 * @param function 12 bits; 0x800 and above are a vendor's
 * @param method how the buffers travel
 * @param access what the handle must have been opened for
 * @source learn.microsoft.com, "Defining I/O Control Codes"
 */
public record ControlCode(int deviceType, int function, Method method, int access) {
    /** Any handle will do. */
    public static final int FILE_ANY_ACCESS = 0;
    /** The handle was opened for reading. */
    public static final int FILE_READ_ACCESS = 1;
    /** The handle was opened for writing. */
    public static final int FILE_WRITE_ACCESS = 2;

    /** How the buffers of a device control travel: the low two bits of its code. */
    public enum Method {
        /** Input and output share one system buffer. */
        METHOD_BUFFERED,
        /** Input in a system buffer; an MDL for the output buffer, which the driver reads. */
        METHOD_IN_DIRECT,
        /** Input in a system buffer; an MDL for the output buffer, which the driver writes. */
        METHOD_OUT_DIRECT,
        /** The program's own addresses. */
        METHOD_NEITHER
    }

    /** Refuses numbers that do not fit. */
    public ControlCode {
        if (deviceType < 0 || deviceType > 0xFFFF || function < 0 || function > 0xFFF || access < 0 || access > 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "device type 0x%X, function 0x%X, access %d: they have 16, 12 and 2 bits",
                    deviceType,
                    function,
                    access));
        }
    }

    /** CTL_CODE: the code as a number. */
    public static int of(int deviceType, int function, Method method, int access) {
        return new ControlCode(deviceType, function, method, access).value();
    }

    /** A code taken apart. */
    public static ControlCode of(int code) {
        return new ControlCode(code >>> 16, code >>> 2 & 0xFFF, Method.values()[code & 3], code >>> 14 & 3);
    }

    /** The code as a number. */
    public int value() {
        return deviceType << 16 | access << 14 | function << 2 | method.ordinal();
    }
}
