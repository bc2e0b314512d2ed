package org.wdmsim.ke;

import java.util.function.Supplier;

/** A call of a routine that can fail, as a {@link FaultPolicy} sees it. */
public final class FallibleCall {
    private final String routine;
    private final int count;
    private final boolean byProgram;
    private final Supplier<FaultSite> findSite;
    private FaultSite site;

    FallibleCall(String routine, int count, boolean byProgram, Supplier<FaultSite> findSite) {
        this.routine = routine;
        this.byProgram = byProgram;
        this.count = count;
        this.findSite = findSite;
    }

    /** The routine, by its DDI's name. */
    public String routine() {
        return routine;
    }

    /** Which call of this routine it is, counted from 1. */
    public int count() {
        return count;
    }

    /** True for a program's call from user mode: its failure is the program's to cope with, not a driver's. */
    public boolean isByProgram() {
        return byProgram;
    }

    /** Where it is called from. A site has its number from when a policy first asks for it. */
    public FaultSite site() {
        if (site == null) {
            site = findSite.get();
        }
        return site;
    }
}
