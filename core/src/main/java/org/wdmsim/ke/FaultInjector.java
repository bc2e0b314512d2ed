package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes routines fail as a policy says, and remembers which. */
final class FaultInjector {
    // Under the dispatcher lock.
    private final Kernel kernel;
    private final FaultPolicy policy;
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final Map<FaultSite.Place, FaultSite> sites = new LinkedHashMap<>();
    private final List<InjectedFault> injected = new ArrayList<>();

    FaultInjector(Kernel kernel, FaultPolicy policy) {
        this.kernel = kernel;
        this.policy = policy;
    }

    boolean fails(String routine, boolean byProgram) {
        kernel.lock();
        try {
            List<String> stack = CallSites.stackOfCaller();
            if (stack.isEmpty()) {
                return false; // the simulator's own: the PnP manager making the root of its tree
            }
            int count = calls.merge(routine, 1, Integer::sum);
            FallibleCall call = new FallibleCall(routine, count, byProgram, () -> site(routine, stack));
            if (!policy.fails(call)) {
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
