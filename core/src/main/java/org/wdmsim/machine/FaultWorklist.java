package org.wdmsim.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.FaultSite;
import org.wdmsim.ke.Faults;

/**
 * Which sites to fail in which run, so that each site that can be reached is failed once.
 *
 * <p>The first run has no failure and shows the sites of the sound way. Then comes one run for each site. A site that is seen
 * for the first time in a run stands on the way that a failure opened: it gets a run in which the failures of that run are
 * made again and it fails too. So each site is the newest failure of exactly one run. Up to that failure, such a run is the
 * same as the one in which the site was first seen, if the schedule is the same.
 *
 * <pre>{@code
 * FaultWorklist work = new FaultWorklist();
 * while (work.hasNext()) {
 *     Machine machine = story(Machine.builder().faults(work.next()).build());
 *     machine.run();
 *     work.ran(machine);
 * }
 * }</pre>
 */
public final class FaultWorklist {
    /**
     * So many sites fail together at most. A driver that tries again by calling itself comes to a new call stack with each
     * failure, and the search would not end. Which sites are left out for that is told by {@link #notFailed}.
     */
    public static final int MOST_TOGETHER = 16;

    private final Deque<Set<FaultSite.Place>> waiting = new ArrayDeque<>();
    private final Set<FaultSite.Place> seen = new HashSet<>();
    private final List<FaultSite.Place> notFailed = new ArrayList<>();
    private Set<FaultSite.Place> running;

    /** A list whose first run is the one without a failure. */
    public FaultWorklist() {
        waiting.add(Set.of());
    }

    /** True while there is something left to fail. */
    public boolean hasNext() {
        return !waiting.isEmpty();
    }

    /** What fails in the next run. */
    public FaultPolicy next() {
        running = waiting.remove();
        return Faults.firstCallOfPlaces(running);
    }

    /** Learns the sites of the run that {@link #next} was for. */
    public void ran(Machine machine) {
        for (FaultSite site : machine.kernel().faultSites()) {
            if (!seen.add(site.place())) {
                continue;
            }
            if (running.size() == MOST_TOGETHER) {
                notFailed.add(site.place());
                continue;
            }
            Set<FaultSite.Place> more = new LinkedHashSet<>(running);
            more.add(site.place());
            waiting.add(more);
        }
    }

    /**
     * The sites that no run fails, because they are reached only after {@link #MOST_TOGETHER} others have failed: when it is
     * not empty, the search has not tried everything.
     */
    public List<FaultSite.Place> notFailed() {
        return List.copyOf(notFailed);
    }
}
