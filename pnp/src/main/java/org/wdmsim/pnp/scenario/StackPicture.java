package org.wdmsim.pnp.scenario;

import java.util.List;

/**
 * A device stack as it stood when it was started, top first.
 *
 * @param devnode the devnode's name
 * @param instancePath the device instance path
 * @param service the function driver's service
 * @param layers the device objects, top first
 */
public record StackPicture(String devnode, String instancePath, String service, List<Layer> layers) {
    public StackPicture {
        layers = List.copyOf(layers);
    }

    /**
     * One device object.
     *
     * @param device its name in traces
     * @param driver its driver's service
     * @param role upper filter DO, FDO, lower filter DO or PDO
     * @param objectName its name in the namespace, or null
     */
    public record Layer(String device, String driver, String role, String objectName) {}
}
