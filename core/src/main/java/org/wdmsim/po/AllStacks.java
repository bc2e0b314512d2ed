package org.wdmsim.po;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.ke.KThread;

/** The tree of a machine without a PnP manager: every stack there is, the newest first. */
final class AllStacks implements PowerTree {
    private final IoManager io;

    AllStacks(IoManager io) {
        this.io = io;
    }

    @Override
    public boolean lock(long timeoutTicks) {
        return true;
    }

    @Override
    public void unlock() {
        // Nobody was kept.
    }

    @Override
    public List<DeviceObject> childrenFirst() {
        List<DeviceObject> bottoms = new ArrayList<>();
        for (DeviceObject device : io.liveDevices()) {
            if (device.attachedTo() == null && !device.isDeletePending()) {
                bottoms.add(device);
            }
        }
        Collections.reverse(bottoms);
        return bottoms;
    }

    @Override
    public KThread lockHolder() {
        return null;
    }
}
