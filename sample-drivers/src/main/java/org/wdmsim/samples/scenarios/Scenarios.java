package org.wdmsim.samples.scenarios;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wdmsim.pnp.scenario.Scenario;

/** All stories, by name. */
public final class Scenarios {
    private static final List<Scenario> TOASTER = List.of(
            OrderlyRemovals.orderlyRemoval(),
            OrderlyRemovals.cancelledQueryRemove(),
            SurpriseRemovals.idle(),
            SurpriseRemovals.underARead(),
            SurpriseRemovals.underTwoReads(),
            OrderlyRemovals.busWithTwoChildren(),
            SurpriseRemovals.replugWhileOpen(),
            OrderlyRemovals.racesAKernelClient(),
            Sleeps.sleepAndWake(),
            Sleeps.removalRacesPowerUp(),
            Sleeps.toasterWakesTheMachine(),
            Sleeps.waitWakeAndRemoval());

    private static final List<Scenario> ALL = Stream.concat(TOASTER.stream(), BenchStories.all().stream())
            .map(Scenario::withoutTrace)
            .toList();

    private Scenarios() {}

    /** In the order in which a beginner should look at them. */
    public static List<Scenario> all() {
        return ALL;
    }

    /** The story with this name. */
    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
