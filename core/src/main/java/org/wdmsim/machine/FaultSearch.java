package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.FaultSite;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.InjectedFault;

/**
 * Fails each reachable site once: one run without a fault, then one run for each site at which a routine could fail, with
 * just that one failing.
 *
 * <pre>{@code
 * List<FaultSearch.Trial> trials = FaultSearch.everySite(faults -> story(Machine.builder().faults(faults).build()));
 * }</pre>
 */
public final class FaultSearch {
    private FaultSearch() {}

    /**
     * What one failing site led to.
     *
     * @param site where the fault was; null for the run without one
     * @param outcome how the run ended
     * @param leftovers what was left over after a clean end
     */
    public record Trial(FaultSite site, Outcome outcome, List<String> leftovers) {
        /** True when the drivers coped: a clean end, and nothing left over. */
        public boolean isClean() {
            return outcome.isClean() && leftovers.isEmpty();
        }
    }

    /**
     * Runs a story again and again.
     *
     * @param build makes a machine with this policy, ready to run; the same story each time
     * @return the run without a fault first, then one trial for each site in the order of the sites. A site that is reached
     *     only after another has failed is among them: sites are counted anew in each run, and the search goes on until a run
     *     has no site of the next number.
     */
    public static List<Trial> everySite(Function<FaultPolicy, Machine> build) {
        List<Trial> trials = new ArrayList<>();
        Machine sound = build.apply(Faults.none());
        trials.add(new Trial(null, sound.run(), sound.leftovers()));
        for (int number = 1; ; number++) {
            Machine machine = build.apply(Faults.firstCallOfSite(number));
            Outcome outcome = machine.run();
            List<InjectedFault> faults = machine.kernel().injectedFaults();
            if (faults.isEmpty()) {
                return List.copyOf(trials);
            }
            trials.add(new Trial(faults.get(0).site(), outcome, machine.leftovers()));
        }
    }
}
