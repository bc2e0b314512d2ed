package org.wdmsim.sched;

import java.util.List;
import java.util.function.IntConsumer;

/** Coroutines for the tests of this package. */
final class Bodies {
    private Bodies() {}

    /** A body that does {@code step} with 0, 1, 2, … and suspends after each; so it wants {@code times + 1} resumes. */
    static Coroutine steps(CoroutineCarrier carrier, String name, int times, IntConsumer step) {
        Coroutine[] self = new Coroutine[1];
        self[0] = carrier.create(name, () -> {
            for (int i = 0; i < times; i++) {
                step.accept(i);
                self[0].suspend();
            }
        });
        return self[0];
    }

    /** Resumes each in turn until all are done. */
    static void runAll(List<Coroutine> coroutines) {
        boolean any = true;
        while (any) {
            any = false;
            for (Coroutine coroutine : coroutines) {
                if (!coroutine.isDone()) {
                    coroutine.resume();
                    any = true;
                }
            }
        }
    }
}
