package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.testkit.Machines;
import org.wdmsim.pnp.testkit.MachinesAtRest;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.trace.TraceEntry;

/** The races in the stories of the small drivers are really run: each request ends in every way that it can. */
@ExtendWith(MachinesAtRest.class)
class BenchStoriesTest {
    private static final int SEEDS = 300;

    /** How requests of this sort ended in a driver's hands, over many clean runs. */
    private static Set<String> ends(Machines machines, String scenario, String driver, String request) {
        Set<String> ends = new TreeSet<>();
        Predicate<TraceEntry> completes = entry -> entry.event().kind() == IoStep.IO_COMPLETE_REQUEST
                && entry.event().second() instanceof DeviceObject device
                && device.driver().serviceName().equals(driver)
                && entry.event().subject() instanceof Irp irp
                && irp.location(irp.stackCount()).request().toString().contains(request);
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                ScenarioRun run = machines.play(
                        Scenarios.named(scenario).orElseThrow(),
                        RunOptions.seed(seed).on(carrier).withWatchdog(null));
                ScenariosTest.assertClean(run);
                run.trace()
                        .where(completes)
                        .forEach(entry -> ends.add(entry.event().first().toString()));
            }
        }
        return ends;
    }

    @Test
    void a_read_of_a_mailbox_that_is_pulled_out_is_cancelled_drained_or_refused(Machines machines) {
        assertThat(ends(machines, "mailbox-pulled-out", "mailbox", "IRP_MJ_READ"))
                .containsExactly("STATUS_CANCELLED", "STATUS_DELETE_PENDING");
    }

    @Test
    void a_letter_arrives_and_the_read_of_a_closed_handle_is_cancelled(Machines machines) {
        assertThat(ends(machines, "mailbox", "mailbox", "IRP_MJ_READ"))
                .containsExactly("STATUS_CANCELLED", "STATUS_SUCCESS");
    }

    @Test
    void a_packet_of_a_kettle_that_is_pulled_out_boils_is_cancelled_or_hears_of_it(Machines machines) {
        assertThat(ends(machines, "kettle-pulled-out", "kettle", "IRP_MJ_WRITE"))
                .containsExactly("STATUS_CANCELLED", "STATUS_DEVICE_NOT_CONNECTED", "STATUS_SUCCESS");
    }

    @Test
    void an_egg_is_passed_on_or_ended_when_its_device_is_removed(Machines machines) {
        assertThat(ends(machines, "egg-timer-races-client", "eggtimer", "IRP_MJ_WRITE"))
                .as("whose timer is taken back")
                .containsExactly("STATUS_DELETE_PENDING");
        assertThat(ends(machines, "egg-timer-races-client", "mailbox", "IRP_MJ_WRITE"))
                .as("whose timer has rung")
                .containsExactly("STATUS_DELETE_PENDING");
    }
}
