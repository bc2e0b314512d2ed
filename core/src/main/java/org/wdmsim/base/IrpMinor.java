package org.wdmsim.base;

import static org.wdmsim.base.IrpMajor.IRP_MJ_PNP;
import static org.wdmsim.base.IrpMajor.IRP_MJ_POWER;
import static org.wdmsim.base.IrpMajor.IRP_MJ_SYSTEM_CONTROL;

/** Minor function codes of PnP, power and WMI requests. A minor means nothing without its {@link #major()}. */
public enum IrpMinor {
    /** Requests whose major code has no minors. */
    IRP_MN_NORMAL(null, 0x00),

    IRP_MN_START_DEVICE(IRP_MJ_PNP, 0x00),
    IRP_MN_QUERY_REMOVE_DEVICE(IRP_MJ_PNP, 0x01),
    IRP_MN_REMOVE_DEVICE(IRP_MJ_PNP, 0x02),
    IRP_MN_CANCEL_REMOVE_DEVICE(IRP_MJ_PNP, 0x03),
    IRP_MN_STOP_DEVICE(IRP_MJ_PNP, 0x04),
    IRP_MN_QUERY_STOP_DEVICE(IRP_MJ_PNP, 0x05),
    IRP_MN_CANCEL_STOP_DEVICE(IRP_MJ_PNP, 0x06),
    IRP_MN_QUERY_DEVICE_RELATIONS(IRP_MJ_PNP, 0x07),
    IRP_MN_QUERY_INTERFACE(IRP_MJ_PNP, 0x08),
    IRP_MN_QUERY_CAPABILITIES(IRP_MJ_PNP, 0x09),
    IRP_MN_QUERY_RESOURCES(IRP_MJ_PNP, 0x0A),
    IRP_MN_QUERY_RESOURCE_REQUIREMENTS(IRP_MJ_PNP, 0x0B),
    IRP_MN_QUERY_DEVICE_TEXT(IRP_MJ_PNP, 0x0C),
    IRP_MN_FILTER_RESOURCE_REQUIREMENTS(IRP_MJ_PNP, 0x0D),
    /** 0x0E is not assigned; here so that a test can send a minor that no driver knows. */
    IRP_MN_UNUSED_0E(IRP_MJ_PNP, 0x0E),
    IRP_MN_READ_CONFIG(IRP_MJ_PNP, 0x0F),
    IRP_MN_WRITE_CONFIG(IRP_MJ_PNP, 0x10),
    IRP_MN_EJECT(IRP_MJ_PNP, 0x11),
    IRP_MN_SET_LOCK(IRP_MJ_PNP, 0x12),
    IRP_MN_QUERY_ID(IRP_MJ_PNP, 0x13),
    IRP_MN_QUERY_PNP_DEVICE_STATE(IRP_MJ_PNP, 0x14),
    IRP_MN_QUERY_BUS_INFORMATION(IRP_MJ_PNP, 0x15),
    IRP_MN_DEVICE_USAGE_NOTIFICATION(IRP_MJ_PNP, 0x16),
    IRP_MN_SURPRISE_REMOVAL(IRP_MJ_PNP, 0x17),
    IRP_MN_QUERY_LEGACY_BUS_INFORMATION(IRP_MJ_PNP, 0x18),
    IRP_MN_DEVICE_ENUMERATED(IRP_MJ_PNP, 0x19),

    IRP_MN_WAIT_WAKE(IRP_MJ_POWER, 0x00),
    IRP_MN_POWER_SEQUENCE(IRP_MJ_POWER, 0x01),
    IRP_MN_SET_POWER(IRP_MJ_POWER, 0x02),
    IRP_MN_QUERY_POWER(IRP_MJ_POWER, 0x03),

    IRP_MN_QUERY_ALL_DATA(IRP_MJ_SYSTEM_CONTROL, 0x00),
    IRP_MN_QUERY_SINGLE_INSTANCE(IRP_MJ_SYSTEM_CONTROL, 0x01),
    IRP_MN_CHANGE_SINGLE_INSTANCE(IRP_MJ_SYSTEM_CONTROL, 0x02),
    IRP_MN_CHANGE_SINGLE_ITEM(IRP_MJ_SYSTEM_CONTROL, 0x03),
    IRP_MN_ENABLE_EVENTS(IRP_MJ_SYSTEM_CONTROL, 0x04),
    IRP_MN_DISABLE_EVENTS(IRP_MJ_SYSTEM_CONTROL, 0x05),
    IRP_MN_ENABLE_COLLECTION(IRP_MJ_SYSTEM_CONTROL, 0x06),
    IRP_MN_DISABLE_COLLECTION(IRP_MJ_SYSTEM_CONTROL, 0x07),
    IRP_MN_REGINFO(IRP_MJ_SYSTEM_CONTROL, 0x08),
    IRP_MN_EXECUTE_METHOD(IRP_MJ_SYSTEM_CONTROL, 0x09);

    private final IrpMajor major;
    private final int code;

    IrpMinor(IrpMajor major, int code) {
        this.major = major;
        this.code = code;
    }

    /** The major function this is a minor of; null for {@link #IRP_MN_NORMAL}. */
    public IrpMajor major() {
        return major;
    }

    /** The number within its major function. */
    public int code() {
        return code;
    }
}
