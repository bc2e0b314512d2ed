package org.wdmsim.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DriverPnpTableTest {
    @Test
    void the_diagram_is_as_pinned() throws IOException {
        assertThat(DriverPnpTable.mermaid()).isEqualTo(pinned("driver-pnp-states.mmd"));
    }

    @Test
    void the_table_is_as_pinned() throws IOException {
        assertThat(DriverPnpTable.markdown()).isEqualTo(pinned("driver-pnp-states.md"));
    }

    private static String pinned(String name) throws IOException {
        return Resources.toString(Resources.getResource(DriverPnpTableTest.class, name), UTF_8);
    }
}
