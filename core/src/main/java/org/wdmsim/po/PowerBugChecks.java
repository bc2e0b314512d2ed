package org.wdmsim.po;

import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** DRIVER_POWER_STATE_FAILURE, 0x9F, in its four forms, and how each is told. */
final class PowerBugChecks {
    private PowerBugChecks() {}

    static void mustBeAlive(DeviceObject device, String routine) {
        if (device.isFreed()) {
            throw device.kernel()
                    .bugCheck(BugCheck.of(
                                    BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL,
                                    "device object used after it is gone")
                            .parameters(device, 0)
                            .what(routine + " on " + device.objectName()
                                    + ", which was freed when its last reference went")
                            .todo("ask for nothing after IRP_MN_REMOVE_DEVICE")
                            .about(device)
                            .build());
        }
    }

    /** 0x9F, 1. */
    static Error freedWithRequest(Kernel kernel, DeviceObject device, PowerRequest request) {
        return kernel.bugCheck(BugCheck.of(
                        BugCheckCode.DRIVER_POWER_STATE_FAILURE, "device freed with an outstanding power request")
                .parameters(0x1, device)
                .what(device.objectName() + " is freed, but its driver has still to run for " + request.describe())
                .todo("cover every power IRP by a share of the remove lock until the last routine of this driver"
                        + " has run for it; cancel a WAIT_WAKE before IoReleaseRemoveLockAndWait")
                .about(device)
                .build());
    }

    /** 0x9F, 2. */
    static Error startNextForgotten(Kernel kernel, DeviceObject device, PowerRequest request) {
        return kernel.bugCheck(BugCheck.of(
                        BugCheckCode.DRIVER_POWER_STATE_FAILURE,
                        "system power IRP completed, but not the next one started")
                .parameters(0x2, request.pdo(), device, device.driver())
                .what(request.irp().objectName() + " " + request.state() + " is completed, but "
                        + device.driver().objectName() + " has not called PoStartNextPowerIrp for "
                        + device.objectName())
                .todo("call PoStartNextPowerIrp once for each power IRP, before it is passed on or completed")
                .about(device)
                .build());
    }

    /** 0x9F, 3. */
    static Error blocked(
            Kernel kernel, PowerRequest request, PowerRequest before, List<PowerRequest> all, KThread worker) {
        DeviceObject holder = request.holder();
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_POWER_STATE_FAILURE, "a device object blocks a power IRP")
                .parameters(0x3, request.pdo(), holder == null ? 0 : holder, request.irp())
                .what(
                        holder != null
                                ? holder.driver().objectName() + " has kept "
                                        + request.irp().objectName() + ", "
                                        + request.minor() + " " + request.state() + ", at " + holder.objectName()
                                        + " for too long"
                                : request.irp().objectName() + ", " + request.minor() + " " + request.state() + " for "
                                        + request.pdo().objectName() + ", was never sent");
        if (before != null) {
            check.fact("behind", before.describe());
            for (DeviceObject owing : before.owing) {
                check.fact(
                        "behind",
                        owing.driver().objectName() + " has not called PoStartNextPowerIrp for " + owing.objectName());
            }
        }
        all.forEach(other -> check.fact("outstanding", other.describe()));
        if (worker != null && worker.frame() != null) {
            check.fact("power worker", worker.frame().describe());
        }
        return kernel.bugCheck(
                check.todo("complete every power IRP or pass it on; where a system IRP waits for a device IRP,"
                                + " complete it in the callback of PoRequestPowerIrp, also when that has failed")
                        .about(request.irp())
                        .build());
    }

    /** 0x9F, 4. */
    static Error pnpNeverCame(Kernel kernel, long seconds, KThread holder) {
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_POWER_STATE_FAILURE, "the PnP manager does not let the machine sleep")
                .parameters(0x4, (int) seconds, holder)
                .what("the transition has waited " + seconds + " seconds for a PnP operation to end");
        if (holder != null) {
            holder.frames().forEach(frame -> check.fact("holders", frame.describe()));
            if (holder.waitsFor() != null) {
                check.fact("waits for", holder.waitsFor());
                holder.whoKeepsItWaiting().forEach(line -> check.fact("waits for", line));
            }
        }
        return kernel.bugCheck(
                check.todo("find out what the thread that holds the PnP lock waits for; often a share of a"
                                + " remove lock that was never released")
                        .about(holder)
                        .build());
    }
}
