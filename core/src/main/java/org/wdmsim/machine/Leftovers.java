package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.ex.PoolBlock;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.FileObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.Mdl;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.io.RemoveLockHolder;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ob.ObjectHeader;

/** What a machine at rest should not have: work that somebody began and nobody finished. */
final class Leftovers {
    private Leftovers() {}

    static List<String> of(Machine machine) {
        List<String> left = new ArrayList<>();
        for (Irp irp : machine.io().liveIrps()) {
            left.add("IRP outstanding: " + irp);
        }
        if (machine.io().unlistedIrps() != 0) {
            left.add("IRPs outstanding that nobody listed: " + machine.io().unlistedIrps());
        }
        for (Mdl mdl : machine.io().liveMdls()) {
            left.add("MDL not freed: " + mdl);
        }
        for (RemoveLock lock : machine.io().removeLocks()) {
            for (RemoveLockHolder holder : lock.holders()) {
                left.add("share held: " + lock.objectName() + " by " + holder.describe());
            }
            if (!lock.knowsHolders() && !lock.isAtRest()) {
                left.add("shares held: " + lock);
            }
        }
        for (FileObject file : machine.io().liveFiles()) {
            left.add("file open: " + file + holders(file.header()));
        }
        for (DeviceObject device : machine.io().liveDevices()) {
            if (device.isDeletePending()) {
                left.add("device deleted but referenced: " + device + holders(device.header()));
            }
        }
        for (KTimer timer : machine.kernel().timers()) {
            left.add("timer set: " + timer);
        }
        for (PoolBlock block : machine.io().poolTracker().leaked()) {
            left.add("pool leaked by " + block.owner().objectName() + ": " + block);
        }
        machine.forEachThread(thread -> {
            if (!thread.isEnded() && !thread.isIdle()) {
                left.add("thread not ended: " + thread.objectName());
            }
        });
        return List.copyOf(left);
    }

    private static String holders(ObjectHeader header) {
        List<String> references = header.references();
        return references.isEmpty() ? "" : ", held by " + String.join("; ", references);
    }
}
