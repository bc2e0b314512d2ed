package org.wdmsim.io;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.wdmsim.live.Together;

/**
 * The race for a queued IRP, in every order that Lincheck tries: whatever the driver and the cancellers do, exactly one of
 * them completes it, and a cancel that came in time is not overlooked.
 */
@EnabledForJreRange(
        max = JRE.JAVA_23,
        disabledReason = "Lincheck does not find a known race there, so what it passes means nothing: decision 6")
public class CancelRaceModelTest {
    private static final int ORDERS = Integer.getInteger("wdmsim.orders", 120);
    private static final CancelRoutine ROUTINE = (device, irp) -> {};

    private static final class QueuedIrp extends CancelRace {
        private int completions;

        synchronized void complete() {
            completions++;
        }

        /** Puts it into a queue, as a driver must: set the routine, then look at Cancel. */
        boolean enqueue() {
            exchangeRoutine(ROUTINE);
            if (cancel && exchangeRoutine(null) != null) {
                complete(); // cancelled before it was in the queue, and no routine will run
                return false;
            }
            return true;
        }

        /** Takes it out of the queue and completes it, unless a cancel routine has it. */
        void dequeue() {
            if (exchangeRoutine(null) != null) {
                complete();
            }
        }

        /** IoCancelIrp, whose cancel routine completes. */
        void cancelIt() {
            if (cancelAndTakeRoutine() != null) {
                complete();
            }
        }

        void mustBeCompletedOnce() {
            if (completions != 1) {
                throw new AssertionError("completed " + completions + " times");
            }
        }
    }

    @Test
    public void a_dequeue_and_two_cancels() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            QueuedIrp irp = new QueuedIrp();
            irp.enqueue();
            Together.run(irp::dequeue, irp::cancelIt, irp::cancelIt);
            irp.mustBeCompletedOnce();
        });
    }

    @Test
    public void a_cancel_while_the_irp_is_being_queued() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            QueuedIrp irp = new QueuedIrp();
            Together.run(irp::enqueue, irp::cancelIt);
            irp.mustBeCompletedOnce(); // nobody dequeues: the cancel must not be lost
        });
    }

    @Test
    public void a_cancel_while_the_irp_is_queued_and_taken_out() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            QueuedIrp irp = new QueuedIrp();
            Together.run(
                    () -> {
                        if (irp.enqueue()) {
                            irp.dequeue();
                        }
                    },
                    irp::cancelIt);
            irp.mustBeCompletedOnce();
        });
    }
}
