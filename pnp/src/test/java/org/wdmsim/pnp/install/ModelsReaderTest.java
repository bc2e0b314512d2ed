package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelsReaderTest {
    private static final InfTarget AMD64 = InfTarget.DEFAULT;

    @Test
    void the_highest_version_that_is_not_above_the_target_is_chosen() {
        assertThat(chosen(AMD64, "NTamd64", "NTamd64.6.1", "NTamd64.6.3", "NTamd64.11.0"))
                .isEqualTo("NTamd64.6.3");
    }

    @Test
    void a_build_number_counts_only_within_its_own_version() {
        String[] decorations = {"NTamd64.6.1", "NTamd64.10.0...16299", "NTamd64.10.0...99999"};
        assertThat(chosen(AMD64, decorations)).isEqualTo("NTamd64.10.0...16299");
        assertThat(chosen(AMD64.withBuild(15063), decorations)).isEqualTo("NTamd64.6.1");
        assertThat(chosen(new InfTarget("amd64", 11, 0, 1), decorations)).isEqualTo("NTamd64.10.0...99999");
    }

    @Test
    void of_several_builds_the_highest_that_is_not_above_the_target_is_chosen() {
        assertThat(chosen(AMD64, "NTamd64.10.0...14393", "NTamd64.10.0...18362", "NTamd64.10.0...16299"))
                .isEqualTo("NTamd64.10.0...18362");
    }

    @Test
    void another_architecture_is_passed_over() {
        assertThat(chosen(new InfTarget("arm64", 10, 0, 22000), "NTamd64.10.0", "NTarm64", "NTx86"))
                .isEqualTo("NTarm64");
    }

    @Test
    void the_version_counts_before_the_architecture() {
        assertThat(chosen(AMD64, "NTamd64.6.1", "NT.10.0")).isEqualTo("NT.10.0");
        assertThat(chosen(AMD64, "NT.10.0", "NTamd64.10.0")).isEqualTo("NTamd64.10.0");
        assertThat(chosen(AMD64, "NT", "NTamd64")).isEqualTo("NTamd64");
    }

    @Test
    void the_version_counts_before_product_and_suite() {
        assertThat(chosen(AMD64, "NTamd64", "NTamd64.5", "NTamd64.10.5", "NTamd64....0x10"))
                .isEqualTo("NTamd64.5");
    }

    @Test
    void a_server_section_is_not_for_a_workstation() {
        assertThat(chosen(AMD64, "NTamd64.10.0.3", "NTamd64.6.0.1")).isEqualTo("NTamd64.6.0.1");
        assertThat(chosen(AMD64, "NTamd64.10.0..0x80", "NTamd64.6.0")).isEqualTo("NTamd64.6.0");
    }

    @Test
    void the_undecorated_section_serves_where_no_decoration_applies() {
        InfFixture inf = InfFixture.widget()
                .with("Manufacturer", "%Maker% = Models, NTx86, NTamd64.99.0")
                .without("Models.NTamd64")
                .with("Models", "%Widget% = Widget, ROOT\\WIDGET");
        DriverSelection selection = inf.selected();
        assertThat(selection.installSection()).isEqualTo("Widget.NT");
        assertThat(selection.notes())
                .containsExactly("widget.inf, line 27: [Models] names no architecture, "
                        + "Windows asks for one except on x86: NTamd64");
    }

    @Test
    void a_manufacturer_that_is_not_for_the_target_leaves_a_note() {
        InfFixture inf = InfFixture.widget().with("Manufacturer", "%Maker% = Models, NTamd64.10.0...99999");
        DriverPackage added = new DriverStore().add("widget.inf", inf.bytes());
        assertThat(added.models()).isEmpty();
        assertThat(added.notes())
                .containsExactly("widget.inf, line 9: no models section of Models is for amd64 10.0.19041, "
                        + "only NTamd64.10.0...99999");
    }

    @Test
    void an_empty_section_excludes_a_system() {
        InfFixture inf = InfFixture.widget()
                .with("Manufacturer", "%Maker% = Models, NTamd64, NTamd64.10.0")
                .with("Models.NTamd64.10.0", "; nothing");
        assertThat(new DriverStore().add("widget.inf", inf.bytes()).models()).isEmpty();
    }

    @Test
    void a_manufacturer_may_be_a_name_alone() {
        InfFixture inf = InfFixture.widget()
                .with("Manufacturer", "Acme")
                .with("Acme", "%Widget% = Widget, ROOT\\WIDGET, ROOT\\GADGET, *PNP0001");
        DriverModel model =
                new DriverStore().add("widget.inf", inf.bytes()).models().get(0);
        assertThat(model.manufacturer()).isEqualTo("Acme");
        assertThat(model.hardwareId()).isEqualTo("ROOT\\WIDGET");
        assertThat(model.compatibleIds()).containsExactly("ROOT\\GADGET", "*PNP0001");
    }

    @Test
    void a_models_line_may_have_compatible_ids_alone() {
        InfFixture inf = InfFixture.widget().with("Models.NTamd64", "%Widget% = Widget,, ROOT\\WIDGET");
        DriverSelection selection = inf.selected();
        assertThat(selection.rank()).isEqualTo(0x00FF1000);
    }

    @Test
    void the_install_section_is_looked_for_with_the_longest_decoration_first() {
        InfFixture inf = InfFixture.widget().with("Widget", "");
        assertThat(inf.selected().installSection()).isEqualTo("Widget.NT");
        assertThat(inf.with("Widget.ntAMD64", "").selected().installSection()).isEqualTo("Widget.ntAMD64");
    }

    @Test
    void the_other_parts_must_have_the_decoration_of_the_install_section() {
        DriverSelection selection =
                InfFixture.widget().with("Widget.NTamd64", "").selected();
        assertThat(selection.service()).isEmpty();
        assertThat(selection.notes())
                .containsExactly(
                        "widget.inf, line 17: [Widget.NT.Services] is not used, since [Widget.NTamd64] was chosen; "
                                + "name it [Widget.NTamd64.Services]",
                        "no AddService with the flag 0x2 was found: the device has no function driver");
    }

    private static String chosen(InfTarget target, String... decorations) {
        InfFixture inf = InfFixture.widget()
                .without("Models.NTamd64")
                .with("Manufacturer", "%Maker% = Models, " + String.join(", ", decorations));
        for (String decoration : decorations) {
            inf.with("Models." + decoration, "%Widget% = Widget, ROOT\\WIDGET");
        }
        DriverPackage added = new DriverStore(target).add("widget.inf", inf.bytes());
        return added.models().get(0).modelsSection().substring("Models.".length());
    }
}
