package org.wdmsim.pnp.testkit;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.ScenarioRunner;

/**
 * The machines of one test. Whatever is built or played here is looked at when the test is over: no IRP outstanding, no share
 * of a remove lock held, no device kept by a forgotten reference, no file open, no thread waiting, no host thread left.
 */
public final class Machines {
    /** Host threads of ours carry this at the front of their names. */
    private static final String HOST_THREADS = "wdmsim";

    private final List<Machine> machines = new ArrayList<>();
    private boolean lookAway;

    Machines() {}

    /** Builds a machine and watches over it. */
    public Machine build(MachineBuilder builder) {
        Machine machine = builder.build();
        machines.add(machine);
        return machine;
    }

    /** Plays a story and watches over its machine. */
    public ScenarioRun play(Scenario scenario, RunOptions options) {
        ScenarioRun run = ScenarioRunner.run(scenario, options);
        machines.add(run.machine());
        return run;
    }

    /** Says that this test leaves something over on purpose. */
    public void mayLeaveSomethingOver() {
        lookAway = true;
    }

    /** What is not at rest, one to a line. */
    List<String> unrest() {
        List<String> unrest = new ArrayList<>();
        for (int i = 0; i < machines.size(); i++) {
            String name = "machine " + (i + 1) + " of this test: ";
            Machine machine = machines.get(i);
            if (machine.outcome() == null) {
                unrest.add(name + "was built but never run; run it, or do not build it");
            } else if (machine.outcome() instanceof Outcome.Completed) {
                machine.leftovers().forEach(left -> unrest.add(name + left));
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(HOST_THREADS)) {
                unrest.add("host thread left: " + thread.getName()
                        + "; close the carrier that the test opened, or let the machine open its own");
            }
        }
        return lookAway ? List.of() : unrest;
    }
}
