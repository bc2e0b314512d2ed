package org.wdmsim.pnp.removal;

import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpRequests;
import org.wdmsim.pnp.tree.PnpStep;

/** The acts that orderly and surprise removal share. */
public final class RemovalActions {
    private final Kernel kernel;
    private final PnpRequests requests;

    /** Acts on one machine. */
    public RemovalActions(Kernel kernel, PnpRequests requests) {
        this.kernel = kernel;
        this.requests = requests;
    }

    /** REMOVE_DEVICE to a stack, and what follows from it for the devnode. Nobody may hold a handle. */
    public void remove(Devnode node) {
        DeviceObject pdo = node.pdo();
        pdo.setExtensionFlags(DeviceFlags.DOE_START_PENDING);
        requests.remove(pdo);
        pdo.disableInterfaces();
        node.setDriversAdded(false);
        node.setRemovalQueued(false);
        node.setNotDisableable(false);
        pdo.clearExtensionFlags(DeviceFlags.DOE_REMOVE_PENDING | DeviceFlags.DOE_REMOVE_PROCESSED);
        if (!pdo.isFreed() && (pdo.isDeletePending() || !node.isReported())) {
            delete(node, DevnodeEvent.REMOVE_UNREPORTED);
        } else {
            node.on(DevnodeEvent.REMOVE);
            node.setSurpriseRemoved(false);
        }
        for (Devnode child : java.util.List.copyOf(node.children())) {
            if (child.state() == DevnodeState.REMOVED) {
                delete(child, DevnodeEvent.PARENT_REMOVED);
            } else if (SurpriseRemoval.isWaitingForCloses(child)) {
                child.setReported(false);
                child.on(DevnodeEvent.PARENT_REMOVED);
                child.leaveTree();
            }
        }
    }

    /** Takes a devnode out of the tree and gives up its hold on the PDO. */
    public void delete(Devnode node, DevnodeEvent why) {
        node.on(why);
        node.leaveTree();
        node.pdo().dereference(Devnode.TAG);
    }

    /** SURPRISE_REMOVAL to a stack, once in an incarnation. */
    void surprise(Devnode node) {
        if (!node.isSurpriseRemoved()) {
            node.setSurpriseRemoved(true);
            requests.surpriseRemoval(node.pdo());
            node.pdo().disableInterfaces();
        }
    }

    /**
     * Keeps REMOVE_DEVICE back until the last handle is closed, if one is open. Looking and keeping back are one, so that no
     * close can fall between them.
     */
    boolean withholdIfOpen(Devnode node) {
        kernel.lockSaid();
        try {
            if (!node.isOpen()) {
                return false;
            }
            node.on(DevnodeEvent.SURPRISE_HANDLES_OPEN);
            for (DeviceObject device : node.pdo().stack()) {
                device.setExtensionFlags(DeviceFlags.DOE_REMOVE_PENDING);
            }
            kernel.note(PnpStep.REMOVE_WITHHELD, node, node.openHandlesToShow(), null);
            return true;
        } finally {
            kernel.unlock();
        }
    }
}
