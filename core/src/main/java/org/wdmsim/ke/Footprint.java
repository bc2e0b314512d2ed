package org.wdmsim.ke;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.Scheduler;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/**
 * What the running step touches, told to who follows the run; and the numbers by which he knows what is touched. When
 * nobody follows, all this is a test.
 *
 * <p>A step that changes or reads its subject only says so in its row. For one that says it itself:
 *
 * <pre>{@code
 * kernel.step(KeStep.KE_SET_EVENT, this, null, null);
 * kernel.touch(this, STATE, Touch.WRITE);
 * }</pre>
 */
public final class Footprint {
    // A number is made of the thread that has made the object, how many that thread had made before, and the part; the
    // smallest stand for areas, those above all threads for static fields. So who has done the same until now makes the
    // same numbers, whatever the others did.

    /** How many parts of an object can be touched by themselves. */
    public static final int PARTS = 4;

    private static final int FIRST_THING = 4; // smaller numbers stand for areas, see TransitionListener
    private static final int MOST_THREADS = 64;
    private static final int MOST_THINGS = 1 << 18; // of one thread's making

    private final Scheduler scheduler;
    private final TransitionListener follower; // null when nobody follows
    private MemoryNumbers memoryNumbers; // null while nobody watches memory
    private int madeAtBoot;

    Footprint(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.follower = scheduler.follower();
    }

    /** True when somebody follows what steps touch. */
    public boolean isFollowed() {
        return follower != null;
    }

    /** True when somebody leaves schedules out because of what steps touch, so that memory must have numbers. */
    public boolean isReduced() {
        return follower != null && follower.reduces();
    }

    // ---- What the running step touches.

    /** A step begins: it touches what its row says. */
    void stepTouches(StepInfo.Reach reach, KernelObject subject) {
        if (follower == null) {
            return;
        }
        if (reach == StepInfo.Reach.EVERYTHING) {
            touchEverything();
        } else if (reach != StepInfo.Reach.SAID && subject != null) {
            touch(subject, 0, reach == StepInfo.Reach.READS_SUBJECT ? Touch.READ : Touch.WRITE);
        }
    }

    /** See {@link Kernel#touch(KernelObject, int, Touch)}. */
    void touch(KernelObject object, int part, Touch how) {
        if (follower != null) {
            int id = object.touchId();
            follower.touches(id == 0 ? TransitionListener.EVERYTHING : id + part, id == 0 ? Touch.WRITE : how);
        }
    }

    /** See {@link Kernel#touchArea}. */
    void touchArea(int area, Touch how) {
        if (follower != null) {
            follower.touches(area, how);
        }
    }

    /** The running step may touch anything. */
    void touchEverything() {
        if (follower != null) {
            follower.touches(TransitionListener.EVERYTHING, Touch.WRITE);
        }
    }

    /** What goes on now could only come after all that others have done to a part of an object. */
    public void comesAfter(KernelObject object, int part) {
        if (follower != null && object.touchId() != 0) {
            follower.comesAfter(object.touchId() + part);
        }
    }

    /** The running step has taken a lock at once: see {@link TransitionListener#acquires}. */
    void acquires(KernelObject lock, int state, int release) {
        if (follower != null && lock.touchId() != 0) {
            follower.acquires(lock.touchId() + state, lock.touchId() + release);
        }
    }

    /** The running step asks for a lock that it cannot have yet: see {@link TransitionListener#spins}. */
    void spins(KernelObject lock, int state) {
        if (follower != null && lock.touchId() != 0) {
            follower.spins(lock.touchId() + state);
        }
    }

    /** A routine of a driver is to run on a certain processor, and waits for it. */
    void waitsForProcessor(String routine) {
        if (follower != null) {
            follower.waitsForProcessor(routine);
        }
    }

    // ---- Memory of drivers, for who watches it.

    /** The running thread touches a place in memory, which orders nobody. */
    public void touchMemory(KernelObject place, Touch how) {
        if (follower != null) {
            int id = place.touchId();
            follower.touchesMemory(id == 0 ? TransitionListener.FOREIGN : id, how);
        }
    }

    /** The running thread may touch any memory. */
    public void touchAnyMemory() {
        if (follower != null) {
            follower.touchesMemory(TransitionListener.EVERYTHING, Touch.WRITE);
        }
    }

    /** The running step has made an array that drivers will see. */
    public byte[] madeArray(byte[] array) {
        if (memoryNumbers != null) {
            memoryNumbers.made(array);
        }
        return array;
    }

    /** The running step has made something that shows an array to drivers. */
    public <T> T madeView(T view, byte[] array) {
        if (memoryNumbers != null) {
            memoryNumbers.shows(view, array);
        }
        return view;
    }

    /** The running step itself looks into an array of a driver's or a program's, or changes it. */
    public void touchArray(byte[] array, Touch how) {
        if (memoryNumbers != null) {
            int first = memoryNumbers.of(array);
            if (first == 0) {
                follower.touches(TransitionListener.FOREIGN, how);
                return;
            }
            for (int i = 0; i < PARTS; i++) {
                follower.touches(first + i, how);
            }
        }
    }

    // ---- Numbers.

    /**
     * A number for a new object, the same in every run in which its maker has done the same until now; 0 when nobody asks, or
     * when there are no more.
     */
    public int newId() {
        if (follower == null) {
            return 0;
        }
        SimThread maker = scheduler.current();
        int number = maker == null ? madeAtBoot++ : maker.nextMade();
        int thread = maker == null ? 0 : maker.number() + 1;
        return thread > MOST_THREADS || number >= MOST_THINGS
                ? 0
                : ((thread * MOST_THINGS) + number + FIRST_THING) * PARTS;
    }

    /** The first of so many numbers in a row; 0 as above. */
    public int newIds(int count) {
        int first = newId();
        int last = first;
        for (int i = PARTS; i < count && last != 0; i += PARTS) {
            last = newId();
        }
        return last == 0 ? 0 : first;
    }

    /** The same for a piece of memory, which only reduction needs to know; 0 when nobody reduces, too. */
    public int newMemoryIds(int count) {
        return isReduced() ? newIds(count) : 0;
    }

    /** A number for a static field, the same in every run; 0 when there are no more. */
    public int idOfStatic(int field) {
        int first = (MOST_THREADS + 2) * MOST_THINGS * PARTS;
        return field < MOST_THINGS ? first + field : 0;
    }

    /** Says who knows the numbers of arrays. */
    public void setMemoryNumbers(MemoryNumbers numbers) {
        memoryNumbers = isReduced() ? numbers : null;
    }
}
