package org.wdmsim.verifier;

import org.wdmsim.trace.TraceEvent;

/** One group of rules. It is asked right before each step takes effect. */
interface Check {
    /** Looks at a step; throws to stop the machine. */
    void before(TraceEvent event);
}
