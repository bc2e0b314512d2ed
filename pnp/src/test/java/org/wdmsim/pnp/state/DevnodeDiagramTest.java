package org.wdmsim.pnp.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DevnodeDiagramTest {
    @Test
    void the_diagram_is_as_pinned() throws IOException {
        assertThat(DevnodeDiagram.mermaid()).isEqualTo(pinned("devnode-states.mmd"));
    }

    @Test
    void the_table_is_as_pinned() throws IOException {
        assertThat(DevnodeDiagram.states() + "\n" + DevnodeDiagram.markdown()).isEqualTo(pinned("devnode-states.md"));
    }

    private static String pinned(String name) throws IOException {
        return Resources.toString(Resources.getResource(DevnodeDiagramTest.class, name), UTF_8);
    }
}
