package org.wdmsim.ke;

import com.google.common.collect.ImmutableSortedSet;
import java.util.SortedSet;

/** The routines that ask {@link Kernel#allocates}, and so can be made to fail. */
public final class FallibleRoutines {
    private static final ImmutableSortedSet<String> NAMES = ImmutableSortedSet.of(
            "CreateFile",
            "ExAllocateFromNPagedLookasideList",
            "ExAllocateFromPagedLookasideList",
            "ExAllocatePool2",
            "ExAllocatePoolWithTag",
            "IoAcquireRemoveLock",
            "IoAllocateIrp",
            "IoAllocateMdl",
            "IoAllocateWorkItem",
            "IoAttachDevice",
            "IoAttachDeviceToDeviceStack",
            "IoBuildAsynchronousFsdRequest",
            "IoBuildDeviceIoControlRequest",
            "IoBuildSynchronousFsdRequest",
            "IoConnectInterruptEx",
            "IoCreateDevice",
            "IoCreateSymbolicLink",
            "IoGetDeviceInterfaces",
            "IoGetDeviceObjectPointer",
            "IoGetDeviceProperty",
            "IoInitializeTimer",
            "IoMakeAssociatedIrp",
            "IoRegisterDeviceInterface",
            "IoRegisterLastChanceShutdownNotification",
            "IoRegisterShutdownNotification",
            "IoSetCompletionRoutineEx",
            "IoSetDeviceInterfaceState",
            "MmGetSystemAddressForMdlSafe",
            "MmProbeAndLockPages",
            "ObOpenObjectByPointer",
            "PoRegisterDeviceForIdleDetection",
            "PoRequestPowerIrp",
            "PsCreateSystemThread",
            "ZwCreateFile",
            "ZwDeviceIoControlFile",
            "ZwDuplicateObject",
            "ZwReadFile",
            "ZwWriteFile");

    private FallibleRoutines() {}

    /** Their DDIs' names. */
    public static SortedSet<String> names() {
        return NAMES;
    }
}
