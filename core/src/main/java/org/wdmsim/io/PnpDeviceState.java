package org.wdmsim.io;

/**
 * PNP_DEVICE_STATE: the bits with which drivers answer IRP_MN_QUERY_PNP_DEVICE_STATE. Each driver that has something to
 * say adds its bits to {@code IoStatus.Information}, sets {@code STATUS_SUCCESS}, and passes the IRP down.
 *
 * @source learn.microsoft.com, "IRP_MN_QUERY_PNP_DEVICE_STATE"
 */
public final class PnpDeviceState {
    /** The device has failed; its drivers are removed. */
    public static final int PNP_DEVICE_FAILED = 0x04;
    /** The driver says that the device is physically gone. */
    public static final int PNP_DEVICE_REMOVED = 0x08;
    /** The resource requirements have changed. */
    public static final int PNP_DEVICE_RESOURCE_REQUIREMENTS_CHANGED = 0x10;
    /** The device cannot be disabled. */
    public static final int PNP_DEVICE_NOT_DISABLEABLE = 0x20;

    private PnpDeviceState() {}
}
