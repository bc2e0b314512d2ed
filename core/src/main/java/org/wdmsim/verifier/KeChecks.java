package org.wdmsim.verifier;

import java.util.Set;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.ApcState;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** What a driver's routine must give back before it returns: spin locks and regions. And StartIo, and timers in memory. */
final class KeChecks {
    private static final Set<StepKind> LOOKED_AT = Set.of(
            KeStep.KE_LEAVE_CRITICAL_REGION,
            KeStep.KE_LEAVE_GUARDED_REGION,
            IoStep.DEVICE_FREED,
            IoStep.IO_START_NEXT_PACKET,
            IoStep.IO_START_NEXT_PACKET_BY_KEY);

    private final Kernel kernel;

    KeChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    static boolean looksAt(StepKind kind) {
        return kind.info().nesting() != 0 || LOOKED_AT.contains(kind);
    }

    /** Before a step in this routine, or one that opens or closes it. */
    void before(TraceEvent event, StepInfo info, RoutineEntry routine) {
        int nesting = info.nesting();
        if (nesting > 0) {
            enter(routine);
        } else if (nesting < 0) {
            leave(event, routine);
        } else if (event.kind() instanceof KeStep step) {
            checkRegions(step);
        } else if (event.kind() == IoStep.DEVICE_FREED) {
            checkMemory(event.subject());
        } else if (event.kind() == IoStep.IO_START_NEXT_PACKET || event.kind() == IoStep.IO_START_NEXT_PACKET_BY_KEY) {
            checkStartIo((DeviceObject) event.subject());
        }
    }

    private void enter(RoutineEntry routine) {
        KThread me = kernel.currentThread();
        if (me != null) {
            routine.spinLocks = me.heldSpinLocks();
            routine.criticalDepth = me.apcs().criticalDepth();
            routine.guardedDepth = me.apcs().guardedDepth();
        }
    }

    private void leave(TraceEvent event, RoutineEntry routine) {
        if (routine == null || routine.spinLocks == null) {
            return;
        }
        KThread me = kernel.currentThread();
        for (KSpinLock lock : me.heldSpinLocks()) {
            if (!routine.spinLocks.contains(lock)) {
                throw violation(
                        0x40009,
                        "spin lock held at the end of a routine",
                        event.kind().title() + ", and still holds spin lock " + lock.objectName()
                                + ", which it did not hold when it was entered",
                        "release the spin lock on every way out of the routine",
                        lock);
            }
        }
        checkBalance(
                event, 0x40003, "critical", routine.criticalDepth, me.apcs().criticalDepth());
        checkBalance(event, 0x4000E, "guarded", routine.guardedDepth, me.apcs().guardedDepth());
    }

    private void checkBalance(TraceEvent event, int rule, String region, int before, int after) {
        if (before != after) {
            throw violation(
                    rule,
                    region + " region not left at the end of a routine",
                    event.kind().title() + " in " + after + " " + region + " regions; it was entered in " + before,
                    "leave each region as often as it was entered, on every way out",
                    event.subject());
        }
    }

    private void checkRegions(KeStep step) {
        if (step != KeStep.KE_LEAVE_CRITICAL_REGION && step != KeStep.KE_LEAVE_GUARDED_REGION) {
            return;
        }
        ApcState apcs = kernel.currentThread().apcs();
        boolean critical = step == KeStep.KE_LEAVE_CRITICAL_REGION;
        if ((critical ? apcs.criticalDepth() : apcs.guardedDepth()) == 0) {
            throw violation(
                    critical ? 0x3E : 0x4000E,
                    "region left that was not entered",
                    step.title() + " in a thread that is in no such region",
                    "enter the region before, in the same thread",
                    kernel.currentThread());
        }
    }

    private void checkMemory(KernelObject device) {
        for (KernelObject pending : kernel.pendingIn(device)) {
            if (pending instanceof KTimer timer) {
                throw violation(
                        0x15,
                        "memory freed with an active timer in it",
                        "the memory of " + device.objectName() + " is freed, and " + timer.objectName()
                                + " in it is set",
                        "in REMOVE cancel the timer, call KeFlushQueuedDpcs, and delete the device after that",
                        timer);
            }
        }
    }

    private void checkStartIo(DeviceObject device) {
        boolean inside = kernel.currentThread().frames().stream()
                .anyMatch(frame -> frame.device() == device && frame.routine().equals("StartIo"));
        if (inside && !device.startIo().isDeferred()) {
            throw violation(
                    OwnRules.START_IO_RECURSION,
                    "IoStartNextPacket inside StartIo",
                    "StartIo of " + device.objectName()
                            + " calls IoStartNextPacket, which calls StartIo again: with many"
                            + " packets waiting the stack overflows",
                    "call IoSetStartIoAttributes with DeferredStartIo TRUE, or start the next packet in the DPC",
                    device);
        }
    }

    private Error violation(int rule, String title, String what, String todo, KernelObject about) {
        return Violation.of(kernel, title, rule, about)
                .what(what)
                .todo(todo)
                .about(about)
                .stop();
    }
}
