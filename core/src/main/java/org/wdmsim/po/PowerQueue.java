package org.wdmsim.po;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/** The power IRPs that are under way, in the order of the requests, and which of them waits for which. */
final class PowerQueue {
    // Invariant, under the dispatcher lock: a request is in requests until it is done; of the transitions of one
    // stack at most one device IRP is sent and not released, and at most one inrush power-up in the machine. A
    // request is released when it is done and, before Vista, every driver has called PoStartNextPowerIrp for it;
    // until then it is in unreleased.
    private final PowerManager manager;
    private final Kernel kernel;
    private final List<PowerRequest> requests = new ArrayList<>();
    private final List<PowerRequest> unreleased = new ArrayList<>();

    PowerQueue(PowerManager manager) {
        this.manager = manager;
        this.kernel = manager.kernel();
    }

    /** What is under way, in the order of the requests. */
    List<PowerRequest> all() {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            return List.copyOf(requests);
        } finally {
            kernel.unlock();
        }
    }

    // ---- From the request to the end.

    /** Puts a request into the list. True, and then it is marked as sent, when the caller may and nothing is before it. */
    boolean add(PowerRequest request, boolean mayBeSent) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            requests.add(request);
            if (request.isTransition()) {
                manager.timer().expectsDeadline(request.deadline);
            }
            boolean sends = mayBeSent && (request.state().isSystem() || isNext(request));
            if (sends) {
                mark(request);
            }
            return sends;
        } finally {
            kernel.unlock();
        }
    }

    /** The next request that can be sent, marked as sent; null when there is none. */
    PowerRequest takeNext() {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (PowerRequest request : requests) {
                if (!request.sent && isNext(request)) {
                    mark(request);
                    return request;
                }
            }
            return null;
        } finally {
            kernel.unlock();
        }
    }

    /** Under the dispatcher lock. */
    private void mark(PowerRequest request) {
        request.sent = true;
        if (request.isTransition()) {
            unreleased.add(request);
        }
    }

    /** True when nothing is before the request: another device IRP to its stack, or another inrush. */
    private boolean isNext(PowerRequest request) {
        return !request.isTransition() || before(request) == null;
    }

    /** What the request waits for; null when it can be sent. Under the dispatcher lock. */
    private PowerRequest before(PowerRequest request) {
        for (PowerRequest other : unreleased) {
            boolean sameStack = other.pdo() == request.pdo() && !other.state().isSystem();
            if (other != request && (sameStack || (request.isInrush() && other.isInrush()))) {
                return other;
            }
        }
        for (PowerRequest other : requests) {
            if (other == request) {
                break;
            }
            if (!other.sent && other.isTransition() && other.pdo() == request.pdo()) {
                return other; // asked for earlier
            }
        }
        return null;
    }

    /** The IRP of a request is done: every completion routine of the stack has run. */
    void done(PowerRequest request) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            request.done = true;
            requests.remove(request);
            release(request);
            if (request.isTransition() && nearestDeadline(Long.MAX_VALUE) == Long.MAX_VALUE) {
                manager.timer().expectsNoIrp();
            }
        } finally {
            kernel.unlock();
        }
    }

    private void release(PowerRequest request) {
        if (request.done && request.owing.isEmpty() && unreleased.remove(request)) {
            for (PowerRequest waiting : requests) {
                if (!waiting.sent) {
                    manager.worker().wake();
                    return;
                }
            }
        }
    }

    // ---- Before Vista.

    /** A device gets the IRP: it owes a PoStartNextPowerIrp. */
    void passes(DeviceObject target, Irp irp) {
        if (!manager.options().startNextRequired()) {
            return;
        }
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (PowerRequest request : requests) {
                if (request.irp() == irp && request.isTransition()) {
                    request.owing.add(target);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** A device has called PoStartNextPowerIrp for the IRP. */
    void startsNext(DeviceObject device, Irp irp) {
        if (!manager.options().startNextRequired()) {
            return;
        }
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (PowerRequest request : List.copyOf(unreleased)) {
                if (request.irp() == irp) {
                    request.owing.remove(device);
                    release(request);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** The first device that still owes a PoStartNextPowerIrp; null for none. */
    DeviceObject owing(PowerRequest request) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            return request.owing.isEmpty() ? null : request.owing.iterator().next();
        } finally {
            kernel.unlock();
        }
    }

    // ---- Watching.

    /** The earliest deadline of a transition. Under the dispatcher lock. */
    long nearestDeadline(long none) {
        long nearest = none;
        for (PowerRequest request : requests) {
            if (request.isTransition()) {
                nearest = Math.min(nearest, request.deadline);
            }
        }
        return nearest;
    }

    /** Stops the machine when a transition is past its deadline. */
    void mustBeInTime(long now) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (PowerRequest request : requests) {
                if (request.isTransition() && request.deadline <= now) {
                    throw PowerBugChecks.blocked(
                            kernel,
                            request,
                            before(request),
                            all(),
                            manager.worker().thread());
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** No request may need a device that is freed; and whatever it owes, nobody waits for it any more. */
    void deviceFreed(DeviceObject freed) {
        kernel.touchArea(TransitionListener.POWER, Touch.WRITE);
        kernel.lockSaid();
        try {
            for (PowerRequest request : requests) {
                if (request.stillNeeds(freed)) {
                    throw PowerBugChecks.freedWithRequest(kernel, freed, request);
                }
            }
            for (PowerRequest request : List.copyOf(unreleased)) {
                if (request.owing.remove(freed)) {
                    release(request);
                }
            }
        } finally {
            kernel.unlock();
        }
    }
}
