package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.StepKind.Family;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.Irp;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.io.RemoveLockHolder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.memory.MemoryStep;
import org.wdmsim.trace.Trace;
import org.wdmsim.trace.TraceEntry;
import org.wdmsim.trace.TraceEvent;

/** Picks the steps that matter for a failure: those on the objects it is about, the last of them. */
final class RelatedSteps {
    private static final int MOST = 14;

    private final Set<Object> objects = new LinkedHashSet<>();
    private final Set<Object> holders = new LinkedHashSet<>();

    private RelatedSteps() {}

    static List<TraceEntry> of(ScenarioRun run) {
        RelatedSteps related = new RelatedSteps();
        related.collect(run);
        return related.pick(run.trace());
    }

    private void collect(ScenarioRun run) {
        List<RemoveLock> locks = run.machine().io().removeLocks();
        List<TraceEntry> entries = run.trace().entries();
        if (run.outcome() instanceof Outcome.BugChecked stopped) {
            add(stopped.bugCheck().subject());
            stopped.bugCheck().parameters().forEach(this::add);
            TraceEvent last = entries.get(entries.size() - 1).event();
            add(last.subject());
            add(last.first());
            if (last.kind() instanceof MemoryStep) {
                objects.add(last.subject());
            }
        }
        for (RemoveLock lock : locks) {
            boolean stuck = run.outcome() instanceof Outcome.Deadlocked && lock.isWaitedFor();
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

    private boolean matters(TraceEvent event) {
        if (event.kind() == IoStep.DEVICE_FREED) {
            return objects.contains(event.subject());
        }
        if (event.kind() instanceof MemoryStep) {
            return objects.contains(event.subject());
        }
        boolean shown =
                event.kind().family() == Family.DDI && event.kind().yields() || event.kind() == IoStep.DISPATCH_ENTER;
        return shown
                && (objects.contains(event.subject())
                        || event.first() instanceof Irp && objects.contains(event.first()));
    }
}
