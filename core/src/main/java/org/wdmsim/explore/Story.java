package org.wdmsim.explore;

import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/**
 * What is told to one machine after the other. It must do the same each time, and keep nothing from one run to the next:
 * only the schedule may differ.
 */
@FunctionalInterface
public interface Story {
    /**
     * Makes the machine's threads.
     *
     * @return who looks at the machine when its run has ended without a defect
     */
    Judge tell(Machine machine);

    /**
     * How the machines are built; the explorer sets the policy and the carrier. Without a watchdog, a driver that runs on
     * without a DDI call keeps the explorer for ever; with one, the story is told on a host thread that can be left behind,
     * and the caller of the explorer waits, so it must not hold a lock that the story needs.
     */
    default void build(MachineBuilder machine) {}

    /**
     * The story for one who tells it to many machines, one after the other. A story that keeps something of its own
     * meanwhile, such as loaded classes, answers a new one, because others may tell it at the same time.
     */
    default Story ownCopy() {
        return this;
    }

    /** Looks at one machine that has come to its end. */
    @FunctionalInterface
    interface Judge {
        /** Nothing is expected but that nothing goes wrong, and nothing is left over. */
        Judge OF_NOTHING = () -> "";

        /**
         * What is wrong; empty when nothing is.
         *
         * @throws AssertionError which says the same
         */
        String complaint();
    }
}
