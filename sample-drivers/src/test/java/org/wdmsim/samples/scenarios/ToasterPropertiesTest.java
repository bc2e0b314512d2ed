package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceProperty;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.testkit.Machines;
import org.wdmsim.pnp.testkit.MachinesAtRest;
import org.wdmsim.samples.toaster.ToasterLab;

/** IoGetDeviceProperty on a toaster: what its bus driver has told the PnP manager. */
@ExtendWith(MachinesAtRest.class)
class ToasterPropertiesTest {
    @Test
    void what_the_bus_driver_says_is_known_of_the_toaster(Machines machines) {
        Scenario scenario = new Scenario("properties", "properties", "Properties.", ToasterLab.lab(), stage -> {
            Kitchen kitchen = new Kitchen(stage);
            stage.thread("user", () -> {
                kitchen.plugIn(3);
                DeviceObject pdo = kitchen.plugged(3).pdo();
                Map.of(
                                DeviceProperty.DEVICE_DESCRIPTION,
                                "Toaster",
                                DeviceProperty.LOCATION_INFORMATION,
                                "Toaster 3",
                                DeviceProperty.COMPATIBLE_IDS,
                                List.of("TOASTER\\CompatibleToaster"),
                                DeviceProperty.ENUMERATOR_NAME,
                                "TOASTER",
                                DeviceProperty.ADDRESS,
                                3,
                                DeviceProperty.UI_NUMBER,
                                3,
                                DeviceProperty.REMOVAL_POLICY,
                                3,
                                DeviceProperty.LEGACY_BUS_TYPE,
                                15,
                                DeviceProperty.BUS_NUMBER,
                                0,
                                DeviceProperty.BUS_TYPE_GUID,
                                "{5b0f4d21-7c1e-4e53-8e6a-70a57e12b0e2}")
                        .forEach((property, value) -> assertThat(
                                        pdo.property(property, 100).value())
                                .as("%s", property)
                                .isEqualTo(value));
                assertThat(pdo.property(DeviceProperty.BUS_TYPE_GUID, 0).resultLength())
                        .isEqualTo(16);
            });
        });
        ScenarioRun run = machines.play(scenario, RunOptions.seed(1));
        assertThat(run.outcome().isClean()).as("%s", run.outcome()).isTrue();
    }
}
