package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpStep;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** Keeps a picture of each device stack from the moment it was started: when a report is written, the devices are gone. */
final class StackWatcher implements StepListener {
    private final Map<String, StackPicture> stacks = new LinkedHashMap<>();

    @Override
    public void onStep(TraceEvent event) {
        if (event.kind() == PnpStep.DEVNODE_STATE
                && DevnodeState.STARTED.windowsName().equals(event.second())
                && event.subject() instanceof Devnode node
                && node.parent() != null) {
            stacks.put(node.objectName(), picture(node));
        }
    }

    private static StackPicture picture(Devnode node) {
        List<StackPicture.Layer> layers = new ArrayList<>();
        boolean aboveFunction = true;
        for (DeviceObject device : node.pdo().stack()) {
            String driver = device.driver().serviceName();
            String role;
            if (device == node.pdo()) {
                role = "PDO";
            } else if (driver.equalsIgnoreCase(node.serviceName())) {
                role = "FDO";
                aboveFunction = false;
            } else {
                role = aboveFunction && !node.serviceName().isEmpty() ? "upper filter DO" : "lower filter DO";
            }
            layers.add(new StackPicture.Layer(device.objectName(), driver, role, device.deviceName()));
        }
        return new StackPicture(node.objectName(), node.instancePath(), node.serviceName(), layers);
    }

    List<StackPicture> stacks() {
        return List.copyOf(stacks.values());
    }
}
