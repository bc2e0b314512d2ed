package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class DriverServicesTest {
    @Test
    void the_service_with_the_flag_2_is_the_function_driver_and_the_others_are_only_installed() {
        DriverSelection selection = InfFixture.widget()
                .with("Widget.NT.Services", "AddService = extra,,Extra", "AddService = widget,%ASSOC%,Widget_Service")
                .with(
                        "Extra",
                        "DisplayName = %Widget%",
                        "ServiceType = 0x10",
                        "StartType = 2",
                        "ErrorControl = 0",
                        "ServiceBinary = %11%\\extra.exe")
                .with("Strings", "Maker = x", "Widget = \"A widget\"", "ASSOC = 0x00000002")
                .selected();
        assertThat(selection.service()).contains("widget");
        assertThat(selection.isNullDriver()).isFalse();
        assertThat(selection.services())
                .containsExactly(
                        entry(
                                "extra",
                                new DriverService(
                                        "extra",
                                        "%11%\\extra.exe",
                                        0x10,
                                        ServiceStart.SERVICE_AUTO_START,
                                        0,
                                        "A widget")),
                        entry(
                                "widget",
                                new DriverService(
                                        "widget", "%13%\\widget.sys", 1, ServiceStart.SERVICE_DEMAND_START, 1, "")));
        assertThat(selection.services().get("extra").isKernelDriver()).isFalse();
        assertThat(selection.services().get("extra").fileName()).isEqualTo("extra.exe");
    }

    @Test
    void a_service_without_a_name_asks_for_no_function_driver() {
        DriverSelection selection = InfFixture.widget()
                .with("Widget.NT.Services", "AddService = ,2")
                .selected();
        assertThat(selection.service()).isEmpty();
        assertThat(selection.isNullDriver()).isTrue();
        assertThat(selection.addDeviceOrder()).isEmpty();
        assertThat(selection.notes()).isEmpty();
    }

    @Test
    void no_services_section_at_all_leaves_a_note() {
        DriverSelection selection =
                InfFixture.widget().without("Widget.NT.Services").selected();
        assertThat(selection.service()).isEmpty();
        assertThat(selection.isNullDriver()).isFalse();
        assertThat(selection.notes())
                .containsExactly("no AddService with the flag 0x2 was found: the device has no function driver");
    }

    @Test
    void the_selection_tells_where_it_comes_from() {
        DriverSelection selection = InfFixture.widget().selected();
        assertThat(selection.infName()).isEqualTo("widget.inf");
        assertThat(selection.description()).isEqualTo("A widget");
        assertThat(selection.manufacturer()).isEqualTo("Widget Works");
        assertThat(selection.className()).isEqualTo("Sample");
        assertThat(selection.classGuid()).isEqualTo("{11111111-2222-3333-4444-555555555555}");
        assertThat(selection.version()).hasToString("Sample 2020-05-06 1.2.3.4");
        assertThat(selection).hasToString("widget.inf [Widget.NT] rank 0x00FF0000 [widget]");
    }
}
