package org.wdmsim.sched;

/** Ends a run whose rest could only repeat what other runs have shown. */
public final class RunPruned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A run is not worth going on with. */
    public RunPruned() {
        super("the rest of this run repeats others", null, false, false);
    }
}
