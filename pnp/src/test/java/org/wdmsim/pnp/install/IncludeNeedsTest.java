package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncludeNeedsTest {
    /** A filter for a device whose function driver is described by port.inf. */
    private final InfFixture filter = InfFixture.widget()
            .with(
                    "Widget.NT.Services",
                    "AddService = filter,,Widget_Service",
                    "Include = Port.inf",
                    "Needs = P.Services")
            .with("Widget.NT.HW", "AddReg = Reg", "Include = port.inf", "Needs = P.HW")
            .with("Reg", "HKR,,UpperFilters,0x00010008,filter");

    private final InfFixture port = InfFixture.widget()
            .with("Models.NTamd64", "%Widget% = P, ROOT\\PORT")
            .with("P", "")
            .with("P.Services", "AddService = port,2,Widget_Service", "AddService = mux,,Widget_Service")
            .with("P.HW", "AddReg = P.Reg")
            .with("P.Reg", "HKR,,UpperFilters,0x00010000,mux");

    private final DriverStore store = new DriverStore();

    @Test
    void a_file_that_is_absent_leaves_a_note_for_each_section_needed() {
        store.add("filter.inf", filter.bytes());
        DriverSelection selection = select();
        assertThat(selection.service()).isEmpty();
        assertThat(selection.upperFilters()).containsExactly("filter");
        assertThat(selection.notes())
                .containsExactly(
                        "filter.inf, line 35: needs port.inf, which is not in the store, for its section [P.HW]",
                        "filter.inf, line 20: needs Port.inf, which is not in the store, for its section [P.Services]",
                        "no AddService with the flag 0x2 was found: the device has no function driver");
    }

    @Test
    void a_file_in_the_store_is_followed_before_the_section_s_own_lines() {
        store.add("port.inf", port.bytes());
        store.add("filter.inf", filter.bytes());
        DriverSelection selection = select();
        assertThat(selection.infName()).isEqualTo("filter.inf");
        assertThat(selection.service()).contains("port");
        assertThat(selection.upperFilters()).containsExactly("mux", "filter");
        assertThat(selection.services()).containsOnlyKeys("port", "mux", "filter");
        assertThat(selection.notes()).isEmpty();
    }

    @Test
    void a_file_added_later_or_as_a_template_is_found_too() {
        store.add("filter.inf", filter.bytes());
        store.add("PORT.inx", port.bytes());
        assertThat(select().service()).contains("port");
    }

    @Test
    void a_section_that_the_included_file_lacks_leaves_a_note() {
        store.add("port.inf", port.without("P.HW").bytes());
        store.add("filter.inf", filter.bytes());
        assertThat(select().notes())
                .containsExactly("filter.inf, line 35: needs the section [P.HW], "
                        + "which neither this file nor an included one has");
    }

    @Test
    void a_file_may_need_its_own_sections_even_in_a_circle() {
        store.add(
                "self.inf",
                InfFixture.widget()
                        .with("Widget.NT.HW", "Needs = Common.HW")
                        .with("Common.HW", "AddReg = Reg", "Needs = Widget.NT.HW")
                        .with("Reg", "HKR,,LowerFilters,0x00010000,widget")
                        .bytes());
        assertThat(select().lowerFilters()).containsExactly("widget");
    }

    private DriverSelection select() {
        return store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
    }
}
