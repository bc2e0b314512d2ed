package org.wdmsim.samples.touches;

import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.explore.Story;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.Policies;

/** Runs stories under the audit; loaded by the loader that audits. */
public final class AuditedRun {
    private AuditedRun() {}

    /** Plays a scenario with some seeds. */
    public static Map<String, Integer> play(String name, int seeds) {
        Scenario scenario = Scenarios.named(name).orElseThrow();
        Story story = new ScenarioStory(scenario, RunOptions.seed(1).withWatchdog(null));
        Map<String, Integer> findings = new TreeMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            TouchAudit audit = new TouchAudit();
            var builder = Machine.builder();
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
