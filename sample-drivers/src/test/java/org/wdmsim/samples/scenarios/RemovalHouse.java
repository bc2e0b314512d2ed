package org.wdmsim.samples.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.toaster.ToasterLab;

/** A kitchen whose bus can be pulled out. One thread does everything in it, and notes what it sees. */
final class RemovalHouse {
    private final Stage stage;
    private final Kitchen kitchen;
    private final RootBus.Slot busSlot;
    private final List<Object> notes;

    private RemovalHouse(Stage stage, List<Object> notes) {
        this.stage = stage;
        this.kitchen = new Kitchen(stage);
        this.notes = notes;
        stage.pnp().waitUntilIdle();
        this.busSlot = stage.pnp().plugIn(DeviceIds.of("root\\toasterbus"));
        stage.pnp().waitUntilIdle();
    }

    /**
     * A story that was played.
     *
     * @param run the run, which ended well
     * @param notes what the thread noted
     */
    record Told(ScenarioRun run, List<Object> notes) {}

    /** The orders in which each story is played. One thread does everything, so they all come to the same. */
    static Stream<RunOptions> schedules() {
        return Stream.concat(
                Stream.of("first", "round-robin").map(RunOptions.seed(1)::withPolicy),
                Stream.of(1, 2, 3, 4, 5).map(RunOptions::seed));
    }

    /** Plays a story, which must end well and leave nothing over. */
    static Told tell(RunOptions options, Consumer<RemovalHouse> story) {
        Lab lab = ToasterLab.lab();
        List<Object> notes = new ArrayList<>();
        ScenarioRun run = ScenarioRunner.run(
                new Scenario(
                        "test",
                        "a test",
                        "",
                        new Lab(lab.store(), lab.images(), List.of()),
                        stage -> stage.thread("user", () -> story.accept(new RemovalHouse(stage, notes)))),
                options);
        assertThat(run.outcome().isClean())
                .as("%s%n%s", run.outcome(), run.trace().toText())
                .isTrue();
        assertThat(run.leftovers()).isEmpty();
        return new Told(run, notes);
    }

    void note(Object... facts) {
        notes.addAll(Arrays.asList(facts));
    }

    /** Plugs a toaster in and waits until everything is done that follows. */
    Devnode plugIn(int serial) {
        kitchen.plugIn(serial);
        return kitchen.devnode(serial);
    }

    /** Pulls a toaster out and waits until everything is done that follows. */
    void pullOut(int serial) {
        kitchen.pullOut(serial);
        settle();
    }

    /** Pulls the bus out with all that is on it, and waits. */
    void pullBusOut() {
        stage.pnp().pullOut(busSlot);
        settle();
    }

    RemovalResult remove(Devnode node, RemovalReason reason) {
        return stage.pnp().remove(node, reason);
    }

    NtStatus enable(Devnode node) {
        return stage.pnp().enable(node);
    }

    Devnode bus() {
        return kitchen.bus();
    }

    UserProcess program() {
        return stage.program();
    }

    UserProcess.Handle open(UserProcess program, int serial) {
        return kitchen.open(program, serial).value();
    }

    boolean isLoaded(String driver) {
        return stage.machine().io().driver(driver) != null;
    }

    /** Waits until the PnP manager has nothing more to do. */
    void settle() {
        stage.pnp().waitUntilIdle();
    }
}
