package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DriverFiltersTest {
    private final InfFixture inf = InfFixture.widget().with("Widget.NT.HW", "AddReg = Reg");

    @Test
    void device_filters_stand_in_the_order_of_the_value() {
        inf.with("Reg", "HKR,,\"UpperFilters\",0x00010000,\"b\",a", "HKR,,lowerfilters,0x10000,d,c");
        DriverSelection selection = inf.selected();
        assertThat(selection.upperFilters()).containsExactly("b", "a");
        assertThat(selection.lowerFilters()).containsExactly("d", "c");
    }

    @Test
    void the_append_flag_adds_what_is_not_there_yet() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,a", "HKR,,UpperFilters,0x00010008,b,A,\"\"");
        assertThat(inf.selected().upperFilters()).containsExactly("a", "b");
    }

    @Test
    void writing_without_the_append_flag_replaces_and_says_so() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,a", "HKR,,UpperFilters,0x00010000,b");
        DriverSelection selection = inf.selected();
        assertThat(selection.upperFilters()).containsExactly("b");
        assertThat(selection.notes())
                .contains("widget.inf, line 35: replaces UpperFilters [a], use the flags 0x00010008 to append");
    }

    @Test
    void keep_delete_and_overwrite_flags_do_what_they_say() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,a", "HKR,,UpperFilters,0x00010002,b");
        assertThat(inf.selected().upperFilters()).containsExactly("a");
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,a", "HKR,,UpperFilters,0x4");
        assertThat(inf.selected().upperFilters()).isEmpty();
        inf.with("Reg", "HKR,,UpperFilters,0x00010020,a");
        assertThat(inf.selected().upperFilters()).isEmpty();
        inf.with("Reg", "HKR,,UpperFilters,0x00010010,a");
        assertThat(inf.selected().upperFilters()).isEmpty();
    }

    @Test
    void a_filter_written_as_a_plain_string_is_taken_with_advice() {
        inf.with("Reg", "HKR,,UpperFilters,,a");
        assertThat(inf.selected().upperFilters()).containsExactly("a");
        assertThat(inf.selected().notes())
                .contains("widget.inf, line 34: UpperFilters is written as one string, "
                        + "use the flags 0x00010000 (REG_MULTI_SZ)");
    }

    @Test
    void a_filter_below_a_subkey_or_in_the_software_key_is_none() {
        inf.with("Reg", "HKR,Parameters,UpperFilters,0x00010000,a");
        assertThat(inf.selected().upperFilters()).isEmpty();
        inf.with("Widget.NT.HW", "").with("Widget.NT", "AddReg = Reg").with("Reg", "HKR,,UpperFilters,0x00010000,a");
        assertThat(inf.selected().upperFilters()).isEmpty();
        assertThat(inf.selected().notes())
                .contains("widget.inf, line 34: UpperFilters goes to the software key and has no effect, "
                        + "write it in the .HW section");
    }

    @Test
    void a_filter_that_no_file_installs_leaves_a_note() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,Widget,stray");
        assertThat(inf.selected().notes())
                .containsExactly("driver stray is in the stack, but no AddService in the store installs it");
    }

    @Test
    void class_filters_of_any_file_stand_in_every_stack_of_the_class() {
        DriverStore store = new DriverStore();
        store.add("widget.inf", InfFixture.widget().bytes());
        store.add(
                "classfilter.inf",
                InfFixture.widget()
                        .without("Manufacturer")
                        .with("ClassInstall32", "AddReg = Unused")
                        .with("ClassInstall32.NT", "AddReg = ClassReg")
                        .with("Unused", "HKR,,UpperFilters,0x00010008,unused")
                        .with("ClassReg", "HKR,,UpperFilters,0x00010008,cu", "HKR,,LowerFilters,0x00010008,cl")
                        .bytes());
        DriverSelection selection = store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
        assertThat(selection.upperClassFilters()).containsExactly("cu");
        assertThat(selection.lowerClassFilters()).containsExactly("cl");
        assertThat(selection.upperFilters()).isEmpty();
    }

    @Test
    void a_class_filter_may_be_written_by_the_full_path_of_the_class_key() {
        DriverStore store = new DriverStore();
        store.add("widget.inf", InfFixture.widget().bytes());
        String key = "SYSTEM\\CurrentControlSet\\Control\\Class\\{11111111-2222-3333-4444-555555555555}";
        store.add(
                "classfilter.inf",
                InfFixture.widget()
                        .without("Manufacturer")
                        .with("DefaultInstall.NTamd64", "AddReg = Reg")
                        .with("Reg", "HKLM, " + key + ", UpperFilters, 0x00010008, cu")
                        .bytes());
        assertThat(store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow().upperClassFilters())
                .containsExactly("cu");
    }

    @Test
    void the_filters_of_another_class_do_not_matter() {
        DriverStore store = new DriverStore();
        store.add("widget.inf", InfFixture.widget().bytes());
        store.add(
                "other.inf",
                InfFixture.widget()
                        .with(
                                "Version",
                                "Signature = \"$Chicago$\"",
                                "ClassGuid = {99999999-2222-3333-4444-555555555555}",
                                "DriverVer = 01/01/2000")
                        .with("ClassInstall32", "AddReg = ClassReg")
                        .with("ClassReg", "HKR,,UpperFilters,0x00010008,other")
                        .bytes());
        DriverSelection selection = store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
        assertThat(selection.infName()).isEqualTo("widget.inf");
        assertThat(selection.upperClassFilters()).isEmpty();
    }

    @Test
    void add_device_goes_from_the_bottom_of_the_stack_to_its_top() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,u1,u2", "HKR,,LowerFilters,0x00010000,l1,l2")
                .with("ClassInstall32", "AddReg = ClassReg")
                .with("ClassReg", "HKR,,UpperFilters,0x00010000,cu", "HKR,,LowerFilters,0x00010000,cl");
        assertThat(inf.selected().addDeviceOrder()).containsExactly("l1", "l2", "cl", "widget", "u1", "u2", "cu");
    }

    @Test
    void a_declared_filter_goes_to_the_end_of_its_position() {
        inf.with("Reg", "HKR,,UpperFilters,0x00010000,u1")
                .with("Widget.NT.Filters", "AddFilter = up,,Up", "AddFilter = down,,Down", "AddFilter = U1,,Up")
                .with("Up", "FilterPosition = upper")
                .with("Down", "FilterPosition = Lower");
        assertThat(inf.selected().upperFilters()).containsExactly("u1", "up");
        assertThat(inf.selected().lowerFilters()).containsExactly("down");
    }

    @Test
    void declared_filters_stand_by_level_and_the_others_at_the_default_level() {
        inf.with(
                        "Reg",
                        "HKR,,UpperFilterLevels,0x00010000,A,B,C",
                        "HKR,,UpperFilterDefaultLevel,,B",
                        "HKR,,UpperFilters,0x00010000,listed")
                .with(
                        "Widget.NT.Filters",
                        "AddFilter = c1,,C",
                        "AddFilter = b1,,B",
                        "AddFilter = a1,,A",
                        "AddFilter = lost,,Z",
                        "AddFilter = up,,Up")
                .with("A", "FilterLevel = a")
                .with("B", "FilterLevel = B")
                .with("C", "FilterLevel = C")
                .with("Z", "FilterLevel = Z")
                .with("Up", "FilterPosition = Upper");
        DriverSelection selection = inf.selected();
        assertThat(selection.upperFilters()).containsExactly("a1", "listed", "up", "b1", "c1");
        assertThat(selection.notes())
                .contains("widget.inf, line 42: filter lost is left out, the base driver has no level Z");
    }

    @Test
    void declared_filters_need_windows_10_version_1903() {
        inf.with("Reg", "").with("Widget.NT.Filters", "AddFilter = up,,Up").with("Up", "FilterPosition = Upper");
        DriverStore store = new DriverStore(InfTarget.DEFAULT.withBuild(17763));
        store.add("widget.inf", inf.bytes());
        DriverSelection selection = store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
        assertThat(selection.upperFilters()).isEmpty();
        assertThat(selection.notes())
                .containsExactly("widget.inf, line 37: AddFilter up has no effect before build 18362");
    }
}
