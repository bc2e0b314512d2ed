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
            "IoAttachDeviceToDeviceStack",
            "IoBuildAsynchronousFsdRequest",
            "IoBuildDeviceIoControlRequest",
            "IoBuildSynchronousFsdRequest",
            "IoConnectInterruptEx",
            "IoCreateDevice",
            "IoCreateSymbolicLink",
            "IoGetDeviceInterfaces",
            "IoInitializeTimer",
            "IoMakeAssociatedIrp",
            "IoRegisterDeviceInterface",
            "IoSetCompletionRoutineEx",
            "IoSetDeviceInterfaceState",
            "MmGetSystemAddressForMdlSafe",
            "ObOpenObjectByPointer",
            "PoRequestPowerIrp",
            "PsCreateSystemThread",
            "ZwCreateFile",
            "ZwDuplicateObject");

    private FallibleRoutines() {}

    /** Their DDIs' names. */
    public static SortedSet<String> names() {
        return NAMES;
    }
}
