package org.wdmsim.ke;

/** Decides which calls of routines that can fail do fail. Ready-made ones are in {@link Faults}. */
@FunctionalInterface
public interface FaultPolicy {
    /** True when this call is to fail. Asked once for each call, in the order of the calls. */
    boolean fails(FallibleCall call);
}
