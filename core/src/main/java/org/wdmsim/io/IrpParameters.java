package org.wdmsim.io;

import java.util.List;

/** The parameters of a request: one record for each shape that the WDK's union has. */
public sealed interface IrpParameters {
    /** IRP_MJ_READ and IRP_MJ_WRITE. */
    record ReadWrite(int length, int key, long byteOffset) implements IrpParameters {}

    /** IRP_MJ_DEVICE_CONTROL and IRP_MJ_INTERNAL_DEVICE_CONTROL. */
    record DeviceControl(int ioControlCode, int inputBufferLength, int outputBufferLength, UserBuffer type3InputBuffer)
            implements IrpParameters {
        /** Without a raw input buffer: every method but METHOD_NEITHER. */
        public DeviceControl(int ioControlCode, int inputBufferLength, int outputBufferLength) {
            this(ioControlCode, inputBufferLength, outputBufferLength, null);
        }
    }

    /** IRP_MN_START_DEVICE: raw and translated resources; both null for a device without any. */
    record StartDevice(List<Resource> allocatedResources, List<Resource> allocatedResourcesTranslated)
            implements IrpParameters {}

    /** IRP_MN_QUERY_DEVICE_RELATIONS. */
    record QueryDeviceRelations(DeviceRelationType type) implements IrpParameters {}

    /** IRP_MN_QUERY_ID. */
    record QueryId(BusQueryIdType idType) implements IrpParameters {}

    /** IRP_MN_QUERY_CAPABILITIES. */
    record QueryCapabilities(DeviceCapabilities capabilities) implements IrpParameters {}

    /** IRP_MN_QUERY_DEVICE_TEXT. */
    record QueryDeviceText(DeviceTextType textType, int localeId) implements IrpParameters {}

    /** IRP_MN_FILTER_RESOURCE_REQUIREMENTS. */
    record FilterResourceRequirements(List<Resource> requirements) implements IrpParameters {}

    /** IRP_MN_DEVICE_USAGE_NOTIFICATION. */
    record UsageNotification(boolean inPath, DeviceUsageType type) implements IrpParameters {}

    /** IRP_MN_SET_LOCK. */
    record SetLock(boolean lock) implements IrpParameters {}

    /** IRP_MN_QUERY_INTERFACE: the provider fills the holder. */
    record QueryInterface(String interfaceType, int size, int version, Object[] holder) implements IrpParameters {}

    /** IRP_MN_READ_CONFIG and IRP_MN_WRITE_CONFIG. */
    record ReadWriteConfig(int whichSpace, byte[] buffer, int offset, int length) implements IrpParameters {}

    /** BUS_QUERY_ID_TYPE. */
    enum BusQueryIdType {
        BUS_QUERY_DEVICE_ID,
        BUS_QUERY_HARDWARE_IDS,
        BUS_QUERY_COMPATIBLE_IDS,
        BUS_QUERY_INSTANCE_ID,
        BUS_QUERY_DEVICE_SERIAL_NUMBER,
        BUS_QUERY_CONTAINER_ID
    }

    /** DEVICE_TEXT_TYPE. */
    enum DeviceTextType {
        DEVICE_TEXT_DESCRIPTION,
        DEVICE_TEXT_LOCATION_INFORMATION
    }

    /** DEVICE_USAGE_NOTIFICATION_TYPE. */
    enum DeviceUsageType {
        DEVICE_USAGE_TYPE_PAGING,
        DEVICE_USAGE_TYPE_HIBERNATION,
        DEVICE_USAGE_TYPE_DUMP_FILE
    }

    /** CM_PARTIAL_RESOURCE_DESCRIPTOR, as far as a simulated device needs it. */
    record Resource(String type, long start, long length) {}

    // Power.

    /**
     * IRP_MN_SET_POWER and IRP_MN_QUERY_POWER. The WDK's Power.Type is whether {@code state} is a system or a device state.
     */
    record Power(PowerState state, PowerAction shutdownType, int systemPowerStateContext) implements IrpParameters {}

    /** IRP_MN_WAIT_WAKE: the deepest system state from which the device is to wake the machine. */
    record WaitWake(SystemPowerState powerState) implements IrpParameters {}

    /** IRP_MN_POWER_SEQUENCE: the bus driver fills the counters. */
    record PowerSequence(PowerSequenceCounts counts) implements IrpParameters {}

    /** POWER_SEQUENCE: how often a device has entered each state; a driver that finds them unchanged has lost no power. */
    final class PowerSequenceCounts {
        /** SequenceD1. */
        public int sequenceD1;
        /** SequenceD2. */
        public int sequenceD2;
        /** SequenceD3. */
        public int sequenceD3;

        /** All zero, for the bus driver to fill. */
        public PowerSequenceCounts() {}
    }
}
