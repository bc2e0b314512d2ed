package org.wdmsim.pnp.removal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpOptions;
import org.wdmsim.pnp.tree.PnpRequests;
import org.wdmsim.pnp.tree.PnpStep;
import org.wdmsim.pnp.tree.VetoType;

/**
 * Removal with a question first: QUERY_REMOVE to all, deepest first; then REMOVE to all in the same order, or, when anybody
 * refuses, CANCEL_REMOVE to everybody who was asked.
 *
 * @source learn.microsoft.com, "Removing a Device"
 */
public final class OrderlyRemoval {
    private final Kernel kernel;
    private final PnpRequests requests;
    private final RemovalActions actions;
    private final PnpOptions options;

    /** Removals on one machine. */
    public OrderlyRemoval(Kernel kernel, PnpRequests requests, RemovalActions actions, PnpOptions options) {
        this.kernel = kernel;
        this.requests = requests;
        this.actions = actions;
        this.options = options;
    }

    /**
     * Removes a device, everything below it and everything related to it.
     *
     * @param types the relations that go with it: removal relations always, ejection relations for an eject
     */
    public RemovalResult remove(Devnode target, DeviceRelationType... types) {
        if (target.parent() == null) {
            return veto(target, VetoType.ILLEGAL_DEVICE_REQUEST);
        }
        if (target.state() == DevnodeState.REMOVED) {
            return veto(target, VetoType.ALREADY_REMOVED);
        }
        List<Devnode> list = new RemovalList(kernel, requests).of(target, types);
        if (isDeparting(target)) {
            return veto(target, VetoType.PENDING_CLOSE);
        }
        // A child that waits for its last handle outlives its parent: it is neither asked nor waited for.
        list.removeIf(OrderlyRemoval::isDeparting);
        List<Devnode> asked = new ArrayList<>();
        for (Devnode node : list) {
            asked.add(node);
            NtStatus status = requests.queryRemove(node.pdo());
            refuseOpens(node);
            VetoType refusal =
                    !isAccepted(node, status) ? VetoType.DEVICE : node.isOpen() ? VetoType.OUTSTANDING_OPEN : null;
            if (refusal != null) {
                RemovalResult result = veto(node, refusal);
                cancel(asked);
                return result;
            }
            node.on(DevnodeEvent.QUERY_REMOVE_ACCEPTED);
        }
        for (Devnode node : list) {
            if (node.state() == DevnodeState.QUERY_REMOVED) {
                actions.remove(node);
            }
        }
        return RemovalResult.removed();
    }

    /** A PDO without drivers that leaves the query alone does not refuse it. */
    private static boolean isAccepted(Devnode node, NtStatus status) {
        return status.isSuccess() || (status == NtStatus.STATUS_NOT_SUPPORTED && !node.hasDrivers());
    }

    /** From the answer on nothing opens, so that the handles counted now are all that there will be. */
    private static void refuseOpens(Devnode node) {
        for (DeviceObject device : node.pdo().stack()) {
            device.setExtensionFlags(DeviceFlags.DOE_START_PENDING);
        }
    }

    private static void allowOpens(Devnode node) {
        for (DeviceObject device : node.pdo().stack()) {
            device.clearExtensionFlags(DeviceFlags.DOE_START_PENDING);
        }
    }

    private static boolean isDeparting(Devnode node) {
        return switch (node.state()) {
            case AWAITING_QUEUED_DELETION, AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES ->
                true;
            default -> false;
        };
    }

    private RemovalResult veto(Devnode node, VetoType type) {
        kernel.note(PnpStep.VETO, node, type, node.instancePath());
        return RemovalResult.vetoed(type, node.instancePath());
    }

    private void cancel(List<Devnode> asked) {
        List<Devnode> order = new ArrayList<>(asked);
        if (order.size() > 1 && kernel.outcome("cancelParentsFirst", options.cancelParentsFirst())) {
            Collections.reverse(order);
        }
        for (Devnode node : order) {
            requests.cancelRemove(node.pdo());
            node.on(DevnodeEvent.CANCEL_REMOVE);
            if (node.state() == DevnodeState.STARTED) {
                allowOpens(node);
            }
        }
    }
}
