package org.wdmsim.samples.touches;

import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.explore.Story;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.Policies;

/** Plays a scenario under the audit; loaded by the loader that audits. */
public final class AuditedRun {
    private AuditedRun() {}

    /**
     * Plays a scenario with some seeds.
     *
     * @param unheard a number that stands for something; touches of it are not listened to; -1 for none
     * @return what was found, and how often
     */
    public static Map<String, Integer> play(String name, int seeds, int unheard) {
        Story story = new ScenarioStory(
                Scenarios.named(name).orElseThrow(), RunOptions.seed(1).withWatchdog(null));
        Map<String, Integer> findings = new TreeMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            TouchAudit audit = new TouchAudit(unheard);
            MachineBuilder builder = Machine.builder();
            story.build(builder);
            Machine machine = builder.traced(false)
                    .callSites(false)
                    .follower(audit)
                    .policy(Policies.random(seed))
                    .build();
            audit.begin();
            story.tell(machine);
            machine.run();
            audit.findings().forEach((what, often) -> findings.merge(what, often, Integer::sum));
        }
        return findings;
    }
}
