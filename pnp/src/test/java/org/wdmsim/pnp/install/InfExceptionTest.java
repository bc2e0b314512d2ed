package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every message names the file, the line, what is wrong, and what was expected. */
class InfExceptionTest {
    private final InfFixture inf = InfFixture.widget();

    @Test
    void the_version_section_is_missing() {
        assertRefused(
                inf.without("Version"),
                "widget.inf: there is no [Version] section; expected one with Signature = \"$Windows NT$\"");
    }

    @Test
    void the_signature_is_missing() {
        assertRefused(
                inf.with("Version", "Class = Sample"),
                "widget.inf: [Version] has no Signature; " + "expected Signature = \"$Windows NT$\" or \"$Chicago$\"");
    }

    @Test
    void the_signature_is_unknown() {
        assertRefused(
                inf.with("Version", "Class = Sample", "Signature = \"$Windows 3.1$\""),
                "widget.inf, line 3: the Signature \"$Windows 3.1$\" is unknown; "
                        + "expected \"$Windows NT$\" or \"$Chicago$\"");
    }

    @Test
    void the_class_guid_is_malformed() {
        assertRefused(
                inf.with("Version", "Signature = \"$Chicago$\"", "ClassGuid = {1234}"),
                "widget.inf, line 3: ClassGuid \"{1234}\" is not a GUID; "
                        + "expected {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}");
    }

    @Test
    void the_driver_version_is_malformed() {
        assertRefused(
                inf.with("Version", "Signature = \"$Chicago$\"", "DriverVer = 31/12/2020, 1.0"),
                "widget.inf, line 3: DriverVer \"31/12/2020,1.0\" is not a date and a version; "
                        + "expected mm/dd/yyyy,w.x.y.z");
        assertRefused(
                inf.with("Version", "Signature = \"$Chicago$\"", "DriverVer = 12/31/2020, 1.x"),
                "widget.inf, line 3: DriverVer \"12/31/2020,1.x\" is not a date and a version; "
                        + "expected mm/dd/yyyy,w.x.y.z");
    }

    @Test
    void an_extension_has_no_extension_id() {
        assertRefused(
                inf.with("Version", "Signature = \"$Chicago$\"", "Class = Extension"),
                "widget.inf: [Version] has Class=Extension but no ExtensionId; expected ExtensionId = {guid}");
    }

    @Test
    void a_token_that_matters_is_undefined() {
        assertRefused(
                inf.with("Strings", "Maker = x"),
                "widget.inf, line 12: %Widget% is not defined; expected a line Widget = \"...\" in [Strings]");
    }

    @Test
    void an_undefined_token_that_nobody_reads_is_let_be() {
        inf.with("Widget.NT", "CopyFiles = %Nowhere%").with("SourceDisksNames", "1 = %Nowhere%");
        assertThat(inf.selected().service()).contains("widget");
    }

    @Test
    void the_models_section_for_the_target_is_missing() {
        assertRefused(
                inf.with("Manufacturer", "%Maker% = Models, NTamd64.10.0"),
                "widget.inf, line 9: the models section [Models.NTamd64.10.0] for amd64 10.0.19041 is missing; "
                        + "expected a section of that name");
        assertRefused(
                inf.with("Manufacturer", "%Maker% = Things"),
                "widget.inf, line 9: the models section [Things] for amd64 10.0.19041 is missing; "
                        + "expected a section of that name");
    }

    @Test
    void a_decoration_is_unknown() {
        assertRefused(
                inf.with("Manufacturer", "%Maker% = Models, NT$ARCH$"),
                "widget.inf, line 9: the decoration \"NT$ARCH$\" is not a TargetOSVersion; "
                        + "expected NT[arch][.major[.minor[.product[.suite[.build]]]]], "
                        + "arch one of [x86, ia64, amd64, arm, arm64]; "
                        + "variables are replaced only in a file named .inx");
        assertRefused(
                inf.with("Manufacturer", "%Maker% = Models, NTamd64.ten"),
                "widget.inf, line 9: the decoration \"NTamd64.ten\" has \"ten\" where a number belongs; "
                        + "expected a number such as 10 or 0x80, or nothing between two dots");
    }

    @Test
    void a_models_line_has_no_description() {
        assertRefused(
                inf.with("Models.NTamd64", "Widget, ROOT\\WIDGET"),
                "widget.inf, line 12: [Models.NTamd64] has a line without a device description; "
                        + "expected description = install section, hardware id");
    }

    @Test
    void the_install_section_is_missing() {
        assertRefused(
                inf.without("Widget.NT"),
                "widget.inf, line 12: the install section [Widget] is missing; "
                        + "expected one of [Widget.NTamd64], [Widget.NT], [Widget]");
    }

    @Test
    void a_quoted_string_is_not_closed() {
        assertRefused(
                inf.with("Models.NTamd64", "\"A widget = Widget, ROOT\\WIDGET"),
                "widget.inf, line 12: the quoted string \"A widget = Widget, ROOT\\WIDGET is not closed; "
                        + "expected a closing quote on the same line, and \"\" for a quote inside the string");
    }

    @Test
    void an_add_registry_section_is_missing() {
        assertRefused(
                inf.with("Widget.NT", "AddReg = Nowhere"),
                "widget.inf, line 15: AddReg names [Nowhere], which is not in the file; "
                        + "expected a section of that name");
        assertRefused(
                inf.with("Widget.NT", "").with("ClassInstall32", "AddReg = Nowhere"),
                "widget.inf, line 31: AddReg names [Nowhere], which is not in the file; "
                        + "expected a section of that name");
    }

    @Test
    void registry_flags_are_not_a_number() {
        assertRefused(
                inf.with("Widget.NT", "AddReg = Reg").with("Reg", "HKR,,x,REG_SZ,y"),
                "widget.inf, line 31: AddReg flags \"REG_SZ\" is not a 32-bit number; "
                        + "expected a number such as 2 or 0x00010000, or nothing at all");
    }

    @Test
    void a_filter_value_has_a_type_that_holds_no_names() {
        assertRefused(
                inf.with("Widget.NT.HW", "AddReg = Reg").with("Reg", "HKR,,UpperFilters,0x00010001,1"),
                "widget.inf, line 34: UpperFilters is written with flags 0x00010001; "
                        + "expected 0x00010000 (REG_MULTI_SZ), or 0x00010008 to append to what is there");
    }

    @Test
    void a_class_filter_has_a_type_that_holds_no_names() {
        assertRefused(
                inf.with("ClassInstall32", "AddReg = Reg").with("Reg", "HKR,,UpperFilters,1,1"),
                "widget.inf, line 34: UpperFilters is written with flags 0x00000001; "
                        + "expected 0x00010000 (REG_MULTI_SZ), or 0x00010008 to append to what is there");
    }

    @Test
    void service_flags_are_not_a_number() {
        assertRefused(
                inf.with("Widget.NT.Services", "AddService = widget, ASSOC, Widget_Service"),
                "widget.inf, line 18: AddService flags \"ASSOC\" is not a 32-bit number; "
                        + "expected a number such as 2 or 0x00010000, or nothing at all");
    }

    @Test
    void the_service_install_section_is_missing() {
        assertRefused(
                inf.without("Widget_Service"),
                "widget.inf, line 18: AddService widget names [Widget_Service], which is not in the file; "
                        + "expected a section of that name");
        assertRefused(
                inf.with("Widget.NT.Services", "AddService = widget, 2"),
                "widget.inf, line 18: AddService widget has no service-install section; "
                        + "expected AddService = widget, flags, section");
    }

    @Test
    void a_service_without_a_name_is_not_the_null_driver() {
        assertRefused(
                inf.with("Widget.NT.Services", "AddService = ,, Widget_Service"),
                "widget.inf, line 18: AddService has no service name; "
                        + "expected a name, or the flag 0x2 for a device without function driver: AddService = , 0x2");
    }

    @Test
    void a_service_install_section_lacks_an_entry() {
        assertRefused(
                inf.with("Widget_Service", "ServiceType = 1", "StartType = 3", "ErrorControl = 1"),
                "widget.inf, line 18: the service-install section [Widget_Service] has no ServiceBinary; "
                        + "expected a line ServiceBinary = ...");
    }

    @Test
    void a_start_type_is_out_of_range() {
        assertRefused(
                inf.with("Widget_Service", "ServiceType = 1", "StartType = 7", "ErrorControl = 1", "ServiceBinary = x"),
                "widget.inf, line 22: StartType is 7; expected a number from 0 to 4");
    }

    @Test
    void a_declared_filter_says_neither_level_nor_position() {
        assertRefused(
                inf.with("Widget.NT.Filters", "AddFilter = f,,F").with("F", "x = y"),
                "widget.inf, line 31: [F] has neither FilterLevel nor FilterPosition; expected exactly one of them");
        assertRefused(
                inf.with("F", "FilterPosition = Middle"),
                "widget.inf, line 34: FilterPosition is \"Middle\"; expected Upper or Lower");
    }

    @Test
    void a_section_header_is_not_closed() {
        assertRefused(
                "[Version\nSignature = x",
                "widget.inf, line 1: the section header \"[Version\" is not closed; expected a ] at its end");
        assertRefused(
                "[]\n", "widget.inf, line 1: the section header [] has no name; expected a name between the brackets");
    }

    @Test
    void the_file_is_some_other_text() {
        assertRefused(
                "; a note\nDear all,\n",
                "widget.inf, line 2: \"Dear all,\" stands before the first section; "
                        + "expected comments or a section header such as [Version]; is this an INF file?");
        assertRefused(
                "; a note\n",
                "widget.inf: the file has no sections; expected at least [Version]; is this an INF file?");
    }

    @Test
    void the_exception_tells_file_and_line_apart_from_its_message() {
        InfException thrown = catchThrowableOfType(
                InfException.class,
                () -> new DriverStore()
                        .add("widget.inf", inf.without("Widget.NT").bytes()));
        assertThat(thrown.fileName()).isEqualTo("widget.inf");
        assertThat(thrown.line()).isEqualTo(12);
    }

    private static void assertRefused(InfFixture inf, String message) {
        assertRefused(inf.text(), message);
    }

    private static void assertRefused(String text, String message) {
        DriverStore store = new DriverStore();
        assertThatThrownBy(() -> store.add("widget.inf", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InfException.class)
                .hasMessage(message);
        assertThat(store.packages()).isEmpty();
    }
}
