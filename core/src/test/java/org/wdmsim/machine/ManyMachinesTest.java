package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wdmsim.ke.KEvent;

/** Machines one after the other leave nothing behind: no host thread, no memory. */
class ManyMachinesTest {
    private static Machine tiny() {
        Machine machine = Machine.builder().build();
        KEvent event = KEvent.synchronization(machine.kernel(), "event");
        KEvent never = KEvent.synchronization(machine.kernel(), "never");
        machine.thread("waiter", () -> event.waitFor(KEvent.FOREVER));
        machine.thread("worker", () -> machine.kernel().currentThread().waitForWork(never));
        machine.thread("setter", event::set);
        return machine;
    }

    private static void runs(int machines) {
        int samples = 50;
        List<WeakReference<Machine>> seen = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            Machine machine = tiny();
            assertOutcome(machine.run()).isClean();
            if (i % (machines / samples) == 0) {
                seen.add(new WeakReference<>(machine));
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("wdmsim-coroutine"));
        collect(seen);
        // The last one may still be in a register or on a stack of this very method.
        assertThat(seen.stream().filter(each -> each.get() != null).count()).isLessThanOrEqualTo(1);
    }

    private static void collect(List<WeakReference<Machine>> seen) {
        for (int i = 0; i < 20 && seen.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
        }
    }

    @Test
    void five_thousand_machines_leave_nothing_behind() {
        runs(5_000);
    }

    @Test
    @Tag("slow")
    void a_hundred_thousand_machines_leave_nothing_behind() {
        runs(100_000);
    }
}
