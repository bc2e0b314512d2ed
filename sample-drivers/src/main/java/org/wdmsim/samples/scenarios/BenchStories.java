package org.wdmsim.samples.scenarios;

import java.util.List;
import org.wdmsim.pnp.scenario.Scenario;

/** The stories of the small drivers, one technique each. */
final class BenchStories {
    private BenchStories() {}

    static List<Scenario> all() {
        return List.of(
                MailboxStories.letter(),
                MailboxStories.pulledOut(),
                KettleStories.boil(),
                KettleStories.pulledOut(),
                KettleStories.sharedLine(),
                EggTimerStories.letter(),
                EggTimerStories.pulledOut(),
                EggTimerStories.racesAKernelClient(),
                ScaleStories.weigh(),
                ScaleStories.pulledOut(),
                ScaleStories.shared(),
                ScaleStories.calibrated());
    }
}
