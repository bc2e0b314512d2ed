package org.wdmsim.pnp.install;

import java.util.List;

/**
 * What a bus driver answers to IRP_MN_QUERY_ID: how the device may be called, the most exact name first.
 *
 * @param hardwareIds the answer to BusQueryHardwareIDs
 * @param compatibleIds the answer to BusQueryCompatibleIDs
 */
public record DeviceIds(List<String> hardwareIds, List<String> compatibleIds) {
    /** Copies the lists. */
    public DeviceIds {
        hardwareIds = List.copyOf(hardwareIds);
        compatibleIds = List.copyOf(compatibleIds);
    }

    /** A device with these hardware ids and no compatible ids. */
    public static DeviceIds of(String... hardwareIds) {
        return new DeviceIds(List.of(hardwareIds), List.of());
    }
}
