package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The INF files of Microsoft's public driver samples, read in place. They are looked for in the folder named by the
 * system property {@code wdmsim.inf.samples}, else in a folder {@code shared/data/inf} beside the checkout; without them
 * these tests are skipped.
 */
class SampleInfFilesTest {
    private static final String TOASTER_ID = "{b85b7c50-6a01-11d2-b841-00c04fad5171}\\MsToaster";
    private static final String TOASTER_CLASS = "{b85b7c50-6a01-11d2-b841-00c04fad5171}";

    private Path samples;

    @BeforeEach
    void find_the_samples() {
        String property = System.getProperty("wdmsim.inf.samples");
        Path folder = property != null ? Path.of(property) : beside(Path.of("").toAbsolutePath());
        assumeTrue(folder != null && Files.isDirectory(folder), "no folder with sample INF files");
        samples = folder;
    }

    @Test
    void every_file_is_read_and_has_a_device() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(samples)) {
            files = listed.filter(file -> file.toString().matches(".*\\.in[fx]"))
                    .sorted()
                    .toList();
        }
        DriverStore store = new DriverStore();
        files.forEach(store::add);
        assertThat(store.packages()).hasSameSizeAs(files).hasSizeGreaterThanOrEqualTo(12);
        assertThat(store.packages())
                .allSatisfy(
                        each -> assertThat(each.models()).as(each.fileName()).isNotEmpty());
    }

    @Test
    void kbfiltr_is_an_upper_filter_over_the_keyboard_port_of_an_absent_file() {
        DriverSelection selection = select("*PNP0BAAD", "kbfiltr.inx");
        assertThat(selection.installSection()).isEqualTo("kbfiltr.NT");
        assertThat(selection.upperFilters()).containsExactly("kbfiltr");
        assertThat(selection.service()).isEmpty();
        assertThat(selection.className()).isEqualTo("Keyboard");
        assertThat(selection.classGuid()).isEqualTo("{4d36e96b-e325-11ce-bfc1-08002be10318}");
        assertThat(selection.services()).containsOnlyKeys("kbfiltr");
        assertThat(selection.services().get("kbfiltr").binary()).isEqualTo("%13%\\kbfiltr.sys");
        assertThat(selection.notes())
                .anySatisfy(note -> assertThat(note)
                        .endsWith("needs keyboard.inf, which is not in the store, "
                                + "for its section [STANDARD_Inst.Services]"));
    }

    @Test
    void moufiltr_is_an_upper_filter_over_the_mouse_port_of_an_absent_file() {
        DriverSelection selection = select("*PNP0FAKE", "moufiltr.inx");
        assertThat(selection.installSection()).isEqualTo("moufiltr.NT");
        assertThat(selection.addDeviceOrder()).containsExactly("moufiltr");
        assertThat(selection.notes())
                .anySatisfy(note -> assertThat(note).contains("needs msmouse.inf, which is not in the store"));
    }

    @Test
    void firefly_is_an_upper_filter_on_a_mouse() {
        DriverSelection selection = select("HID\\VID_045E&PID_0039", "firefly.inx");
        assertThat(selection.description()).isEqualTo("Shiny Things Firefly Mouse");
        assertThat(selection.installSection()).isEqualTo("Firefly_Inst.NT");
        assertThat(selection.upperFilters()).containsExactly("Firefly");
        assertThat(selection.service()).isEmpty();
        assertThat(selection.notes())
                .anySatisfy(note -> assertThat(note).contains("needs MSMOUSE.INF, which is not in the store"));
    }

    @Test
    void the_toaster_filter_stands_over_the_featured_function_driver() {
        DriverSelection selection = select(TOASTER_ID, "filter.inx");
        assertThat(selection.installSection()).isEqualTo("ToasterFilter.NT");
        assertThat(selection.service()).contains("wdffeatured");
        assertThat(selection.upperFilters()).containsExactly("ToasterFilter");
        assertThat(selection.addDeviceOrder()).containsExactly("wdffeatured", "ToasterFilter");
        assertThat(selection.services()).containsOnlyKeys("ToasterFilter", "wdffeatured");
        assertThat(selection.classGuid()).isEqualTo(TOASTER_CLASS);
        assertThat(selection.notes()).isEmpty();
    }

    @Test
    void the_featured_toaster_has_no_filters() {
        DriverSelection selection = select(TOASTER_ID, "wdffeatured.inx");
        assertThat(selection.installSection()).isEqualTo("Toaster_Device.NT");
        assertThat(selection.addDeviceOrder()).containsExactly("wdffeatured");
        assertThat(selection.notes()).isEmpty();
    }

    @Test
    void the_toaster_package_is_for_build_16299_and_later() {
        DriverSelection selection = select(TOASTER_ID, "toastpkg.inf");
        assertThat(selection.installSection()).isEqualTo("Toaster_Device.NT");
        assertThat(selection.service()).contains("toaster");
        assertThat(selection.manufacturer()).isEqualTo("Toast'R'Us");
        assertThat(selection.rank()).isEqualTo(0x00FF0000);

        DriverStore older = new DriverStore(InfTarget.DEFAULT.withBuild(15063));
        DriverPackage added = older.add(samples.resolve("toastpkg.inf"));
        assertThat(older.select(DeviceIds.of(TOASTER_ID))).isEmpty();
        assertThat(added.notes())
                .singleElement()
                .asString()
                .endsWith("is for amd64 10.0.15063, only NTamd64.10.0...16299");
    }

    @Test
    void of_three_toaster_drivers_the_newest_is_chosen() {
        DriverSelection selection = select(TOASTER_ID, "filter.inx", "toastpkg.inf", "wdffeatured.inx");
        assertThat(selection.infName()).isEqualTo("toastpkg.inf");
    }

    @Test
    void dynambus_is_a_system_device() {
        DriverSelection selection = select("root\\dynambus", "dynambus.inx");
        assertThat(selection.installSection()).isEqualTo("ToasterDynamicBus_Device.NT");
        assertThat(selection.className()).isEqualTo("System");
        assertThat(selection.addDeviceOrder()).containsExactly("dynambus");
        assertThat(selection.notes()).isEmpty();
    }

    @Test
    void the_disk_driver_starts_at_boot() {
        DriverStore store = new DriverStore();
        store.add(samples.resolve("diskdev.inf"));
        DeviceIds disk = new DeviceIds(List.of("IDE\\DiskQEMU"), List.of("GenDisk"));
        DriverSelection selection = store.select(disk).orElseThrow();
        assertThat(selection.rank()).isEqualTo(0x00FF2000);
        assertThat(selection.installSection()).isEqualTo("disk.NT");
        assertThat(selection.service()).contains("disk");
        assertThat(selection.services().get("disk").start()).isEqualTo(ServiceStart.SERVICE_BOOT_START);
    }

    @Test
    void the_serial_driver_has_each_id_as_compatible_id_of_the_other() {
        DriverSelection selection = select("*PNP0501", "serial.inx");
        assertThat(selection.rank()).isEqualTo(0x00FF0000);
        assertThat(selection.installSection()).isEqualTo("Serial_Inst.NT");
        assertThat(selection.service()).contains("Serial");
        assertThat(selection.version().signature()).isEqualTo("$CHICAGO$");
        assertThat(selection.version().driverDate()).isEmpty();
        assertThat(selection.notes()).singleElement().asString().startsWith("serial.inx has no DriverVer");
    }

    @Test
    void the_fake_modem_is_its_own_lower_filter() {
        DriverSelection selection = select(TOASTER_CLASS + "\\fakemodem", "mdmfake.inx");
        assertThat(selection.installSection()).isEqualTo("ModemX.NT");
        assertThat(selection.lowerFilters()).containsExactly("fakemdm");
        assertThat(selection.service()).contains("fakemdm");
        assertThat(selection.services().get("fakemdm").fileName()).isEqualTo("fakemodem.sys");
    }

    @Test
    void the_osr_board_has_a_driver_and_its_switch_is_a_raw_device() {
        DriverSelection board = select("USB\\VID_0547&PID_1002", "osrusbfx2.inx");
        assertThat(board.installSection()).isEqualTo("osrusbfx2.Dev.NT");
        assertThat(board.service()).contains("osrusbfx2");

        DriverSelection raw = select("{6FDE7521-1B65-48ae-B628-80BE62016026}\\OsrUsbFxRawPdo", "osrusbfx2.inx");
        assertThat(raw.installSection()).isEqualTo("Switch.Dev.NT");
        assertThat(raw.service()).isEmpty();
        assertThat(raw.isNullDriver()).isTrue();
        assertThat(raw.addDeviceOrder()).isEmpty();
    }

    @Test
    void the_osr_extension_adds_to_the_base_driver_and_installs_nothing_alone() {
        DeviceIds board = DeviceIds.of("USB\\VID_0547&PID_1002&REV_0000", "USB\\VID_0547&PID_1002");
        DriverStore store = new DriverStore();
        DriverPackage extension = store.add(samples.resolve("osrfx2_DCHU_extension.inx"));
        assertThat(extension.version().isExtension()).isTrue();
        assertThat(extension.version().extensionId()).contains("{aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa}");
        assertThat(extension.models().get(0).installSection()).isEqualTo("OsrFx2Extension_Install.NT");
        assertThat(store.select(board)).isEmpty();

        store.add(samples.resolve("osrusbfx2.inx"));
        DriverSelection selection = store.select(board).orElseThrow();
        assertThat(selection.infName()).isEqualTo("osrusbfx2.inx");
        assertThat(selection.rank()).isEqualTo(0x00FF0001);
        assertThat(selection.addDeviceOrder()).containsExactly("osrusbfx2");
        assertThat(selection.notes()).containsExactly("extension osrfx2_DCHU_extension.inx adds its settings");
    }

    private DriverSelection select(String hardwareId, String... files) {
        DriverStore store = new DriverStore();
        for (String file : files) {
            store.add(samples.resolve(file));
        }
        return store.select(DeviceIds.of(hardwareId)).orElseThrow();
    }

    /** The folder beside this one or beside a folder above it, or null. */
    private static Path beside(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path found = folder.resolve("shared").resolve("data").resolve("inf");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return null;
    }
}
