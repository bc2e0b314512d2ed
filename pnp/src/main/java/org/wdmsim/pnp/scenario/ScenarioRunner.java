package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.FaultWorklist;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** Runs stories: each on a machine of its own. */
public final class ScenarioRunner {
    private ScenarioRunner() {}

    /** Plays a story once. */
    public static ScenarioRun run(Scenario scenario, RunOptions options) {
        return run(scenario, options, Faults.parse(options.faults(), options.seed()));
    }

    private static ScenarioRun run(Scenario scenario, RunOptions options, FaultPolicy faults) {
        MachineBuilder builder = build(Machine.builder(), options)
                .policy(options.policy())
                .traced(true)
                .faults(faults);
        if (options.carrier() != null && !options.live()) {
            builder.carrier(options.carrier());
        }
        StackWatcher stacks = new StackWatcher();
        Machine machine = builder.listener(kernel -> stacks).build();
        Stage stage = ScenarioStory.stage(scenario, options, machine);
        Outcome outcome = machine.run();
        List<Expectation> expectations = outcome.isClean() ? stage.judge() : List.of();
        return new ScenarioRun(scenario, options, machine, expectations, stacks.stacks());
    }

    /** What every machine of these options has, whatever its schedule. */
    static MachineBuilder build(MachineBuilder builder, RunOptions options) {
        return builder.processors(options.processors())
                .live(options.live())
                .verifier(options.verifier() && !options.live())
                .checkedDrivers(options.checkedDrivers())
                .choices(options.choices())
                .watching(options.watched())
                .stepLimit(options.stepLimit())
                .watchdog(options.watchdog());
    }

    /**
     * Plays a story once without a failure, then once for each site at which a routine could fail; see {@link FaultWorklist}.
     *
     * @param options not those of a live machine
     * @return the runs in the order of the list, up to the first that is not clean
     */
    public static SiteRuns failEachSite(Scenario scenario, RunOptions options) {
        if (options.live()) {
            throw new IllegalArgumentException(
                    "sites cannot be failed one by one in live runs: each run comes to its sites in another order");
        }
        List<ScenarioRun> runs = new ArrayList<>();
        FaultWorklist work = new FaultWorklist();
        while (work.hasNext()) {
            ScenarioRun run = run(scenario, options, work.next());
            work.ran(run.machine());
            runs.add(run.with(
                    options.withFaults(Faults.sitesOf(run.machine().kernel().injectedFaults()))));
            if (run.verdict() != ScenarioRun.Verdict.CLEAN) {
                break;
            }
        }
        return new SiteRuns(runs, work.notFailed());
    }
}
