package org.wdmsim.samples.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_REMOVED;
import static org.wdmsim.base.NtStatus.STATUS_NO_SUCH_DEVICE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.toaster.ToasterLab;

/**
 * The toaster stack on host threads to which nobody listens. Whatever happens, nothing is lost, nothing is left, and each
 * request ends once. {@code -Dwdmsim.live.cycles=20000} makes it last.
 */
class LiveStressTest {
    private static final int CYCLES = Integer.getInteger("wdmsim.live.cycles", 200);

    private static Machine live(boolean checked) {
        return Machine.builder()
                .live(true)
                .processors(2)
                .checkedDrivers(checked)
                .watchdog(Duration.ofSeconds(60 + CYCLES / 10))
                .build();
    }

    @ParameterizedTest(name = "checked build: {0}")
    @ValueSource(booleans = {false, true})
    void toasters_come_and_go_while_they_are_read_written_and_cancelled(boolean checked, TestReporter reporter) {
        run(new ToasterStress(live(checked), ToasterLab.lab(), CYCLES).withReaders(2), reporter);
    }

    @Test
    void they_do_while_the_machine_sleeps_and_wakes(TestReporter reporter) {
        run(
                new ToasterStress(live(false), ToasterLab.lab(), CYCLES)
                        .withReaders(1)
                        .withSleeper(),
                reporter);
    }

    @Test
    void they_do_when_each_has_a_wait_wake(TestReporter reporter) {
        Lab lab = ToasterLab.wakingLab();
        run(new ToasterStress(live(true), lab, CYCLES).withReaders(1).withSleeper(), reporter);
    }

    @Test
    void a_read_that_is_cancelled_and_baked_for_at_once_ends_once(TestReporter reporter) {
        int rounds = CYCLES * 100;
        ToasterStress stress = new ToasterStress(live(false), ToasterLab.lab(), 1);
        CancelDuel duel = new CancelDuel(stress.machine, rounds);
        stress.machine.thread("reader", () -> stress.withOneToaster(duel::fight));
        Outcome outcome = stress.machine.run();
        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
        reporter.publishEntry("duel", duel.cancelled + " cancelled, " + duel.eaten + " eaten");
        assertNothingIsLeft(stress.machine);
        assertThat(duel.endedTwice).hasValue(0);
        assertThat(duel.cancelled.get() + duel.eaten.get()).isEqualTo(rounds);
    }

    private static void run(ToasterStress stress, TestReporter reporter) {
        Outcome outcome = stress.machine.run();
        assertThat(outcome.isClean()).as("%s", outcome).isTrue();
        reporter.publishEntry("live stress", stress.plugged + " toasters, reads " + stress.ends);
        assertNothingIsLeft(stress.machine);
        assertEachRequestEndedOnce(stress);
    }

    private static void assertNothingIsLeft(Machine machine) {
        assertThat(machine.kernel().isQuiet()).isTrue();
        assertThat(machine.leftovers()).isEmpty();
        assertThat(machine.io().irpsFreed()).isEqualTo(machine.io().irpsMade()).isPositive();
        assertThat(machine.io().liveFiles()).isEmpty();
        assertThat(machine.io().drivers())
                .extracting(driver -> driver.serviceName())
                .containsExactly("PnpManager");
        assertThat(machine.io().liveDevices())
                .extracting(device -> device.deviceName())
                .containsExactly("\\Device\\Root");
        assertThat(machine.io().removeLocks())
                .as("locks at rest go with their devices")
                .isEmpty();
        assertThat(machine.power().requests()).isEmpty();
    }

    private static void assertEachRequestEndedOnce(ToasterStress stress) {
        assertThat(stress.plugged).hasValue(CYCLES);
        assertThat(stress.readsEnded).hasValue(stress.readsSent.get());
        assertThat(stress.readsSent).hasPositiveValue();
        assertThat(stress.kernelReader.completed).hasValue(stress.kernelReader.sent.get());
        assertThat(stress.kernelReader.completedTwice).hasValue(0);
        assertThat(stress.ends.keySet())
                .isSubsetOf(
                        STATUS_SUCCESS,
                        STATUS_CANCELLED,
                        STATUS_DEVICE_REMOVED,
                        STATUS_DELETE_PENDING,
                        STATUS_NO_SUCH_DEVICE)
                .contains(STATUS_CANCELLED, STATUS_SUCCESS, STATUS_DEVICE_REMOVED);
        assertThat(stress.eaten).doesNotHaveDuplicates().isSubsetOf(stress.baked);
    }
}
