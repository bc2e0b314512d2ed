package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.FaultSite;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.InjectedFault;

/**
 * Fails each reachable site once: one run without a failure, then one run for each site at which a routine could fail. A site
 * that is reached only after another has failed is failed together with that one; see {@link FaultWorklist}.
 *
 * <pre>{@code
 * FaultSearch.Result result = FaultSearch.everySite(faults -> story(Machine.builder().faults(faults).build()));
 * assertThat(result.trials()).allMatch(FaultSearch.Trial::isClean);
 * assertThat(result.notFailed()).isEmpty();
 * }</pre>
 */
public final class FaultSearch {
    private FaultSearch() {}

    /**
     * What failing sites led to.
     *
     * @param sites where the failures were, in their order, with their numbers in this run; empty for the run without one
     * @param faults the same as a text for {@link Faults#parse}
     * @param outcome how the run ended
     * @param leftovers what was left over after a clean end
     */
    public record Trial(List<FaultSite> sites, String faults, Outcome outcome, List<String> leftovers) {
        public Trial {
            sites = List.copyOf(sites);
            leftovers = List.copyOf(leftovers);
        }

        /** True when the drivers coped: a clean end, and nothing left over. */
        public boolean isClean() {
            return outcome.isClean() && leftovers.isEmpty();
        }
    }

    /**
     * What a search has found.
     *
     * @param trials the run without a failure first, then one trial for each site, in the order in which they were first seen
     * @param notFailed the sites that were reached, but failed in no run: see {@link FaultWorklist#notFailed}
     */
    public record Result(List<Trial> trials, List<FaultSite.Place> notFailed) {
        public Result {
            trials = List.copyOf(trials);
            notFailed = List.copyOf(notFailed);
        }
    }

    /**
     * Runs a story again and again.
     *
     * @param build makes a machine with this policy, ready to run; the same story in the same schedule each time, so not a
     *     live machine
     */
    public static Result everySite(Function<FaultPolicy, Machine> build) {
        List<Trial> trials = new ArrayList<>();
        FaultWorklist work = new FaultWorklist();
        while (work.hasNext()) {
            Machine machine = build.apply(work.next());
            Outcome outcome = machine.run();
            work.ran(machine);
            List<InjectedFault> faults = machine.kernel().injectedFaults();
            List<FaultSite> sites = faults.stream().map(InjectedFault::site).toList();
            trials.add(new Trial(sites, Faults.sitesOf(faults), outcome, machine.leftovers()));
        }
        return new Result(trials, work.notFailed());
    }
}
