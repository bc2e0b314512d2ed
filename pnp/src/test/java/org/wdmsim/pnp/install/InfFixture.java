package org.wdmsim.pnp.install;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small sound INF whose parts a test replaces one at a time. */
final class InfFixture {
    private final Map<String, String> sections = new LinkedHashMap<>();

    private InfFixture() {}

    /** A widget for the id {@code ROOT\WIDGET}, with the function driver {@code widget} of the class Sample. */
    static InfFixture widget() {
        return new InfFixture()
                .with(
                        "Version",
                        "Signature = \"$Windows NT$\"",
                        "Class = Sample",
                        "ClassGuid = {11111111-2222-3333-4444-555555555555}",
                        "Provider = %Maker%",
                        "DriverVer = 05/06/2020, 1.2.3.4")
                .with("Manufacturer", "%Maker% = Models, NTamd64")
                .with("Models.NTamd64", "%Widget% = Widget, ROOT\\WIDGET")
                .with("Widget.NT", "CopyFiles = @widget.sys")
                .with("Widget.NT.Services", "AddService = widget, 0x2, Widget_Service")
                .with(
                        "Widget_Service",
                        "ServiceType = 1",
                        "StartType = 3",
                        "ErrorControl = 1",
                        "ServiceBinary = %13%\\widget.sys")
                .with("Strings", "Maker = \"Widget Works\"", "Widget = \"A widget\"");
    }

    /** An extension of the widget, with nothing in it yet. */
    static InfFixture extension(String idDigit) {
        String guid = "{00000000-0000-0000-0000-00000000000" + idDigit + "}";
        return widget().with(
                        "Version",
                        "Signature = \"$Windows NT$\"",
                        "Class = Extension",
                        "ClassGuid = {e2f84ce7-8efa-411c-aa69-97454ca4cb57}",
                        "ExtensionId = " + guid,
                        "DriverVer = 05/06/2020, 1.0.0.0")
                .without("Widget.NT.Services")
                .without("Widget_Service");
    }

    /** Adds a section, or replaces all its lines. */
    InfFixture with(String section, String... lines) {
        sections.put(section, String.join("\r\n", lines));
        return this;
    }

    /** Adds a service-install section for a driver. */
    InfFixture withService(String section, String binary) {
        return with(section, "ServiceType = 1", "StartType = 3", "ErrorControl = 1", "ServiceBinary = %13%\\" + binary);
    }

    InfFixture without(String section) {
        sections.remove(section);
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        sections.forEach((name, lines) ->
                text.append('[').append(name).append("]\r\n").append(lines).append("\r\n\r\n"));
        return text.toString();
    }

    byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /** What a store with this file alone chooses for the widget. */
    DriverSelection selected() {
        DriverStore store = new DriverStore();
        store.add("widget.inf", bytes());
        return store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
    }
}
