package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.trace.TraceEvent;

/** Waits for more than one object. */
public final class Waits {
    /** THREAD_WAIT_OBJECTS: so many objects a wait can have without a wait block array of the caller's. */
    public static final int THREAD_WAIT_OBJECTS = 3;

    /** MAXIMUM_WAIT_OBJECTS: so many with one. */
    public static final int MAXIMUM_WAIT_OBJECTS = 64;

    private Waits() {}

    /**
     * KeWaitForMultipleObjects with WaitAny, Executive, KernelMode, not alertable.
     *
     * @irql at most APC_LEVEL; DISPATCH_LEVEL with a timeout of 0
     * @param timeoutTicks relative, in units of 100 ns; 0 only tests; {@link DispatcherObject#FOREVER} for no timeout
     * @param objects at most {@link #MAXIMUM_WAIT_OBJECTS}
     * @return {@code STATUS_WAIT_0} plus the index of the object that ended the wait, the lowest when several are
     *     signalled; {@code STATUS_TIMEOUT}, which is a success code too
     * @bugcheck 0x0C with more objects than that; 0xC4 with 0x120 to 0x122 as for a single object
     * @differs the wait block array that more than {@link #THREAD_WAIT_OBJECTS} objects need is not modelled
     * @source learn.microsoft.com, nf-wdm-kewaitformultipleobjects
     */
    public static NtStatus any(Kernel kernel, long timeoutTicks, DispatcherObject... objects) {
        return wait(kernel, timeoutTicks, objects, false);
    }

    /**
     * KeWaitForMultipleObjects with WaitAll: goes on when all objects are signalled at the same time, and takes nothing
     * from any of them before.
     *
     * @irql at most APC_LEVEL; DISPATCH_LEVEL with a timeout of 0
     * @return {@code STATUS_SUCCESS} or {@code STATUS_TIMEOUT}
     */
    public static NtStatus all(Kernel kernel, long timeoutTicks, DispatcherObject... objects) {
        return wait(kernel, timeoutTicks, objects, true);
    }

    private static NtStatus wait(Kernel kernel, long timeoutTicks, DispatcherObject[] given, boolean all) {
        mustBeTimeout(timeoutTicks);
        DispatcherObject[] objects = given.clone();
        TraceEvent event = kernel.step(
                KeStep.KE_WAIT_MULTIPLE,
                objects.length == 0 ? null : objects[0],
                timeoutTicks == DispatcherObject.FOREVER ? null : (Long) timeoutTicks,
                kernel.isWatched() ? names(objects, all) : null);
        if (objects.length == 0 || objects.length > MAXIMUM_WAIT_OBJECTS) {
            throw kernel.bugCheck(BugCheck.of(BugCheckCode.MAXIMUM_WAIT_OBJECTS_EXCEEDED, "too many objects in a wait")
                    .parameters(objects.length)
                    .what("KeWaitForMultipleObjects with " + objects.length + " objects")
                    .todo("wait for 1 to " + MAXIMUM_WAIT_OBJECTS + " objects at a time")
                    .build());
        }
        kernel.lockSaid();
        try {
            Wait wait = new Wait(kernel.currentThread(), objects, all, false);
            NtStatus status = wait.trySatisfy()
                    ? NtStatus.waited(wait.satisfiedBy())
                    : timeoutTicks == 0 ? NtStatus.STATUS_TIMEOUT : block(kernel, wait, timeoutTicks);
            return kernel.answer(event, status);
        } finally {
            kernel.unlock();
        }
    }

    /** Blocks until the wait is satisfied or its time is over. Called under the dispatcher lock. */
    static NtStatus block(Kernel kernel, Wait wait, long timeoutTicks) {
        KThread me = wait.thread();
        if (me.isServer() && !wait.objects()[0].keepsProcessor()) {
            throw switchFromDpc(kernel, "waits for " + wait);
        }
        wait.queue();
        me.beginsToWait(wait);
        boolean woken = kernel.scheduler().block(kernel.deadlineAfter(timeoutTicks));
        me.endsToWait();
        if (woken) {
            return NtStatus.waited(wait.satisfiedBy());
        }
        wait.unqueue();
        return NtStatus.STATUS_TIMEOUT;
    }

    /** A server of a processor has no thread of its own to switch from. */
    static Error switchFromDpc(Kernel kernel, String what) {
        KThread me = kernel.currentThread();
        return kernel.bugCheck(BugCheck.of(BugCheckCode.ATTEMPTED_SWITCH_FROM_DPC, "a wait at raised IRQL")
                .parameters(me)
                .what("a routine that runs at " + me.irql() + " " + what)
                .todo("do not wait in a DPC, timer or interrupt routine: queue a work item, which may")
                .about(me)
                .build());
    }

    static void mustBeTimeout(long timeoutTicks) {
        if (timeoutTicks < 0 && timeoutTicks != DispatcherObject.FOREVER) {
            throw new IllegalArgumentException("a timeout of " + timeoutTicks
                    + " ticks; give a relative time as a positive number, 0 to test, or FOREVER");
        }
    }

    /** The objects of a wait in words. */
    static String names(DispatcherObject[] objects, boolean all) {
        List<String> names = new ArrayList<>();
        for (DispatcherObject object : objects) {
            names.add(object.objectName());
        }
        return String.join(all ? " and " : " or ", names);
    }
}
