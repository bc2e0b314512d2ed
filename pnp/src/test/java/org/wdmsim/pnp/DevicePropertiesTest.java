package org.wdmsim.pnp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceProperty;
import org.wdmsim.io.DeviceProperty.Answer;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.tree.PnpOptions;

/** IoGetDeviceProperty: what a devnode knows; io.md 11.1. */
class DevicePropertiesTest {
    private static final String INF = """
            [Version]
            Signature = "$Windows NT$"
            Class = Sample
            ClassGuid = {11111111-2222-3333-4444-555555555555}
            Provider = %Maker%
            DriverVer = 05/06/2020, 1.2.3.4
            [Manufacturer]
            %Maker% = Models, NTamd64
            [Models.NTamd64]
            %Widget% = Widget, ROOT\\WIDGET
            [Widget.NT]
            [Widget.NT.Services]
            AddService = widget, 0x2, Widget_Service
            [Widget_Service]
            ServiceType = 1
            StartType = 3
            ErrorControl = 1
            ServiceBinary = %13%\\widget.sys
            [Strings]
            Maker = "Widget Works"
            Widget = "A widget"
            """;

    private static final class Extension extends DeviceExtension {
        DeviceObject lower;
    }

    /** What the driver of each widget learned in AddDevice, in the order of their coming. */
    private final List<Map<DeviceProperty, Answer>> answers = new ArrayList<>();

    private final Machine machine = Machine.builder().build();
    private final List<DeviceObject> devices = new ArrayList<>();
    private final List<DeviceObject> pdos = new ArrayList<>();
    private final PnpManager pnp = install();

    private PnpManager install() {
        DriverStore store = new DriverStore();
        store.add("widget.inf", INF.getBytes(StandardCharsets.UTF_8));
        return PnpManager.install(
                machine, store, new DriverImages().add("widget", () -> this::driverEntry), PnpOptions.defaults());
    }

    private NtStatus driverEntry(DriverObject driver, String registryPath) {
        driver.allMajorFunctions((device, irp) -> {
            irp.skipLocation();
            return device.extension(Extension.class).lower.call(irp);
        });
        driver.onAddDevice(this::addDevice);
        return STATUS_SUCCESS;
    }

    private NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        Map<DeviceProperty, Answer> learned = new LinkedHashMap<>();
        for (DeviceProperty property : DeviceProperty.values()) {
            learned.put(property, pdo.property(property, 1_000));
        }
        answers.add(learned);
        pdos.add(pdo);
        Extension extension = new Extension();
        DeviceObject device = driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
        devices.add(device);
        NtStatus status = device.attachToSafe(pdo, lower -> extension.lower = lower);
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        return status;
    }

    private Outcome run(Runnable user) {
        machine.thread("user", () -> {
            pnp.waitUntilIdle();
            user.run();
        });
        return machine.run();
    }

    private static void assertClean(Outcome outcome) {
        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
    }

    @Test
    void a_driver_reads_in_AddDevice_what_its_inf_says() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        assertClean(run(() -> {}));
        assertThat(answers).hasSize(2);
        Map<DeviceProperty, Object> known = new LinkedHashMap<>();
        answers.get(0).forEach((property, answer) -> {
            if (answer.status().isSuccess()) {
                known.put(property, answer.value());
            } else {
                assertThat(answer).isEqualTo(new Answer(STATUS_OBJECT_NAME_NOT_FOUND, null, 0));
            }
        });
        String guid = "{11111111-2222-3333-4444-555555555555}";
        assertThat(known)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(DeviceProperty.DEVICE_DESCRIPTION, "A widget"),
                        Map.entry(DeviceProperty.HARDWARE_ID, List.of("ROOT\\WIDGET")),
                        Map.entry(DeviceProperty.CLASS_NAME, "Sample"),
                        Map.entry(DeviceProperty.CLASS_GUID, guid),
                        Map.entry(DeviceProperty.DRIVER_KEY_NAME, guid + "\\0000"),
                        Map.entry(DeviceProperty.MANUFACTURER, "Widget Works"),
                        Map.entry(
                                DeviceProperty.PHYSICAL_DEVICE_OBJECT_NAME,
                                pdos.get(0).deviceName()),
                        Map.entry(DeviceProperty.ENUMERATOR_NAME, "ROOT"),
                        Map.entry(DeviceProperty.INSTALL_STATE, 0),
                        Map.entry(DeviceProperty.REMOVAL_POLICY, 1)));
        assertThat(answers.get(1).get(DeviceProperty.DRIVER_KEY_NAME).value()).isEqualTo(guid + "\\0001");
    }

    @Test
    void a_buffer_that_is_too_small_is_answered_with_the_length() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        assertClean(run(() -> {
            DeviceObject pdo = pdos.get(0);
            assertLength(pdo, DeviceProperty.DEVICE_DESCRIPTION, 18);
            assertLength(pdo, DeviceProperty.HARDWARE_ID, 26);
            assertLength(pdo, DeviceProperty.REMOVAL_POLICY, 4);
        }));
    }

    private static void assertLength(DeviceObject pdo, DeviceProperty property, int length) {
        assertThat(pdo.property(property, length - 1)).isEqualTo(new Answer(STATUS_BUFFER_TOO_SMALL, null, length));
        assertThat(pdo.property(property, length).status()).isEqualTo(STATUS_SUCCESS);
        assertThat(pdo.property(property, length).resultLength()).isEqualTo(length);
    }

    @Test
    void without_memory_nothing_is_learned() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        assertClean(run(() -> {
            DeviceObject pdo = pdos.get(0);
            pdo.kernel().setAllocations(routine -> !routine.equals("IoGetDeviceProperty"));
            assertThat(pdo.property(DeviceProperty.HARDWARE_ID, 1_000))
                    .isEqualTo(new Answer(STATUS_INSUFFICIENT_RESOURCES, null, 0));
        }));
    }

    @Test
    void a_device_without_a_driver_has_failed_its_installation() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\STRANGER"), false);
        assertClean(run(() -> {
            DeviceObject pdo = pnp.find("ROOT\\STRANGER\\0000").pdo();
            assertThat(pdo.property(DeviceProperty.INSTALL_STATE, 4).value()).isEqualTo(2);
            assertThat(pdo.property(DeviceProperty.CLASS_GUID, 100).status()).isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
        }));
    }

    @Test
    void a_device_that_is_no_pdo_is_refused() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        assertClean(run(() -> assertThat(devices.get(0).property(DeviceProperty.CLASS_NAME, 100))
                .isEqualTo(new Answer(STATUS_INVALID_DEVICE_REQUEST, null, 0))));
    }

    @Test
    void above_passive_level_it_is_a_violation() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        Outcome outcome = run(() -> {
            machine.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
            pdos.get(0).property(DeviceProperty.CLASS_NAME, 100);
        });
        assertThat(outcome.toString()).contains("IoGetDeviceProperty");
    }

    @Test
    void the_devnode_s_hold_on_its_pdo_has_a_tag() {
        pnp.rootBus().plugIn(DeviceIds.of("ROOT\\WIDGET"), false);
        assertClean(run(() -> assertThat(pdos.get(0).header().references())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("Made: 1, "),
                        line -> assertThat(line).startsWith("Node: 1, "),
                        line -> assertThat(line).startsWith("Atch: 1, "))));
    }
}
