package org.wdmsim.io;

/**
 * PNP_BUS_INFORMATION: what a bus driver answers to IRP_MN_QUERY_BUS_INFORMATION, as the request's result.
 *
 * @param busTypeGuid GUID_BUS_TYPE_, as text in braces
 * @param legacyBusType INTERFACE_TYPE, such as {@link #PNP_BUS}
 * @param busNumber which one of the buses of this type
 */
public record BusInformation(String busTypeGuid, int legacyBusType, int busNumber) {
    /** PNPBus: a bus with plug and play that has no number of its own in INTERFACE_TYPE. */
    public static final int PNP_BUS = 15;
}
