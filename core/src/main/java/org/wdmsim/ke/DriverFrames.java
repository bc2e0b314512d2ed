package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.TransitionListener;

/** The stack of driver routines that a thread is in, so that a report can say where. */
final class DriverFrames {
    // What kind of routine bug check 0xC8 is about.
    private static final int CALLOUT = 2;
    private static final int SERVICE_ROUTINE = 3;

    // Changed only by the thread itself. What stands below an entry never changes, so a report that another thread
    // makes meanwhile sees a whole stack. A routine that throws is not left: the report that follows names it.
    private final KThread thread;
    private Entry top;

    private record Entry(DriverFrame frame, Entry below) {}

    DriverFrames(KThread thread) {
        this.thread = thread;
    }

    /**
     * Calls a routine of a driver and keeps the frame for reports.
     *
     * @param owner the driver or device whose routine it is; may be null
     */
    void call(KernelObject owner, String what, Runnable routine) {
        enter(new DriverFrame(owner, null, what, null));
        try {
            routine.run();
        } catch (Throwable thrown) {
            throw thread.kernel().driverThrew(thrown);
        }
        leave();
    }

    /** Calls a routine that must leave the IRQL as it was. */
    void callLevel(KernelObject owner, String what, Runnable routine) {
        callLevel(CALLOUT, owner, what, routine);
    }

    /** Calls an interrupt service routine, which must leave the IRQL as it was too. */
    void callService(KernelObject owner, Runnable routine) {
        callLevel(SERVICE_ROUTINE, owner, "interrupt service routine", routine);
    }

    private void callLevel(int unique, KernelObject owner, String what, Runnable routine) {
        Irql before = thread.irql();
        call(owner, what, routine);
        Irql after = thread.irql();
        if (after != before) {
            throw thread.kernel()
                    .bugCheck(BugCheck.of(BugCheckCode.IRQL_UNEXPECTED_VALUE, "a routine left the IRQL changed")
                            .parameters((after.level() << 16) | (before.level() << 8) | unique, owner)
                            .what(what + " was called at " + before + " and returned at " + after)
                            .todo("lower the IRQL to what it was, or release the spin lock, before the routine returns")
                            .build());
        }
    }

    void enter(DriverFrame frame) {
        top = new Entry(frame, top);
    }

    void leave() {
        tellOfLeaving();
        top = top.below;
    }

    /** Tells who follows the run that a routine is about to be left, or, outside of all, that the thread has ended. */
    void tellOfLeaving() {
        TransitionListener follower = thread.kernel().scheduler().follower();
        if (follower != null) {
            follower.leaves();
        }
    }

    /** The routine entered last, or null. */
    DriverFrame innermost() {
        Entry last = top;
        return last == null ? null : last.frame;
    }

    /** All of them, outermost first. */
    List<DriverFrame> all() {
        List<DriverFrame> frames = new ArrayList<>();
        for (Entry entry = top; entry != null; entry = entry.below) {
            frames.add(entry.frame);
        }
        Collections.reverse(frames);
        return frames;
    }

    /** The thread's place in words: routine, step, thread. */
    String where() {
        DriverFrame frame = innermost();
        return (frame == null ? "" : frame.describe() + ", ") + "step "
                + thread.kernel().steps() + ", thread \"" + thread.objectName() + "\"";
    }
}
