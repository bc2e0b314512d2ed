package org.wdmsim.samples.scenarios;

import java.util.function.Function;
import org.wdmsim.pnp.scenario.Scenario;

/** The stories by name, for who has loaded this package once more and reaches it through one object. */
public final class ScenarioByName implements Function<String, Scenario> {
    /** All stories. */
    public ScenarioByName() {}

    @Override
    public Scenario apply(String name) {
        return Scenarios.named(name).orElseThrow();
    }
}
