package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.StepKind.Family;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.io.RemoveLockHolder;
import org.wdmsim.memory.MemoryStep;
import org.wdmsim.trace.Trace;
import org.wdmsim.trace.TraceEntry;
import org.wdmsim.trace.TraceEvent;

/** Picks the steps that matter for a failure: those on the objects it is about, the last of them. */
final class RelatedSteps {
    private static final int MOST = 14;
    private static final int BEFORE = 4;
    private static final String BOOT = "boot"; // who makes the machine

    private final Set<Object> objects = new LinkedHashSet<>();
    private final Set<Object> memory = new HashSet<>(); // asked only
    private final Set<Object> holders = new LinkedHashSet<>();

    private RelatedSteps() {}

    static List<TraceEntry> of(Machine machine) {
        RelatedSteps related = new RelatedSteps();
        related.collect(machine);
        return related.pick(machine.trace());
    }

    /** The steps that drivers take, and nothing that is done for them, some before a certain step and more after it. */
    static List<TraceEntry> about(Trace trace, int step) {
        List<TraceEntry> taken = trace.entries().stream()
                .filter(entry -> isTakenByDriver(entry.event())
                        && !entry.event().thread().equals(BOOT))
                .toList();
        int first = 0;
        while (first < taken.size() && taken.get(first).event().step() <= step) {
            first++;
        }
        return taken.subList(Math.max(0, first - BEFORE), Math.min(taken.size(), first + MOST));
    }

    private void collect(Machine machine) {
        List<RemoveLock> locks = machine.io().removeLocks();
        List<TraceEntry> entries = machine.trace().entries();
        if (machine.outcome() instanceof Outcome.BugChecked stopped) {
            add(stopped.bugCheck().subject());
            stopped.bugCheck().parameters().forEach(this::add);
            memory.addAll(stopped.bugCheck().parameters());
            TraceEvent last = entries.get(entries.size() - 1).event();
            add(last.subject());
            add(last.first());
            if (last.kind() instanceof MemoryStep) {
                memory.add(last.subject());
            }
        }
        for (RemoveLock lock : locks) {
            boolean stuck = machine.outcome() instanceof Outcome.Deadlocked && lock.isWaitedFor();
            if (stuck || objects.contains(lock) || objects.contains(lock.device())) {
                add(lock);
                for (RemoveLockHolder holder : lock.holders()) {
                    add(holder.tag());
                    holders.add(holder.tag());
                }
            }
        }
    }

    private void add(Object object) {
        if (object instanceof RemoveLock lock) {
            objects.add(lock);
            objects.add(lock.device());
        } else if (object instanceof DeviceObject || object instanceof Irp) {
            objects.add(object);
        }
    }

    /** The last steps, and however long ago they were, those of the requests that still hold a share. */
    private List<TraceEntry> pick(Trace trace) {
        List<TraceEntry> all = new ArrayList<>();
        for (TraceEntry entry : trace.entries()) {
            if (matters(entry.event())) {
                all.add(entry);
            }
        }
        List<TraceEntry> picked = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i >= all.size() - MOST || isHolders(all.get(i).event())) {
                picked.add(all.get(i));
            }
        }
        return picked;
    }

    private boolean isHolders(TraceEvent event) {
        return holders.contains(event.subject()) || event.first() != null && holders.contains(event.first());
    }

    private static boolean isTakenByDriver(TraceEvent event) {
        return event.kind().family() == Family.DDI && event.kind().yields()
                || event.kind() == IoStep.DISPATCH_ENTER
                || event.kind() instanceof MemoryStep;
    }

    private boolean matters(TraceEvent event) {
        if (event.kind() == IoStep.DEVICE_FREED) {
            return objects.contains(event.subject());
        }
        if (event.kind() instanceof MemoryStep) {
            return memory.contains(event.subject());
        }
        return isTakenByDriver(event)
                && (objects.contains(event.subject())
                        || event.first() instanceof Irp && objects.contains(event.first()));
    }
}
