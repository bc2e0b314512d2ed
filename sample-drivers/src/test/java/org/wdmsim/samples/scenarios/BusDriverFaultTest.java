package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION;
import static org.wdmsim.base.BugCheckCode.PNP_DETECTED_FATAL_ERROR;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.toaster.ToasterLab;

/** What a bus driver must not do with its PDOs, and what the machine says when it does. */
class BusDriverFaultTest {
    /** Lets the machine find the bus, removes the toaster if there is one, and looks at the bus twice more. */
    private static void play(Stage stage) {
        stage.thread("user", () -> {
            stage.pnp().waitUntilIdle();
            Devnode bus = stage.pnp().find(ToasterLab.BUS);
            Devnode toaster = stage.pnp().find(ToasterLab.toaster(1));
            stage.pnp().remove(toaster, RemovalReason.REMOVE);
            stage.pnp().rescan(bus);
            stage.pnp().rescan(bus);
        });
    }

    private static void assertStops(ScriptedBus.Fault fault, BugCheckCode code, String firstParameter) {
        for (RunOptions options : List.of(RunOptions.seed(1).withPolicy("first"), RunOptions.seed(1))) {
            Outcome outcome = ScenarioRunner.run(
                            new Scenario("test", "a test", "", ToasterLab.lab(), BusDriverFaultTest::play),
                            options.replacing("toasterbus", () -> new ScriptedBus(fault)))
                    .outcome();

            assertThat(outcome).isInstanceOfSatisfying(Outcome.BugChecked.class, stopped -> {
                assertThat(stopped.bugCheck().code()).isEqualTo(code);
                assertThat(stopped.bugCheck().parameter(0)).isEqualToIgnoringCase(firstParameter);
            });
        }
    }

    @Test
    void two_children_with_the_same_ids_stop_the_machine() {
        assertStops(ScriptedBus.Fault.DUPLICATE_IDS, PNP_DETECTED_FATAL_ERROR, "0x1");
    }

    @Test
    void a_deleted_pdo_in_the_list_stops_the_machine() {
        assertStops(ScriptedBus.Fault.REPORTS_A_DELETED_PDO, PNP_DETECTED_FATAL_ERROR, "0x4");
    }

    @Test
    void a_pdo_that_is_deleted_while_it_is_reported_stops_the_machine() {
        assertStops(ScriptedBus.Fault.DELETES_A_REPORTED_PDO, DRIVER_VERIFIER_IOMANAGER_VIOLATION, "0x221");
    }

    @Test
    void a_null_in_the_list_stops_the_machine() {
        assertStops(ScriptedBus.Fault.REPORTS_NULL, PNP_DETECTED_FATAL_ERROR, "0x8");
    }

    @Test
    void a_device_id_with_a_blank_stops_the_machine() {
        assertStops(ScriptedBus.Fault.ODD_DEVICE_ID, PNP_DETECTED_FATAL_ERROR, "0x3");
    }

    @Test
    void a_pdo_that_comes_back_after_it_was_missing_stops_the_machine() {
        assertStops(ScriptedBus.Fault.BRINGS_A_PDO_BACK, PNP_DETECTED_FATAL_ERROR, "0x4");
    }
}
