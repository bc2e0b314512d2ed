package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.TransitionListener;

/** Makes routines fail as a policy says, or as the schedule does, and remembers which. */
final class FaultInjector {
    // Under the dispatcher lock.
    private final Kernel kernel;
    private final FaultPolicy policy; // null when the schedule says which calls fail
    private final int most; // so many of them, then none is looked at
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final Map<FaultSite.Place, FaultSite> sites = new LinkedHashMap<>();
    private final List<InjectedFault> injected = new ArrayList<>();

    /** Asks a policy. */
    FaultInjector(Kernel kernel, FaultPolicy policy) {
        this.kernel = kernel;
        this.policy = policy;
        this.most = Integer.MAX_VALUE;
    }

    /** Asks the schedule, until so many calls have failed. */
    FaultInjector(Kernel kernel, int most) {
        this.kernel = kernel;
        this.policy = null;
        this.most = most;
    }

    boolean fails(String routine, boolean byProgram) {
        takeLock();
        try {
            List<String> stack = injected.size() < most ? CallSites.stackOfCaller() : List.of();
            if (stack.isEmpty()) {
                return false; // or the simulator's own: the PnP manager making the root of its tree
            }
            int count = calls.merge(routine, 1, Integer::sum);
            FallibleCall call = new FallibleCall(routine, count, byProgram, () -> site(routine, stack));
            if (policy == null ? !isAnswered(call, stack) : !policy.fails(call)) {
                return false;
            }
            KThread thread = kernel.currentThread();
            injected.add(new InjectedFault(
                    call.site(), count, kernel.steps(), thread == null ? "boot" : thread.objectName()));
            kernel.note(KeStep.FAULT_INJECTED, null, routine, call.site().number());
            return true;
        } finally {
            kernel.unlock();
        }
    }

    /** What a policy does with the calls before is its own affair; the schedule only asks how many may still fail. */
    private void takeLock() {
        if (policy == null) {
            kernel.touchArea(TransitionListener.FAULTS, Touch.READ);
            kernel.lockSaid();
        } else {
            kernel.lock();
        }
    }

    /** What the schedule answers. */
    private boolean isAnswered(FallibleCall call, List<String> stack) {
        boolean fails = !call.isByProgram() && kernel.questions().fails(call.routine() + " at " + stack.get(0));
        if (fails) {
            kernel.touchArea(TransitionListener.FAULTS, Touch.WRITE);
        }
        return fails;
    }

    private FaultSite site(String routine, List<String> stack) {
        return sites.computeIfAbsent(
                new FaultSite.Place(routine, stack), unseen -> new FaultSite(sites.size() + 1, routine, stack));
    }

    List<InjectedFault> injected() {
        return List.copyOf(injected);
    }

    List<FaultSite> sites() {
        return List.copyOf(sites.values());
    }
}
