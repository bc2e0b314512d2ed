package org.wdmsim.pnp.install;

import java.util.List;

/**
 * A line of a models section: a device that the INF can install.
 *
 * @param description the device's name for people
 * @param manufacturer the maker's name for people
 * @param modelsSection the section the line stands in, with its decoration
 * @param installSection the section that is installed, with the decoration chosen for the target
 * @param hardwareId the identifier the line is for; empty where it names none
 * @param compatibleIds further identifiers it will also serve, the closest first
 */
public record DriverModel(
        String description,
        String manufacturer,
        String modelsSection,
        String installSection,
        String hardwareId,
        List<String> compatibleIds) {
    /** Copies the list. */
    public DriverModel {
        compatibleIds = List.copyOf(compatibleIds);
    }
}
