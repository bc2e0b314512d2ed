package org.wdmsim.ob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_COLLISION;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_INVALID;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_NOT_FOUND;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_PATH_SYNTAX_BAD;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.KernelObject;
import org.wdmsim.machine.Machine;

/** Names: io.md 9.2. */
class NamespaceTest {
    private final Namespace names = new Namespace(Machine.builder().build().kernel());
    private final KernelObject toaster = () -> "toaster";

    @Test
    void names_compare_without_regard_to_case() {
        assertThat(names.insert("\\Device\\Toaster0", toaster)).isEqualTo(STATUS_SUCCESS);
        assertThat(names.resolve("\\DEVICE\\toaster0")).contains(toaster);
        assertThat(names.insert("\\device\\TOASTER0", toaster)).isEqualTo(STATUS_OBJECT_NAME_COLLISION);
        assertThat(names.link("\\Device\\Toaster0", "\\x")).isEqualTo(STATUS_OBJECT_NAME_COLLISION);
        names.remove("\\device\\toaster0");
        assertThat(names.isTaken("\\Device\\Toaster0")).isFalse();
    }

    @Test
    void the_old_names_of_the_visible_directory_lead_to_it() {
        names.insert("\\Device\\Toaster0", toaster);
        assertThat(names.link("\\DosDevices\\Toaster", "\\Device\\Toaster0")).isEqualTo(STATUS_SUCCESS);
        assertThat(names.resolve("\\??\\Toaster")).contains(toaster);
        assertThat(names.resolve("\\GLOBAL??\\toaster")).contains(toaster);
        assertThat(names.isTaken("\\??\\Toaster")).isTrue();
        assertThat(names.link("\\??\\Toaster", "\\x")).isEqualTo(STATUS_OBJECT_NAME_COLLISION);
        assertThat(names.target("\\??\\Toaster")).contains("\\Device\\Toaster0");
        assertThat(names.namesIn("\\dosdevices")).containsExactly("\\DosDevices\\Toaster");
        assertThat(names.unlink("\\GLOBAL??\\Toaster")).isEqualTo(STATUS_SUCCESS);
        assertThat(names.resolve("\\DosDevices\\Toaster")).isEmpty();
    }

    @Test
    void links_lead_on_through_chains_but_not_in_circles() {
        names.insert("\\Device\\Toaster0", toaster);
        names.link("\\??\\a", "\\??\\b");
        names.link("\\??\\b", "\\??\\c");
        assertThat(names.resolve("\\??\\a")).isEmpty();
        names.link("\\??\\c", "\\Device\\Toaster0");
        assertThat(names.resolve("\\??\\a")).contains(toaster);
        names.link("\\??\\x", "\\??\\y");
        names.link("\\??\\y", "\\??\\x");
        assertThat(names.lookup("\\??\\x").status()).isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void what_is_left_of_a_name_is_for_the_driver_of_the_device() {
        names.insert("\\Device\\Toaster0", toaster);
        names.link("\\??\\Toaster", "\\Device\\Toaster0");
        Namespace.Found found = names.lookup("\\??\\Toaster\\left\\Slot").value();
        assertThat(found.object()).isSameAs(toaster);
        assertThat(found.remainder()).isEqualTo("\\left\\Slot");
        assertThat(names.lookup("\\Device\\Toaster0").value().remainder()).isEmpty();
        assertThat(names.resolve("\\??\\Toaster\\left")).isEmpty();
        assertThat(names.lookup("\\Device\\Toaster0x").status()).isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
    }

    @Test
    void a_name_as_a_whole_goes_before_its_beginning() {
        KernelObject slot = () -> "slot";
        names.insert("\\Device\\Toaster0", toaster);
        names.insert("\\Device\\Slot", slot);
        names.link("\\??\\path#{guid}", "\\Device\\Toaster0");
        names.link("\\??\\path#{guid}\\ref", "\\Device\\Slot");
        assertThat(names.resolve("\\??\\path#{guid}\\ref")).contains(slot);
        assertThat(names.resolve("\\??\\path#{guid}")).contains(toaster);
    }

    @Test
    void names_begin_with_a_backslash_and_have_no_empty_part() {
        assertThat(names.insert("Device\\Toaster0", toaster)).isEqualTo(STATUS_OBJECT_PATH_SYNTAX_BAD);
        assertThat(names.insert("\\Device\\", toaster)).isEqualTo(STATUS_OBJECT_NAME_INVALID);
        assertThat(names.link("\\Device\\\\x", "\\y")).isEqualTo(STATUS_OBJECT_NAME_INVALID);
        assertThat(names.lookup("Toaster").status()).isEqualTo(STATUS_OBJECT_PATH_SYNTAX_BAD);
    }

    @Test
    void only_links_are_unlinked_and_only_objects_removed() {
        names.insert("\\Device\\Toaster0", toaster);
        names.link("\\??\\Toaster", "\\Device\\Toaster0");
        assertThat(names.unlink("\\Device\\Toaster0")).isEqualTo(STATUS_OBJECT_NAME_NOT_FOUND);
        names.remove("\\??\\Toaster");
        assertThat(names.resolve("\\??\\Toaster")).contains(toaster);
        assertThat(names.namesIn("\\Device")).containsExactly("\\Device\\Toaster0");
    }
}
