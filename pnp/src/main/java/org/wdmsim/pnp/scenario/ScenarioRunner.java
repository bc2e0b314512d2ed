package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.pnp.install.DeviceIds;

/** Runs stories: each on a machine of its own. */
public final class ScenarioRunner {
    private ScenarioRunner() {}

    /** Plays a story once. */
    public static ScenarioRun run(Scenario scenario, RunOptions options) {
        MachineBuilder builder = Machine.builder()
                .policy(options.policy())
                .processors(options.processors())
                .live(options.live())
                .traced(true)
                .verifier(options.verifier() && !options.live())
                .faults(Faults.parse(options.faults(), options.seed()))
                .checkedDrivers(options.checkedDrivers())
                .stepLimit(options.stepLimit())
                .watchdog(options.watchdog());
        if (options.carrier() != null && !options.live()) {
            builder.carrier(options.carrier());
        }
        StackWatcher stacks = new StackWatcher();
        Machine machine = builder.listener(kernel -> stacks).build();
        DriverImages images = scenario.lab().images().copy();
        options.replacements().forEach(images::add);
        PnpManager pnp = PnpManager.install(machine, scenario.lab().store().get(), images);
        for (DeviceIds ids : scenario.lab().rootDevices()) {
            pnp.rootBus().plugIn(ids, false);
        }
        Stage stage = new Stage(machine, pnp);
        scenario.play().accept(stage);
        Outcome outcome = machine.run();
        List<Expectation> expectations = outcome.isClean() ? stage.judge() : List.of();
        return new ScenarioRun(scenario, options, machine, expectations, stacks.stacks());
    }

    /**
     * Plays a story once without a fault, then once for each site at which a routine could fail, with just that one failing.
     *
     * @return the runs in the order of the sites, up to the first that is not clean
     */
    public static List<ScenarioRun> failEachSite(Scenario scenario, RunOptions options) {
        List<ScenarioRun> runs = new ArrayList<>();
        runs.add(run(scenario, options.withFaults("none")));
        for (int site = 1; runs.get(runs.size() - 1).verdict() == ScenarioRun.Verdict.CLEAN; site++) {
            ScenarioRun next = run(scenario, options.withFaults("site:" + site));
            if (next.machine().kernel().injectedFaults().isEmpty()) {
                break;
            }
            runs.add(next);
        }
        return List.copyOf(runs);
    }
}
