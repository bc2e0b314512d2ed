package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.SimThread;

/** The timer queue of a machine, and the server that lets timers expire, at DISPATCH_LEVEL. */
final class Clock {
    // Under the dispatcher lock: timers is ordered by due time, those of one time in the order of setting.
    private final Kernel kernel;
    private final List<KTimer> timers = new ArrayList<>();
    private KThread server;

    Clock(Kernel kernel) {
        this.kernel = kernel;
    }

    void insert(KTimer timer) {
        int place = timers.size();
        while (place > 0 && timers.get(place - 1).dueTicks() > timer.dueTicks()) {
            place--;
        }
        timers.add(place, timer);
        if (server == null) {
            // With more than two processors it has the last one, where it need not wait for drivers at DISPATCH_LEVEL.
            int processors = kernel.scheduler().processors();
            int processor = processors > 2 ? processors - 1 : 0;
            server = KThread.server(kernel, "clock", processor, Irql.DISPATCH_LEVEL, this::serve);
            server.simThread().setEager(true);
        } else if (place == 0) {
            server.wakeFromRest();
        }
    }

    void remove(KTimer timer) {
        timers.remove(timer);
        if (server != null) {
            server.wakeFromRest(); // it rests until a time that may mean nothing any more
        }
    }

    private void serve() {
        kernel.lock();
        try {
            while (true) {
                if (timers.isEmpty()) {
                    server.restAsServer(SimThread.NEVER);
                } else if (timers.get(0).dueTicks() <= kernel.now()) {
                    timers.remove(0).expire();
                } else {
                    server.simThread().setWeakDeadline(timers.stream().allMatch(KTimer::isPeriodic));
                    server.restAsServer(timers.get(0).dueTicks());
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** Timers that are set. */
    List<KTimer> timers() {
        return List.copyOf(timers);
    }

    /** Timers that are set and that lie in this object's memory. */
    List<KTimer> timersOf(KernelObject owner) {
        return timers.isEmpty()
                ? List.of()
                : timers.stream().filter(timer -> timer.owner() == owner).toList();
    }
}
