package org.wdmsim.io;

/** DEVICE_TYPE: what sort of device a device object stands for. A filter copies it from below. */
public enum DeviceType {
    FILE_DEVICE_CONTROLLER(0x04),
    FILE_DEVICE_DISK(0x07),
    FILE_DEVICE_KEYBOARD(0x0B),
    FILE_DEVICE_MOUSE(0x0F),
    FILE_DEVICE_SERIAL_PORT(0x1B),
    FILE_DEVICE_UNKNOWN(0x22),
    FILE_DEVICE_BUS_EXTENDER(0x2A);

    private final int value;

    DeviceType(int value) {
        this.value = value;
    }

    /** The number in the WDK. */
    public int value() {
        return value;
    }
}
