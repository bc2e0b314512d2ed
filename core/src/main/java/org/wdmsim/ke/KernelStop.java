package org.wdmsim.ke;

import org.wdmsim.base.BugCheck;

/**
 * Why a machine was stopped in the middle.
 *
 * @param bugCheck the bug check, or null
 * @param thrown what a driver's routine threw, or null
 * @param where the thread's place in words
 * @param step the number of the last step
 */
public record KernelStop(BugCheck bugCheck, Throwable thrown, String where, int step) {
    static KernelStop bugCheck(BugCheck bugCheck, String where, int step) {
        return new KernelStop(bugCheck, null, where, step);
    }

    static KernelStop driverThrew(Throwable thrown, String where, int step) {
        return new KernelStop(null, thrown, where, step);
    }

    static KernelStop outOfSteps(int step) {
        return new KernelStop(null, null, "", step);
    }

    /** True when neither a bug check nor an exception: the budget of steps ran out. */
    public boolean isOutOfSteps() {
        return bugCheck == null && thrown == null;
    }
}
