package org.wdmsim.verifier;

import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStackLocation;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.ke.Kernel;

/** What may become of the status of a power IRP on its way down, and who may complete it. */
final class PowerIrpChecks {
    private final Kernel kernel;

    /** Power IRPs on their way: from their first IoCallDriver until they are back at their creator. */
    private final Map<Irp, Way> ways = new LinkedHashMap<>();

    /** How far an IRP has come. */
    private static final class Way {
        final IrpMinor minor;
        final boolean isSystem;
        int deepest;
        NtStatus status;

        Way(IrpMinor minor, boolean isSystem, int deepest, NtStatus status) {
            this.minor = minor;
            this.isSystem = isSystem;
            this.deepest = deepest;
            this.status = status;
        }
    }

    PowerIrpChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    void call(DeviceObject target, Irp irp, Irql irql) {
        if (irp.isFreed() || irp.currentLocation() <= 1) {
            return; // IoCallDriver itself will say so
        }
        IoStackLocation next = irp.nextLocation();
        Way way = ways.get(irp);
        if (way != null && (next.major() != IrpMajor.IRP_MJ_POWER || next.minor() != way.minor)) {
            throw stop(
                    BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    OwnRules.POWER_REQUEST_CHANGED,
                    "the function code of a power IRP was changed",
                    irp,
                    irp.objectName() + " came as " + way.minor + " and is passed on as " + next.request(),
                    "copy or skip the stack location, and leave major and minor as they are");
        }
        if (next.major() != IrpMajor.IRP_MJ_POWER) {
            return;
        }
        if (irql != Irql.PASSIVE_LEVEL && isPagable(target)) {
            throw stop(
                    BugCheckCode.INTERNAL_POWER_ERROR,
                    0x1,
                    "power IRP sent to a passive-level device object",
                    irp,
                    "IoCallDriver sends " + irp.objectName() + " at " + irql + " to " + target.objectName()
                            + ", whose stack has DO_POWER_PAGABLE",
                    "pass it on at PASSIVE_LEVEL, from a worker");
        }
        if (way == null) {
            starts(irp, next);
        } else {
            passes(irp, way);
        }
    }

    /** The bottom of the stack decides, and a device that says it of itself. */
    private static boolean isPagable(DeviceObject target) {
        return target.hasFlag(DO_POWER_PAGABLE) || target.bottom().hasFlag(DO_POWER_PAGABLE);
    }

    private void starts(Irp irp, IoStackLocation next) {
        if (irp.status() != STATUS_NOT_SUPPORTED) {
            throw io(
                    0x20F,
                    "power IRP not initialised",
                    irp,
                    irp.objectName() + ", " + next.minor() + ", is sent with status " + irp.status(),
                    "set IoStatus.Status to STATUS_NOT_SUPPORTED before sending a power IRP");
        }
        boolean isSystem = next.parameters() instanceof IrpParameters.Power power
                && power.state().isSystem();
        ways.put(irp, new Way(next.minor(), isSystem, irp.currentLocation() - 1, irp.status()));
    }

    private void passes(Irp irp, Way way) {
        NtStatus status = irp.status();
        if (!status.isSuccess() && status != STATUS_NOT_SUPPORTED) {
            throw io(
                    0x219,
                    "failed power IRP passed down",
                    irp,
                    irp.objectName() + ", " + way.minor + ", is passed down with status " + status,
                    "complete a power IRP that you fail; do not pass it on");
        }
        noRegression(irp, way);
        way.deepest = Math.min(way.deepest, irp.currentLocation() - 1);
        way.status = status;
    }

    private void noRegression(Irp irp, Way way) {
        if (irp.status() == STATUS_NOT_SUPPORTED && way.status != STATUS_NOT_SUPPORTED) {
            throw io(
                    0x21A,
                    "status of a power IRP turned back",
                    irp,
                    irp.objectName() + ", " + way.minor + ", had status " + way.status + " and has "
                            + STATUS_NOT_SUPPORTED + " again",
                    "leave the status that a driver above has set");
        }
    }

    void complete(Irp irp, Object by) {
        Way way = ways.get(irp);
        if (way == null || irp.isFreed() || !(by instanceof DeviceObject device) || device.isFreed()) {
            return;
        }
        boolean cameBack = way.deepest < irp.currentLocation();
        if (cameBack) {
            return; // the drivers below have had it
        }
        noRegression(irp, way);
        NtStatus status = irp.status();
        boolean isBus = device.attachedTo() == null;
        if (!isBus && status != STATUS_DELETE_PENDING) {
            mustHavePassed(irp, way, device, status);
        }
        // The bus may fail a device's power-up when the device is gone; a system set-power nobody fails.
        boolean mayNotFail = way.minor == IrpMinor.IRP_MN_SET_POWER && (way.isSystem || !isBus);
        if (mayNotFail && !status.isSuccess() && status != STATUS_DELETE_PENDING && status != STATUS_NOT_SUPPORTED) {
            throw stop(
                    BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    OwnRules.POWER_SET_FAILED,
                    "SET_POWER failed (PowerDownFail, PowerUpFail)",
                    irp,
                    device.driver().objectName() + " completes " + irp.objectName() + ", a "
                            + (way.isSystem ? "system" : "device") + " SET_POWER, with " + status,
                    "refuse in QUERY_POWER; a SET_POWER is a fact");
        }
    }

    private void mustHavePassed(Irp irp, Way way, DeviceObject device, NtStatus status) {
        if (status == STATUS_NOT_SUPPORTED) {
            throw io(
                    0x232,
                    "untouched power IRP completed",
                    irp,
                    device.objectName() + ", which is no PDO, completes " + irp.objectName() + ", " + way.minor
                            + ", with the status that it came with",
                    "pass on what you do not handle; only the bus driver completes it");
        }
        if (status.isSuccess()) {
            throw io(
                    0x231,
                    "successful power IRP completed instead of passed down",
                    irp,
                    device.objectName() + ", which is no PDO, completes " + irp.objectName() + ", " + way.minor
                            + ", with success; the drivers below never see it",
                    "pass every power IRP down that you do not fail");
        }
        if (way.minor == IrpMinor.IRP_MN_POWER_SEQUENCE) {
            throw io(
                    0x230,
                    "power IRP completed that the driver does not understand",
                    irp,
                    device.objectName() + ", which is no PDO, completes " + irp.objectName() + ", " + way.minor
                            + ", which only a bus driver answers",
                    "pass it on");
        }
    }

    void finished(Irp irp) {
        ways.remove(irp);
    }

    private Error io(int number, String title, Irp irp, String what, String todo) {
        return stop(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, number, title, irp, what, todo);
    }

    private Error stop(BugCheckCode code, int number, String title, Irp irp, String what, String todo) {
        BugCheck.Builder check = BugCheck.of(code, title);
        if (code == BugCheckCode.INTERNAL_POWER_ERROR) {
            check.parameters(number, 5);
        } else {
            check.parameters(number, 0, irp);
        }
        return kernel.bugCheck(check.what(what).todo(todo).about(irp).build());
    }
}
