package org.wdmsim.docs;

import java.util.List;

/**
 * The routines that a driver calls on its remove, I/O, cancel, queue and power paths, by the name under which they are
 * documented: each must be a step, or stand in one of the two lists here with the place or the reason.
 */
final class NamedRoutines {
    /** A routine that is no step: it makes an object that nobody shares yet, or reads what only its caller owns. */
    record WithoutStep(String name, String here, String why) {}

    /** A routine that is not there. */
    record Missing(String name, String reason) {}

    private static final String MAKES = "makes an object that nobody else can see yet";
    private static final String OWN = "reads what only the caller owns";
    private static final String NOTIFICATIONS =
            "nobody is notified of plug and play yet; see decision 5, target-device notifications";

    static final List<WithoutStep> WITHOUT_STEP = List.of(
            new WithoutStep("IoCsqInitialize", "`new IoCsq(...)`", MAKES),
            new WithoutStep("IoCsqInitializeEx", "`new IoCsq(...)`", MAKES),
            new WithoutStep(
                    "IoGetAttachedDevice", "`DeviceObject.top()`", "takes no reference: a driver should not use it"),
            new WithoutStep("IoGetCurrentIrpStackLocation", "`Irp.location()`", OWN),
            new WithoutStep("IoGetNextIrpStackLocation", "`Irp.nextLocation()`", OWN),
            new WithoutStep("IoGetRelatedDeviceObject", "`FileObject.relatedDevice()`", "takes no reference"),
            new WithoutStep("IoUninitializeWorkItem", "`IoWorkItem.free()`", "the step is called IoFreeWorkItem"),
            new WithoutStep(
                    "IoConnectInterrupt", "`KInterrupt.connect(...)`", "the step is called IoConnectInterruptEx"),
            new WithoutStep(
                    "IoDisconnectInterrupt", "`KInterrupt.disconnect()`", "the step is called IoDisconnectInterruptEx"),
            new WithoutStep("KeGetCurrentIrql", "`Kernel.currentIrql()`", OWN),
            new WithoutStep("KeInitializeDeviceQueue", "`new KDeviceQueue(...)`", MAKES),
            new WithoutStep("KeInitializeDpc", "`new KDpc(...)`", MAKES),
            new WithoutStep("KeInitializeEvent", "`new KEvent(...)`", MAKES),
            new WithoutStep("KeInitializeMutex", "`new KMutex(...)`", MAKES),
            new WithoutStep("KeInitializeSemaphore", "`new KSemaphore(...)`", MAKES),
            new WithoutStep("KeInitializeSpinLock", "`new KSpinLock(...)`", MAKES),
            new WithoutStep("KeInitializeTimer", "`new KTimer(...)`", MAKES),
            new WithoutStep("KeInitializeTimerEx", "`new KTimer(...)`", MAKES),
            new WithoutStep("KeQueryInterruptTime", "`Kernel.now()`", "virtual time, in the same units of 100 ns"),
            new WithoutStep("KeSetTimer", "`KTimer.set(...)`", "the step is called KeSetTimerEx"),
            new WithoutStep("ExAllocatePool", "`Pool.allocate2(...)`", "obsolete; the step is called ExAllocatePool2"),
            new WithoutStep("ExInitializeRundownProtection", "`new RundownProtection(...)`", MAKES));

    static final List<Missing> MISSING = List.of(
            new Missing("IoRegisterPlugPlayNotification", NOTIFICATIONS),
            new Missing("IoUnregisterPlugPlayNotification", NOTIFICATIONS),
            new Missing("IoUnregisterPlugPlayNotificationEx", NOTIFICATIONS),
            new Missing("IoReportTargetDeviceChange", NOTIFICATIONS),
            new Missing("IoReportTargetDeviceChangeAsynchronous", NOTIFICATIONS),
            new Missing(
                    "IoReportDetectedDevice",
                    "for drivers that find legacy devices by themselves; plug such a device into the root bus instead"),
            new Missing(
                    "PoFxRegisterDevice", "the power framework is not modelled; idle detection and power IRPs are"));

    /** Every routine that must be found. */
    static final List<String> NAMED = List.of(
            "ExAcquireRundownProtection",
            "ExAllocatePool",
            "ExAllocatePool2",
            "ExReleaseRundownProtection",
            "ExWaitForRundownProtectionRelease",
            "IoAcquireCancelSpinLock",
            "IoAcquireRemoveLock",
            "IoAllocateIrp",
            "IoAllocateWorkItem",
            "IoAttachDevice",
            "IoAttachDeviceToDeviceStack",
            "IoAttachDeviceToDeviceStackSafe",
            "IoBuildAsynchronousFsdRequest",
            "IoBuildDeviceIoControlRequest",
            "IoBuildSynchronousFsdRequest",
            "IoCallDriver",
            "IoCancelIrp",
            "IoCompleteRequest",
            "IoConnectInterrupt",
            "IoConnectInterruptEx",
            "IoCopyCurrentIrpStackLocationToNext",
            "IoCreateDevice",
            "IoCreateSymbolicLink",
            "IoCsqInitialize",
            "IoCsqInitializeEx",
            "IoCsqInsertIrp",
            "IoCsqInsertIrpEx",
            "IoCsqRemoveIrp",
            "IoCsqRemoveNextIrp",
            "IoDeleteDevice",
            "IoDeleteSymbolicLink",
            "IoDetachDevice",
            "IoDisconnectInterrupt",
            "IoDisconnectInterruptEx",
            "IoForwardIrpSynchronously",
            "IoFreeIrp",
            "IoFreeWorkItem",
            "IoGetAttachedDevice",
            "IoGetAttachedDeviceReference",
            "IoGetCurrentIrpStackLocation",
            "IoGetDeviceAttachmentBaseRef",
            "IoGetDeviceObjectPointer",
            "IoGetLowerDeviceObject",
            "IoGetNextIrpStackLocation",
            "IoGetRelatedDeviceObject",
            "IoInitializeDpcRequest",
            "IoInitializeIrp",
            "IoInitializeRemoveLock",
            "IoInitializeTimer",
            "IoInitializeWorkItem",
            "IoInvalidateDeviceRelations",
            "IoInvalidateDeviceState",
            "IoMakeAssociatedIrp",
            "IoMarkIrpPending",
            "IoQueueWorkItem",
            "IoRegisterDeviceInterface",
            "IoRegisterLastChanceShutdownNotification",
            "IoRegisterPlugPlayNotification",
            "IoRegisterShutdownNotification",
            "IoReleaseCancelSpinLock",
            "IoReleaseRemoveLock",
            "IoReleaseRemoveLockAndWait",
            "IoReportDetectedDevice",
            "IoReportTargetDeviceChange",
            "IoReportTargetDeviceChangeAsynchronous",
            "IoRequestDeviceEject",
            "IoRequestDpc",
            "IoReuseIrp",
            "IoSetCancelRoutine",
            "IoSetCompletionRoutine",
            "IoSetCompletionRoutineEx",
            "IoSetDeviceInterfaceState",
            "IoSetNextIrpStackLocation",
            "IoSetStartIoAttributes",
            "IoSkipCurrentIrpStackLocation",
            "IoStartNextPacket",
            "IoStartNextPacketByKey",
            "IoStartPacket",
            "IoStartTimer",
            "IoStopTimer",
            "IoUninitializeWorkItem",
            "IoUnregisterPlugPlayNotification",
            "IoUnregisterShutdownNotification",
            "KeAcquireSpinLock",
            "KeCancelTimer",
            "KeClearEvent",
            "KeDelayExecutionThread",
            "KeFlushQueuedDpcs",
            "KeInitializeDpc",
            "KeInitializeEvent",
            "KeInitializeTimer",
            "KeInitializeTimerEx",
            "KeInsertQueueDpc",
            "KeReleaseSpinLock",
            "KeRemoveQueueDpc",
            "KeResetEvent",
            "KeSetEvent",
            "KeSetTimer",
            "KeSetTimerEx",
            "KeSynchronizeExecution",
            "KeWaitForMultipleObjects",
            "KeWaitForSingleObject",
            "ObDereferenceObject",
            "ObReferenceObject",
            "ObReferenceObjectByHandle",
            "PoCallDriver",
            "PoRegisterDeviceForIdleDetection",
            "PoRequestPowerIrp",
            "PoSetPowerState",
            "PoStartNextPowerIrp",
            "PsCreateSystemThread",
            "PsTerminateSystemThread",
            "ZwClose");

    private NamedRoutines() {}
}
