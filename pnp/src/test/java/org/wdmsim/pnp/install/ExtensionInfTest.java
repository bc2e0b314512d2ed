package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExtensionInfTest {
    private final DriverStore store = new DriverStore();

    @Test
    void an_extension_alone_installs_nothing() {
        store.add("ext.inf", filterExtension("1", "f", "0x00010008").bytes());
        assertThat(store.select(DeviceIds.of("ROOT\\WIDGET"))).isEmpty();
    }

    @Test
    void an_extension_adds_filters_and_services_to_the_base_driver() {
        store.add("ext.inf", filterExtension("1", "f", "0x00010008").bytes());
        store.add("base.inf", InfFixture.widget().bytes());
        DriverSelection selection = select();
        assertThat(selection.infName()).isEqualTo("base.inf");
        assertThat(selection.className()).isEqualTo("Sample");
        assertThat(selection.addDeviceOrder()).containsExactly("widget", "f");
        assertThat(selection.services()).containsOnlyKeys("widget", "f");
        assertThat(selection.notes()).containsExactly("extension ext.inf adds its settings");
    }

    @Test
    void an_extension_without_the_append_flag_wipes_out_the_filters_of_the_base() {
        store.add(
                "base.inf",
                InfFixture.widget()
                        .with("Widget.NT.HW", "AddReg = Reg")
                        .with("Reg", "HKR,,UpperFilters,0x00010000,base")
                        .bytes());
        store.add("ext.inf", filterExtension("1", "f", "0x00010000").bytes());
        DriverSelection selection = select();
        assertThat(selection.upperFilters()).containsExactly("f");
        assertThat(selection.notes())
                .contains("ext.inf, line 25: replaces UpperFilters [base], use the flags 0x00010008 to append");
    }

    @Test
    void of_extensions_with_one_id_the_newest_is_used_and_other_ids_add_up() {
        store.add("base.inf", InfFixture.widget().bytes());
        store.add("old.inf", filterExtension("1", "old", "0x00010008").bytes());
        store.add("other.inf", filterExtension("2", "other", "0x00010008").bytes());
        store.add(
                "new.inf",
                filterExtension("1", "new", "0x00010008")
                        .with(
                                "Version",
                                "Signature = \"$Windows NT$\"",
                                "Class = Extension",
                                "ExtensionId = {00000000-0000-0000-0000-000000000001}",
                                "DriverVer = 05/06/2020, 1.0.0.1")
                        .bytes());
        assertThat(select().upperFilters()).containsExactly("new", "other");
    }

    @Test
    void an_extension_may_not_name_the_function_driver() {
        store.add("base.inf", InfFixture.widget().bytes());
        store.add(
                "ext.inf",
                InfFixture.extension("1")
                        .with("Widget.NT.Services", "AddService = usurper,2,S")
                        .withService("S", "usurper.sys")
                        .bytes());
        DriverSelection selection = select();
        assertThat(selection.service()).contains("widget");
        assertThat(selection.notes())
                .contains("ext.inf, line 22: an extension may not name the function driver, leave out 0x2");
    }

    @Test
    void an_extension_uses_the_levels_of_the_base_but_defines_none() {
        store.add(
                "base.inf",
                InfFixture.widget()
                        .with("Widget.NT.HW", "AddReg = Reg")
                        .with("Reg", "HKR,,LowerFilterLevels,0x00010000,A,B", "HKR,,LowerFilters,0x00010000,base")
                        .bytes());
        store.add(
                "ext.inf",
                InfFixture.extension("1")
                        .with("Widget.NT.HW", "AddReg = Reg")
                        .with("Reg", "HKR,,LowerFilterLevels,0x00010000,Z")
                        .with("Widget.NT.Filters", "AddFilter = a,,A")
                        .with("A", "FilterLevel = A")
                        .bytes());
        DriverSelection selection = select();
        assertThat(selection.lowerFilters()).containsExactly("a", "base");
        assertThat(selection.notes()).contains("ext.inf, line 25: only a base driver may define LowerFilterLevels");
    }

    private static InfFixture filterExtension(String id, String filter, String flags) {
        return InfFixture.extension(id)
                .with("Widget.NT.HW", "AddReg = Reg")
                .with("Reg", "HKR,,UpperFilters," + flags + "," + filter)
                .with("Widget.NT.Services", "AddService = " + filter + ",,S")
                .withService("S", filter + ".sys");
    }

    private DriverSelection select() {
        return store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
    }
}
