package org.wdmsim.samples.lab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The INF files of the samples. */
class DriverPackagesTest {
    @Test
    void an_inf_file_that_is_not_there_is_named_and_how_to_write_it_is_said() {
        assertThatThrownBy(() -> DriverPackages.store("mailbox/mailbox.inf", "mailbox.inf"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no resource \"mailbox.inf\"", "give package and file");
    }
}
