package org.wdmsim.verifier;

import java.util.List;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.io.RemoveLockHolder;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * The remove lock's contract: 0xD5, 0xD6 and 0xD7 of bug check 0xC4, and two rules of our own for what Windows checks only
 * statically or not at all.
 */
final class RemoveLockChecks {
    private static final Set<StepKind> LOOKED_AT = Set.of(
            IoStep.IO_INITIALIZE_REMOVE_LOCK,
            IoStep.IO_ACQUIRE_REMOVE_LOCK,
            IoStep.IO_RELEASE_REMOVE_LOCK,
            IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT,
            IoStep.IO_DELETE_DEVICE);

    private final Kernel kernel;

    RemoveLockChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    static boolean looksAt(StepKind kind) {
        return LOOKED_AT.contains(kind);
    }

    void before(TraceEvent event) {
        if (!(event.kind() instanceof IoStep step)) {
            return;
        }
        switch (step) {
            case IO_INITIALIZE_REMOVE_LOCK -> initialize((RemoveLock) event.subject());
            case IO_ACQUIRE_REMOVE_LOCK -> mustBeInitialized((RemoveLock) event.subject(), event);
            case IO_RELEASE_REMOVE_LOCK -> release((RemoveLock) event.subject(), event);
            case IO_RELEASE_REMOVE_LOCK_AND_WAIT -> releaseAndWait((RemoveLock) event.subject(), event);
            case IO_DELETE_DEVICE -> delete((DeviceObject) event.subject());
            default -> {
                // Not about remove locks.
            }
        }
    }

    private void initialize(RemoveLock lock) {
        if (!isReachable(lock) || !lock.isInitialized()) {
            return;
        }
        throw kernel.bugCheck(
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "remove lock initialised again")
                        .parameters(0xD7, lock, lock)
                        .what("IoInitializeRemoveLock on " + lock.objectName()
                                + ", which was initialised before; others may still be" + " about to acquire it")
                        .todo(
                                "initialise the lock once, in AddDevice, when the device is created; a device that comes back gets a"
                                        + " new device object with a new lock")
                        .about(lock)
                        .build());
    }

    private void release(RemoveLock lock, TraceEvent event) {
        mustBeInitialized(lock, event);
        if (!isReachable(lock) || !mayJudge(lock) || lock.isHeldWith(event.first())) {
            return;
        }
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "remove lock tag mismatch")
                .parameters(0xD5, lock, name(event.first()))
                .what("IoReleaseRemoveLock with tag " + name(event.first()) + ", which holds no share of "
                        + lock.objectName());
        addHolders(check, lock);
        throw kernel.bugCheck(check.todo("release with the tag given to acquire, once for each acquire that returned"
                        + " STATUS_SUCCESS")
                .about(lock)
                .build());
    }

    private void releaseAndWait(RemoveLock lock, TraceEvent event) {
        mustBeInitialized(lock, event);
        if (!isReachable(lock) || !mayJudge(lock) || lock.isHeldWith(event.first())) {
            return;
        }
        List<RemoveLockHolder> holders = lock.holders();
        BugCheck.Builder check = BugCheck.of(
                        BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "release-and-wait tag mismatch")
                .parameters(
                        0xD6,
                        lock,
                        name(event.first()),
                        holders.isEmpty() ? (Object) 0 : name(holders.get(0).tag()))
                .what("IoReleaseRemoveLockAndWait with tag " + name(event.first()) + ", which holds no share of "
                        + lock.objectName());
        addHolders(check, lock);
        throw kernel.bugCheck(check.todo("acquire the lock at the top of the dispatch routine, also for"
                        + " IRP_MN_REMOVE_DEVICE, and give IoReleaseRemoveLockAndWait the same tag")
                .about(lock)
                .build());
    }

    private void mustBeInitialized(RemoveLock lock, TraceEvent event) {
        if (!isReachable(lock) || lock.isInitialized()) {
            return;
        }
        throw kernel.bugCheck(BugCheck.of(
                        BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, "remove lock used before it was initialised")
                .parameters(OwnRules.REMOVE_LOCK_UNINITIALIZED, lock)
                .what(event.kind().title() + " on " + lock.objectName() + ", which was never initialised")
                .todo("call IoInitializeRemoveLock in AddDevice, before attaching to the stack")
                .about(lock)
                .build());
    }

    /** RemoveLockCheck at run time: a device must not go while somebody holds a share and nobody has waited. */
    private void delete(DeviceObject device) {
        for (RemoveLock lock : kernelLocks(device)) {
            if (lock.device() != device || lock.isRemoved() || lock.holders().isEmpty() || device.isFreed()) {
                continue;
            }
            BugCheck.Builder check = BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                            "device deleted while its remove lock is held (RemoveLockCheck)")
                    .parameters(OwnRules.REMOVE_LOCK_CHECK, lock, device)
                    .what("IoDeleteDevice on " + device.objectName()
                            + " without IoReleaseRemoveLockAndWait; others are still" + " inside the driver");
            addHolders(check, lock);
            throw kernel.bugCheck(
                    check.todo("call IoReleaseRemoveLockAndWait after passing IRP_MN_REMOVE_DEVICE down and"
                                    + " before IoDetachDevice and IoDeleteDevice")
                            .about(lock)
                            .build());
        }
    }

    private static List<RemoveLock> kernelLocks(DeviceObject device) {
        return device.io().removeLocks();
    }

    /** The extension of a freed device is no place to look; the lock itself reports that. */
    private static boolean isReachable(RemoveLock lock) {
        return !lock.device().isFreed();
    }

    /** Nobody can say that a tag is wrong when some shares could not be tracked. */
    private static boolean mayJudge(RemoveLock lock) {
        return lock.knowsHolders() && lock.lowMemoryCount() == 0;
    }

    private static String name(Object tag) {
        return TraceEvent.text(tag);
    }

    private static void addHolders(BugCheck.Builder check, RemoveLock lock) {
        for (RemoveLockHolder holder : lock.holders()) {
            check.fact("holders", holder.describe());
        }
        if (lock.holders().isEmpty()) {
            check.fact("holders", "nobody");
        }
    }
}
