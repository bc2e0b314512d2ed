package org.wdmsim.docs;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.wdmsim.io.DriverPnpTable;
import org.wdmsim.pnp.state.DevnodeDiagram;

/** The pages of states are made from the tables that the machine itself obeys. */
class StatePagesTest {
    @Test
    void the_page_of_devnode_states_says_what_the_table_says() throws IOException {
        GeneratedPage.check("devnode-states.md", """
                # The states of a device node

                The PnP manager keeps one device node (devnode) for each device that a bus reports. This page says which
                states it knows, and what each event does in each of them. *Never* means that the event cannot come in
                that state, and why; should it come all the same, the simulator itself is wrong.

                ## The states

                %s
                ## The changes

                ```mermaid
                %s```

                ## Every state and every event

                %s""".formatted(
                        DevnodeDiagram.states(), DevnodeDiagram.mermaid(), DevnodeDiagram.markdown()));
    }

    @Test
    void the_page_of_driver_states_says_what_the_table_says() throws IOException {
        GeneratedPage.check("driver-states.md", """
                # The states a driver keeps for a device

                Each driver of a stack keeps its own state for each of its devices, and PnP requests change it.
                The sample drivers use this table. *Never* means that the PnP manager does not send the request then.

                ```mermaid
                %s```

                %s""".formatted(DriverPnpTable.mermaid(), DriverPnpTable.markdown()));
    }
}
