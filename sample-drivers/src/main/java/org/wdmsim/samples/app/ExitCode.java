package org.wdmsim.samples.app;

/** What {@code wdmsim} says to the shell. */
final class ExitCode {
    /** Nothing wrong was found. */
    static final int CLEAN = 0;
    /** A defect, or an expectation that did not come true. */
    static final int FOUND = 1;
    /** The command line was wrong. */
    static final int USAGE = 2;
    /** An input could not be read, or is wrong. */
    static final int INPUT = 3;
    /** A budget ran out: the run says nothing. */
    static final int INCONCLUSIVE = 4;
    /** The simulator's own fault. */
    static final int INTERNAL = 70;
    /** The result could not be written. */
    static final int UNWRITTEN = 74;

    private ExitCode() {}
}
