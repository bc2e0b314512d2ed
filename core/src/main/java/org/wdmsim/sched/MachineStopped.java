package org.wdmsim.sched;

/**
 * Unwinds a simulated thread when its machine has ended. Not for catching: a driver that catches it meets it again at its
 * next DDI call.
 */
public final class MachineStopped extends Error {
    private static final long serialVersionUID = 1L;

    MachineStopped() {
        super("the simulated machine has stopped", null, false, false);
    }
}
