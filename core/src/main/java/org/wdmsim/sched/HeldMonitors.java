package org.wdmsim.sched;

/** Keeps the monitors of a thread that hosts continuations with that thread. */
final class HeldMonitors {
    // From JDK 24 on, a continuation that suspends takes with it every monitor on its thread's lock stack, also those
    // that frames below it hold: a caller who runs a machine inside synchronized, or inside
    // ConcurrentHashMap.computeIfAbsent, would find that it holds its own monitor no longer, and would block on
    // entering it again. A monitor that has been inflated is not on the lock stack and belongs to the thread itself.
    // The lock stack has room for eight, and a ninth monitor inflates the oldest; so to hold eight more, once, fastens
    // whatever the thread held before. On other JDKs this does nothing and harms nothing.

    private static final int LOCK_STACK_CAPACITY = 8;

    /** Lets the fresh monitors escape, or the JIT would see that nobody else can enter them and leave them out. */
    @SuppressWarnings("unused")
    private volatile Object[] escaped;

    void fasten() {
        Object[] fresh = new Object[LOCK_STACK_CAPACITY];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = new Object();
        }
        escaped = fresh;
        hold(fresh, 0);
    }

    private static void hold(Object[] monitors, int from) {
        if (from < monitors.length) {
            synchronized (monitors[from]) {
                hold(monitors, from + 1);
            }
        }
    }
}
