package org.wdmsim.pnp.removal;

import java.util.List;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpOptions;

/**
 * Removal without a question: SURPRISE_REMOVAL to a device and everything below it, children first; then REMOVE to each
 * stack on which no handle is open. Where one is, REMOVE is withheld until the last is closed.
 *
 * @source learn.microsoft.com, "Handling an IRP_MN_SURPRISE_REMOVAL Request"
 */
public final class SurpriseRemoval {
    private final Kernel kernel;
    private final RemovalActions actions;
    private final PnpOptions options;

    /** Removals on one machine. */
    public SurpriseRemoval(Kernel kernel, RemovalActions actions, PnpOptions options) {
        this.kernel = kernel;
        this.actions = actions;
        this.options = options;
    }

    /** A device is not in its bus's answer any more: it goes, and the whole subtree with it. */
    public void vanished(Devnode target) {
        List<Devnode> list = target.subtreeChildrenFirst();
        for (Devnode node : list) {
            node.setReported(false);
            node.on(DevnodeEvent.MISSING);
        }
        leave(list);
    }

    /** A device has failed but is still reported: its drivers go, and the whole subtree; its own PDO stays. */
    public void failed(Devnode target) {
        target.on(DevnodeEvent.DEVICE_FAILED);
        leaveFailed(target);
    }

    /** As {@link #failed}, for a devnode whose state already says so. */
    public void leaveFailed(Devnode target) {
        List<Devnode> list = target.subtreeChildrenFirst();
        for (Devnode node : list) {
            if (node != target) {
                node.setReported(false);
                node.on(DevnodeEvent.MISSING);
            }
        }
        leave(list);
    }

    private void leave(List<Devnode> list) {
        for (Devnode node : list) {
            if (!isWaitingForCloses(node) && (node.hasDrivers() || node.driversAdded() || comesToBarePdo())) {
                actions.surprise(node);
            }
        }
        for (Devnode node : list) {
            if (isWaitingForCloses(node)) {
                continue;
            }
            if (!actions.withholdIfOpen(node)) {
                actions.remove(node);
            }
        }
    }

    private boolean comesToBarePdo() {
        return kernel.outcome("surpriseRemovalToBarePdo", options.surpriseRemovalToBarePdo());
    }

    /** The last handle was closed: the REMOVE that was withheld is sent now. */
    public void lastHandleClosed(Devnode node) {
        if (isWaitingForCloses(node) && !node.isOpen()) {
            actions.remove(node);
        }
    }

    /** True while REMOVE is withheld. */
    public static boolean isWaitingForCloses(Devnode node) {
        return node.isWaitingForCloses();
    }
}
