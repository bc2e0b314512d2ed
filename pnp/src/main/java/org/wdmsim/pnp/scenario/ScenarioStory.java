package org.wdmsim.pnp.scenario;

import org.wdmsim.explore.Story;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.pnp.install.DeviceIds;

/** A scenario and the options of its runs, as what an explorer tells to one machine after the other. */
public final class ScenarioStory implements Story {
    private final Scenario scenario;
    private final RunOptions options;

    /**
     * A story.
     *
     * @param options not those of a live machine; seed, policy and schedule are the explorer's
     */
    public ScenarioStory(Scenario scenario, RunOptions options) {
        if (options.live()) {
            throw new IllegalArgumentException("a live machine has no schedule to explore; give options without live");
        }
        this.scenario = scenario;
        this.options = options;
    }

    /** The scenario. */
    public Scenario scenario() {
        return scenario;
    }

    /** The options, without what the explorer chooses. */
    public RunOptions options() {
        return options;
    }

    @Override
    public void build(MachineBuilder machine) {
        ScenarioRunner.build(machine, options).faults(Faults.parse(options.faults(), options.seed()));
        if (scenario.asksTrace()) {
            machine.traced(true);
        }
    }

    @Override
    public Judge tell(Machine machine) {
        Stage stage = stage(scenario, options, machine);
        return () -> machine.kernel().injectedFaults().isEmpty() ? Expectation.complaint(stage.judge()) : "";
    }

    /** Installs the plug-and-play manager, plugs in what the story starts with, and makes its threads. */
    static Stage stage(Scenario scenario, RunOptions options, Machine machine) {
        DriverImages images = scenario.lab().images().copy();
        options.replacements().forEach(images::add);
        PnpManager pnp = PnpManager.install(machine, scenario.lab().store().get(), images);
        for (DeviceIds ids : scenario.lab().rootDevices()) {
            pnp.rootBus().plugIn(ids, false);
        }
        Stage stage = new Stage(machine, pnp);
        scenario.play().accept(stage);
        return stage;
    }
}
