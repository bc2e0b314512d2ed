package org.wdmsim.ke;

import static org.wdmsim.base.Irql.APC_LEVEL;
import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.Irql.HIGH_LEVEL;
import static org.wdmsim.base.Irql.PASSIVE_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;
import static org.wdmsim.base.StepInfo.note;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum KeStep implements StepKind {
    KE_SET_EVENT(ddi("KeSetEvent", DISPATCH_LEVEL, "signals an event and wakes whom that satisfies")
            .rule(0x20016)),
    KE_CLEAR_EVENT(
            ddi("KeClearEvent", DISPATCH_LEVEL, "makes an event not signalled").rule(0x20011)),
    KE_READ_STATE_EVENT(ddi("KeReadStateEvent", DISPATCH_LEVEL, "tells whether an event is signalled")
            .rule(0x20011)),
    KE_WAIT(ddi("KeWaitForSingleObject", DISPATCH_LEVEL, "waits until an object is signalled, or a timeout")
            .arguments("timeout", "")),
    KE_DELAY(ddi("KeDelayExecutionThread", APC_LEVEL, "lets time pass for the calling thread")
            .rule(0x2000F)
            .arguments("ticks", "")),
    KE_ACQUIRE_SPIN_LOCK(ddi("KeAcquireSpinLock", DISPATCH_LEVEL, "raises to DISPATCH_LEVEL and takes a spin lock")
            .rule(0x20011)),
    KE_RELEASE_SPIN_LOCK(ddi("KeReleaseSpinLock", DISPATCH_LEVEL, "releases a spin lock and lowers the IRQL")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20015)
            .arguments("irql", "")),
    KE_RAISE_IRQL(ddi("KeRaiseIrql", HIGH_LEVEL, "raises the processor's IRQL")
            .ownsItsObject()
            .arguments("to", "")),
    KE_LOWER_IRQL(ddi("KeLowerIrql", HIGH_LEVEL, "lowers the processor's IRQL to what it was")
            .ownsItsObject()
            .arguments("to", "")),
    PS_CREATE_SYSTEM_THREAD(ddi("PsCreateSystemThread", PASSIVE_LEVEL, "starts a thread that runs driver code")
            .rule(0x2001C)
            .arguments("name", "")),
    DBG_PRINT(ddi("DbgPrint", HIGH_LEVEL, "a line of the driver's own in the trace")
            .ownsItsObject()),
    THREAD_BEGINS(note("thread begins", "a simulated thread runs for the first time")),
    THREAD_ENDS(note("thread ends", "a simulated thread has returned"));

    private final StepInfo info;

    KeStep(StepInfo info) {
        this.info = info;
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
