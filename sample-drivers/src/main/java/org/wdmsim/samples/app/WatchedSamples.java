package org.wdmsim.samples.app;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;
import org.wdmsim.memory.WatchedClasses;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.broken.BrokenDrivers;
import org.wdmsim.samples.broken.ImageByName;
import org.wdmsim.samples.scenarios.ScenarioByName;

/** The stories and drivers of the samples, loaded once more so that what they do with memory is seen. */
public final class WatchedSamples {
    private WatchedSamples() {}

    /**
     * A story out of these classes.
     *
     * @param scenario its name
     * @param options without replacements
     * @param replacements names of broken drivers, by the service each stands in for
     */
    @SuppressWarnings("unchecked") // a Function is what both classes are
    public static ScenarioStory story(
            WatchedClasses classes, String scenario, RunOptions options, Map<String, String> replacements) {
        Function<String, Scenario> scenarios = classes.make(Function.class, ScenarioByName.class.getName());
        Function<String, Supplier<Driver>> images = classes.make(Function.class, ImageByName.class.getName());
        RunOptions watched = options.withWatched(classes);
        for (String name : replacements.values()) {
            String service = BrokenDrivers.named(name).orElseThrow().service();
            watched = watched.replacing(service, images.apply(name));
        }
        return new ScenarioStory(scenarios.apply(scenario), watched);
    }
}
