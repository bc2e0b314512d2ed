package org.wdmsim.ke;

import static org.wdmsim.base.Irql.APC_LEVEL;
import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.Irql.HIGH_LEVEL;
import static org.wdmsim.base.Irql.PASSIVE_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;
import static org.wdmsim.base.StepInfo.enters;
import static org.wdmsim.base.StepInfo.leaves;
import static org.wdmsim.base.StepInfo.note;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum KeStep implements StepKind {
    KE_SET_EVENT(ddi("KeSetEvent", DISPATCH_LEVEL, "signals an event and wakes whom that satisfies")
            .rule(0x20016)
            .saysWhatItTouches()),
    KE_CLEAR_EVENT(ddi("KeClearEvent", DISPATCH_LEVEL, "makes an event not signalled")
            .rule(0x20011)
            .changes()),
    KE_READ_STATE_EVENT(ddi("KeReadStateEvent", DISPATCH_LEVEL, "tells whether an event is signalled")
            .rule(0x20011)
            .reads()),
    KE_RESET_EVENT(ddi("KeResetEvent", DISPATCH_LEVEL, "makes an event not signalled and tells what it was")
            .rule(0x20011)
            .changes()),
    KE_PULSE_EVENT(ddi("KePulseEvent", DISPATCH_LEVEL, "wakes those who wait now and leaves the event not signalled")
            .rule(0x20011)
            .changes()),
    KE_RELEASE_SEMAPHORE(ddi("KeReleaseSemaphore", DISPATCH_LEVEL, "adds to a semaphore and wakes as many waiters")
            .arguments("adjustment", "")
            .changes()),
    KE_READ_STATE_SEMAPHORE(
            ddi("KeReadStateSemaphore", HIGH_LEVEL, "tells a semaphore's count").reads()),
    KE_RELEASE_MUTEX(ddi("KeReleaseMutex", DISPATCH_LEVEL, "gives up a mutex")
            .rule(0x20011)
            .changes()),
    KE_READ_STATE_MUTEX(ddi("KeReadStateMutex", DISPATCH_LEVEL, "tells whether a mutex is free")
            .reads()),
    KE_WAIT_MULTIPLE(ddi("KeWaitForMultipleObjects", DISPATCH_LEVEL, "waits for one of several objects, or for all")
            .arguments("timeout", "objects")
            .saysWhatItTouches()),
    KE_WAIT(ddi("KeWaitForSingleObject", DISPATCH_LEVEL, "waits until an object is signalled, or a timeout")
            .arguments("timeout", "")
            .saysWhatItTouches()),
    KE_DELAY(ddi("KeDelayExecutionThread", APC_LEVEL, "lets time pass for the calling thread")
            .rule(0x2000F)
            .arguments("ticks", "")
            .saysWhatItTouches()),
    KE_ACQUIRE_SPIN_LOCK(ddi("KeAcquireSpinLock", DISPATCH_LEVEL, "raises to DISPATCH_LEVEL and takes a spin lock")
            .rule(0x20011)
            .saysWhatItTouches()),
    KE_RELEASE_SPIN_LOCK(ddi("KeReleaseSpinLock", DISPATCH_LEVEL, "releases a spin lock and lowers the IRQL")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20015)
            .arguments("irql", "")
            .saysWhatItTouches()),
    KE_ACQUIRE_SPIN_LOCK_AT_DPC_LEVEL(
            ddi("KeAcquireSpinLockAtDpcLevel", HIGH_LEVEL, "takes a spin lock at DISPATCH_LEVEL")
                    .atLeast(DISPATCH_LEVEL)
                    .rule(0x40)
                    .saysWhatItTouches()),
    KE_RELEASE_SPIN_LOCK_FROM_DPC_LEVEL(
            ddi("KeReleaseSpinLockFromDpcLevel", HIGH_LEVEL, "releases a spin lock and stays at DISPATCH_LEVEL")
                    .atLeast(DISPATCH_LEVEL)
                    .rule(0x20003)
                    .saysWhatItTouches()),
    KE_TRY_TO_ACQUIRE_SPIN_LOCK_AT_DPC_LEVEL(
            ddi("KeTryToAcquireSpinLockAtDpcLevel", HIGH_LEVEL, "takes a spin lock if it is free")
                    .atLeast(DISPATCH_LEVEL)
                    .saysWhatItTouches()),
    KE_TEST_SPIN_LOCK(ddi("KeTestSpinLock", HIGH_LEVEL, "tells whether a spin lock is free")
            .atLeast(DISPATCH_LEVEL)
            .reads()),
    KE_ACQUIRE_IN_STACK_QUEUED_SPIN_LOCK(
            ddi("KeAcquireInStackQueuedSpinLock", DISPATCH_LEVEL, "raises to DISPATCH_LEVEL and queues for a spin lock")
                    .saysWhatItTouches()),
    KE_RELEASE_IN_STACK_QUEUED_SPIN_LOCK(
            ddi("KeReleaseInStackQueuedSpinLock", DISPATCH_LEVEL, "releases a queued spin lock and lowers the IRQL")
                    .atLeast(DISPATCH_LEVEL)
                    .arguments("irql", "")
                    .saysWhatItTouches()),
    KE_ACQUIRE_IN_STACK_QUEUED_SPIN_LOCK_AT_DPC_LEVEL(
            ddi("KeAcquireInStackQueuedSpinLockAtDpcLevel", HIGH_LEVEL, "queues for a spin lock at DISPATCH_LEVEL")
                    .atLeast(DISPATCH_LEVEL)
                    .saysWhatItTouches()),
    KE_RELEASE_IN_STACK_QUEUED_SPIN_LOCK_FROM_DPC_LEVEL(
            ddi("KeReleaseInStackQueuedSpinLockFromDpcLevel", HIGH_LEVEL, "releases a queued spin lock only")
                    .atLeast(DISPATCH_LEVEL)
                    .saysWhatItTouches()),
    KE_RAISE_IRQL(ddi("KeRaiseIrql", HIGH_LEVEL, "raises the processor's IRQL")
            .ownsItsObject()
            .arguments("to", "")),
    KE_LOWER_IRQL(ddi("KeLowerIrql", HIGH_LEVEL, "lowers the processor's IRQL to what it was")
            .ownsItsObject()
            .arguments("to", "")),
    KE_ENTER_CRITICAL_REGION(ddi("KeEnterCriticalRegion", APC_LEVEL, "keeps normal kernel APCs away")
            .rule(0x20010)
            .ownsItsObject()),
    KE_LEAVE_CRITICAL_REGION(ddi("KeLeaveCriticalRegion", APC_LEVEL, "ends a critical region")
            .rule(0x20010)
            .ownsItsObject()),
    KE_ENTER_GUARDED_REGION(ddi("KeEnterGuardedRegion", APC_LEVEL, "keeps all APCs away")
            .rule(0x20010)
            .ownsItsObject()),
    KE_LEAVE_GUARDED_REGION(ddi("KeLeaveGuardedRegion", APC_LEVEL, "ends a guarded region")
            .rule(0x20010)
            .ownsItsObject()),
    KE_ARE_APCS_DISABLED(ddi("KeAreApcsDisabled", DISPATCH_LEVEL, "tells whether normal kernel APCs are kept away")
            .ownsItsObject()),
    KE_ARE_ALL_APCS_DISABLED(ddi("KeAreAllApcsDisabled", HIGH_LEVEL, "tells whether all APCs are kept away")
            .ownsItsObject()),

    KE_INSERT_DEVICE_QUEUE(ddi("KeInsertDeviceQueue", DISPATCH_LEVEL, "queues an entry if the device is busy")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20003)
            .arguments("entry", "")),
    KE_INSERT_BY_KEY_DEVICE_QUEUE(ddi("KeInsertByKeyDeviceQueue", DISPATCH_LEVEL, "the same, in the order of keys")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20003)
            .arguments("entry", "key")),
    KE_REMOVE_DEVICE_QUEUE(ddi("KeRemoveDeviceQueue", DISPATCH_LEVEL, "takes the first entry of a device queue")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20003)),
    KE_REMOVE_BY_KEY_DEVICE_QUEUE(ddi("KeRemoveByKeyDeviceQueue", DISPATCH_LEVEL, "takes an entry by its key")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20003)
            .arguments("key", "")),
    KE_REMOVE_ENTRY_DEVICE_QUEUE(ddi("KeRemoveEntryDeviceQueue", DISPATCH_LEVEL, "takes one entry out of its queue")
            .rule(0x20011)
            .arguments("entry", "")),

    // DPCs, timers.
    KE_INSERT_QUEUE_DPC(ddi("KeInsertQueueDpc", HIGH_LEVEL, "queues a DPC unless it is queued")
            .arguments("argument1", "argument2")),
    KE_REMOVE_QUEUE_DPC(ddi("KeRemoveQueueDpc", HIGH_LEVEL, "takes a DPC out of its queue")),
    KE_FLUSH_QUEUED_DPCS(ddi("KeFlushQueuedDpcs", PASSIVE_LEVEL, "waits until all queued DPCs have run")),
    KE_SET_IMPORTANCE_DPC(ddi("KeSetImportanceDpc", HIGH_LEVEL, "says where a DPC is put into its queue")
            .arguments("importance", "")),
    KE_SET_TARGET_PROCESSOR_DPC(ddi("KeSetTargetProcessorDpc", HIGH_LEVEL, "says on which processor a DPC runs")
            .arguments("processor", "")),
    KE_SET_TIMER(ddi("KeSetTimerEx", DISPATCH_LEVEL, "sets a timer, for once or periodically")
            .rule(0x20011)
            .arguments("ticks", "period")),
    KE_CANCEL_TIMER(ddi("KeCancelTimer", DISPATCH_LEVEL, "takes a timer out of the timer queue")
            .rule(0x20011)),
    KE_READ_STATE_TIMER(ddi("KeReadStateTimer", DISPATCH_LEVEL, "tells whether a timer is signalled")
            .rule(0x20011)),
    DPC_ENTER(
            enters("DPC routine", "a DPC routine is entered at DISPATCH_LEVEL").arguments("argument1", "argument2")),
    DPC_RETURN(leaves("DPC routine returns", "")),
    WORK_ENTER(enters("work item routine", "a work item's routine is entered in a system worker thread")),
    WORK_RETURN(leaves("work item routine returns", "")),
    TIMER_EXPIRES(note("timer expires", "a timer becomes signalled")),

    // Interrupts and hardware.
    IO_CONNECT_INTERRUPT(ddi("IoConnectInterruptEx", PASSIVE_LEVEL, "connects a service routine to an interrupt line")
            .arguments("owner", "")),
    IO_DISCONNECT_INTERRUPT(
            ddi("IoDisconnectInterruptEx", PASSIVE_LEVEL, "takes a service routine off its line and waits for it")),
    KE_SYNCHRONIZE_EXECUTION(
            ddi("KeSynchronizeExecution", HIGH_LEVEL, "runs a routine so that the service routine does not run")),
    KE_ACQUIRE_INTERRUPT_SPIN_LOCK(
            ddi("KeAcquireInterruptSpinLock", HIGH_LEVEL, "raises to an interrupt's level and takes its lock")),
    KE_RELEASE_INTERRUPT_SPIN_LOCK(
            ddi("KeReleaseInterruptSpinLock", HIGH_LEVEL, "releases an interrupt's lock and lowers the IRQL")
                    .atLeast(DISPATCH_LEVEL)
                    .arguments("irql", "")),
    READ_REGISTER(ddi("READ_REGISTER_ULONG", HIGH_LEVEL, "reads a register of a device")
            .arguments("register", "")),
    WRITE_REGISTER(ddi("WRITE_REGISTER_ULONG", HIGH_LEVEL, "writes a register of a device")
            .arguments("register", "value")),
    ISR_ENTER(enters("interrupt service routine", "a service routine is entered at its DIRQL")),
    ISR_RETURN(leaves("interrupt service routine returns", "").arguments("claimed", "")),
    LINE_RAISED(note("interrupt line raised", "a device wants service").arguments("device", "")),
    LINE_LOWERED(note("interrupt line lowered", "a device has been served").arguments("device", "")),
    HARDWARE_ACTS(note("hardware acts", "a simulated device does by itself what it was asked for earlier")),
    HARDWARE_UNPLUGGED(note("hardware unplugged", "a simulated device is pulled out")),
    PS_CREATE_SYSTEM_THREAD(ddi("PsCreateSystemThread", PASSIVE_LEVEL, "starts a thread that runs driver code")
            .rule(0x2001C)
            .saysWhatItTouches()
            .arguments("name", "")),
    PS_TERMINATE_SYSTEM_THREAD(ddi("PsTerminateSystemThread", PASSIVE_LEVEL, "ends the calling system thread")
            .rule(0x2001C)
            .ownsItsObject()),
    DBG_PRINT(ddi("DbgPrint", HIGH_LEVEL, "a line of the driver's own in the trace")
            .ownsItsObject()),
    FAULT_INJECTED(note("fault injected", "a call of a routine that can fail is made to fail")
            .arguments("routine", "site")),
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
