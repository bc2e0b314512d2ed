package org.wdmsim.pnp;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.po.PowerTree;

/**
 * The device tree as the power manager needs it. The PnP lock is the PnP worker itself: while the machine changes its state,
 * and while it sleeps, the worker rests.
 */
final class PowerOrder implements PowerTree {
    private final PnpManager manager;
    private final PnpQueue queue;
    private final KThread worker;
    private KEvent over;

    PowerOrder(PnpManager manager, PnpQueue queue, KThread worker) {
        this.manager = manager;
        this.queue = queue;
        this.worker = worker;
    }

    @Override
    public boolean lock(long timeoutTicks) {
        over = queue.hold("power transition", timeoutTicks);
        return over != null;
    }

    @Override
    public void unlock() {
        over.set();
    }

    /** Started devices, and those that wait for their last handle: their drivers still get power IRPs. */
    @Override
    public List<DeviceObject> childrenFirst() {
        List<DeviceObject> pdos = new ArrayList<>();
        for (Devnode node : manager.root().subtreeChildrenFirst()) {
            if (node.state() == DevnodeState.STARTED || node.hasDrivers()) {
                pdos.add(node.pdo());
            }
        }
        return pdos;
    }

    @Override
    public KThread lockHolder() {
        return worker;
    }
}
