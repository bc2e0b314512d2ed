package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverStoreTest {
    private final DriverStore store = new DriverStore();

    @Test
    void a_file_is_added_under_its_own_name(@TempDir Path folder) throws IOException {
        Path inf = Files.write(folder.resolve("widget.inf"), InfFixture.widget().bytes());
        assertThat(store.add(inf)).hasToString("widget.inf [Sample 2020-05-06 1.2.3.4, 1 models]");
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path folder) {
        assertThatThrownBy(() -> store.add(folder.resolve("none.inf")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.inf");
    }

    @Test
    void packages_stand_in_the_order_of_adding() {
        store.add("b.inf", InfFixture.widget().bytes());
        store.add("a.inf", InfFixture.widget().bytes());
        assertThat(store.packages()).extracting(DriverPackage::fileName).containsExactly("b.inf", "a.inf");
    }

    @Test
    void a_file_of_the_same_name_is_refused_even_as_a_template() {
        store.add("a.inf", InfFixture.widget().bytes());
        assertThatThrownBy(() -> store.add("A.inx", InfFixture.widget().bytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the driver store already holds a.inf; give this file another name");
    }

    @Test
    void a_selection_does_not_change_when_files_are_added_later() {
        store.add("widget.inf", InfFixture.widget().bytes());
        DriverSelection before = select();
        store.add(
                "classfilter.inf",
                InfFixture.widget()
                        .without("Manufacturer")
                        .with("ClassInstall32", "AddReg = Reg")
                        .with("Reg", "HKR,,UpperFilters,0x00010008,cu")
                        .bytes());
        assertThat(before.upperClassFilters()).isEmpty();
        assertThat(select().upperClassFilters()).containsExactly("cu");
    }

    @Test
    void a_copy_has_the_same_files_and_class_filters_and_goes_its_own_way() {
        store.add("widget.inf", InfFixture.widget().bytes());
        store.add(
                "classfilter.inf",
                InfFixture.widget()
                        .without("Manufacturer")
                        .with("ClassInstall32", "AddReg = Reg")
                        .with("Reg", "HKR,,UpperFilters,0x00010008,cu")
                        .bytes());
        DriverStore copy = store.copy();
        assertThat(copy.packages()).isEqualTo(store.packages());
        assertThat(copy.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow().upperClassFilters())
                .containsExactly("cu");
        copy.add("more.inf", InfFixture.widget().bytes());
        assertThat(store.packages()).hasSize(2);
        store.add("other.inf", InfFixture.widget().bytes());
        assertThat(copy.packages()).extracting(DriverPackage::fileName).doesNotContain("other.inf");
    }

    @Test
    void what_was_selected_once_is_remembered_by_all_copies_until_a_file_is_added() {
        store.add("widget.inf", InfFixture.widget().bytes());
        DriverStore copy = store.copy();
        DriverSelection once = select();
        assertThat(select()).isSameAs(once);
        assertThat(copy.select(DeviceIds.of("ROOT\\WIDGET"))).containsSame(once);
        store.add("extension.inf", InfFixture.extension("1").bytes());
        assertThat(select()).isNotSameAs(once);
        assertThat(copy.select(DeviceIds.of("ROOT\\WIDGET"))).containsSame(once);
    }

    @Test
    void that_no_driver_fits_is_remembered_no_longer_than_that() {
        assertThat(store.select(DeviceIds.of("ROOT\\WIDGET"))).isEmpty();
        store.add("widget.inf", InfFixture.widget().bytes());
        assertThat(store.select(DeviceIds.of("ROOT\\WIDGET"))).isPresent();
    }

    @Test
    void a_file_without_devices_says_so() {
        DriverPackage added = store.add(
                "none.inf", InfFixture.widget().without("Manufacturer").bytes());
        assertThat(added.models()).isEmpty();
        assertThat(added.notes()).containsExactly("none.inf has no [Manufacturer] section: it installs no device");
    }

    @Test
    void identifiers_are_compared_without_regard_to_case() {
        store.add("widget.inf", InfFixture.widget().bytes());
        assertThat(store.select(DeviceIds.of("root\\wIdGeT"))).isPresent();
    }

    private DriverSelection select() {
        return store.select(DeviceIds.of("ROOT\\WIDGET")).orElseThrow();
    }
}
