package org.wdmsim.io;

import java.util.List;
import org.wdmsim.base.NtStatus;

/**
 * DEVICE_REGISTRY_PROPERTY: what IoGetDeviceProperty can be asked for. The names are the WDK's without
 * {@code DeviceProperty}.
 */
public enum DeviceProperty {
    /** What the device is called, for people: the INF's words, else the bus driver's. */
    DEVICE_DESCRIPTION(Shape.STRING),
    HARDWARE_ID(Shape.STRINGS),
    COMPATIBLE_IDS(Shape.STRINGS),
    /** The device setup class. */
    CLASS_NAME(Shape.STRING),
    /** The GUID of the device setup class, as text in braces. */
    CLASS_GUID(Shape.STRING),
    /** The software key below the class: {@code {guid}\0000}. */
    DRIVER_KEY_NAME(Shape.STRING),
    MANUFACTURER(Shape.STRING),
    FRIENDLY_NAME(Shape.STRING),
    /** Where on its bus, for people: the bus driver's words. */
    LOCATION_INFORMATION(Shape.STRING),
    PHYSICAL_DEVICE_OBJECT_NAME(Shape.STRING),
    BUS_TYPE_GUID(Shape.GUID),
    /** INTERFACE_TYPE. */
    LEGACY_BUS_TYPE(Shape.NUMBER),
    BUS_NUMBER(Shape.NUMBER),
    /** Which bus driver named the device: the first part of the device instance path. */
    ENUMERATOR_NAME(Shape.STRING),
    /** Where on its bus, for drivers. */
    ADDRESS(Shape.NUMBER),
    /** A number for people, such as that of a slot. */
    UI_NUMBER(Shape.NUMBER),
    /** DEVICE_INSTALL_STATE: 0 installed, 1 needs reinstall, 2 failed install, 3 finish install. */
    INSTALL_STATE(Shape.NUMBER),
    /** DEVICE_REMOVAL_POLICY: 1 no removal, 2 orderly removal, 3 surprise removal expected. */
    REMOVAL_POLICY(Shape.NUMBER);

    /** How a property stands in the caller's buffer. */
    private enum Shape {
        STRING,
        STRINGS,
        NUMBER,
        GUID
    }

    private final Shape shape;

    DeviceProperty(Shape shape) {
        this.shape = shape;
    }

    /**
     * What IoGetDeviceProperty answers.
     *
     * @param status {@code STATUS_SUCCESS}, or why there is no value
     * @param value a string, a list of strings, or an Integer; a GUID as text; null without success
     * @param resultLength how many bytes the value has in the caller's buffer, also when the buffer is too small
     */
    public record Answer(NtStatus status, Object value, int resultLength) {}

    /** How many bytes a value has: strings in UTF-16 with a zero at the end, a list of strings with one more. */
    int lengthOf(Object value) {
        return switch (shape) {
            case STRING -> bytes((String) value);
            case STRINGS ->
                ((List<?>) value)
                                .stream().mapToInt(each -> bytes((String) each)).sum()
                        + 2;
            case NUMBER -> 4;
            case GUID -> 16;
        };
    }

    private static int bytes(String text) {
        return 2 * (text.length() + 1);
    }
}
