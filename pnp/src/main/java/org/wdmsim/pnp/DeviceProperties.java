package org.wdmsim.pnp;

import java.util.function.Function;
import org.wdmsim.io.BusInformation;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceProperty;
import org.wdmsim.pnp.install.DriverSelection;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.Problem;

/**
 * What a devnode knows of a device: the answers of its bus driver, and what the INF of its driver says.
 *
 * @differs no friendly name: on Windows class installers and users write it
 */
final class DeviceProperties {
    private static final int INSTALL_STATE_INSTALLED = 0;
    private static final int INSTALL_STATE_FAILED_INSTALL = 2;
    private static final int EXPECT_NO_REMOVAL = 1;
    private static final int EXPECT_ORDERLY_REMOVAL = 2;
    private static final int EXPECT_SURPRISE_REMOVAL = 3;

    private DeviceProperties() {}

    /** A string, a list of strings or an Integer; null when it is not known. */
    static Object of(Devnode node, DeviceProperty property) {
        return switch (property) {
            case DEVICE_DESCRIPTION -> description(node);
            case HARDWARE_ID ->
                node.ids().hardwareIds().isEmpty() ? null : node.ids().hardwareIds();
            case COMPATIBLE_IDS ->
                node.ids().compatibleIds().isEmpty() ? null : node.ids().compatibleIds();
            case CLASS_NAME -> chosen(node, DriverSelection::className);
            case CLASS_GUID -> chosen(node, DriverSelection::classGuid);
            case DRIVER_KEY_NAME -> known(node.driverKey());
            case MANUFACTURER -> chosen(node, DriverSelection::manufacturer);
            case FRIENDLY_NAME -> null;
            case LOCATION_INFORMATION -> known(node.location());
            case PHYSICAL_DEVICE_OBJECT_NAME -> node.pdo().deviceName();
            case BUS_TYPE_GUID -> ofBus(node, BusInformation::busTypeGuid);
            case LEGACY_BUS_TYPE -> ofBus(node, BusInformation::legacyBusType);
            case BUS_NUMBER -> ofBus(node, BusInformation::busNumber);
            case ENUMERATOR_NAME ->
                node.instancePath().substring(0, node.instancePath().indexOf('\\'));
            case ADDRESS -> known(node.capabilities().address);
            case UI_NUMBER -> known(node.capabilities().uiNumber);
            case INSTALL_STATE ->
                node.problem() == Problem.CM_PROB_FAILED_INSTALL
                        ? INSTALL_STATE_FAILED_INSTALL
                        : INSTALL_STATE_INSTALLED;
            case REMOVAL_POLICY -> removalPolicy(node.capabilities());
        };
    }

    private static String description(Devnode node) {
        String ofInf = chosen(node, DriverSelection::description);
        return ofInf == null ? known(node.description()) : ofInf;
    }

    private static int removalPolicy(DeviceCapabilities capabilities) {
        if (capabilities.surpriseRemovalOk) {
            return EXPECT_SURPRISE_REMOVAL;
        }
        return capabilities.removable ? EXPECT_ORDERLY_REMOVAL : EXPECT_NO_REMOVAL;
    }

    private static String chosen(Devnode node, Function<DriverSelection, String> what) {
        return node.selection() == null ? null : known(what.apply(node.selection()));
    }

    private static <T> T ofBus(Devnode node, Function<BusInformation, T> what) {
        return node.bus() == null ? null : what.apply(node.bus());
    }

    private static String known(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static Integer known(int number) {
        return number == -1 ? null : number;
    }
}
