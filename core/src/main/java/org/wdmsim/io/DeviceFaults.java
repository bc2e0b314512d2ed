package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KTimer;

/** What the I/O manager says when a device object is used wrongly; each stops the machine. */
final class DeviceFaults {
    private DeviceFaults() {}

    static Error usedAfterFree(DeviceObject device, String routine) {
        return stop(
                device,
                BugCheck.of(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, "device object used after it is gone")
                        .parameters(device, 0)
                        .what(routine + " on " + device.objectName() + ", which was freed when its last reference went")
                        .todo("keep a reference, or a share of the remove lock, for as long as the pointer is used"));
    }

    static Error deletedTwice(DeviceObject device) {
        return stop(
                device,
                BugCheck.of(BugCheckCode.REFERENCE_BY_POINTER, "device deleted twice")
                        .parameters("device", device)
                        .what("IoDeleteDevice on " + device.objectName() + ", which was deleted before")
                        .todo("delete a device once, in IRP_MN_REMOVE_DEVICE"));
    }

    static void unlessPdo(DeviceObject device, String routine) {
        if (!device.hasFlag(DeviceFlags.DO_BUS_ENUMERATED_DEVICE)) {
            throw stop(
                    device,
                    BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "not a PDO")
                            .parameters(0x2, device, device.driver())
                            .what(routine + " on " + device.objectName()
                                    + ", which no bus driver has reported as a PDO")
                            .todo("pass the PDO that AddDevice was given"));
        }
    }

    private static Error stop(DeviceObject device, BugCheck.Builder check) {
        return device.kernel().bugCheck(check.about(device).build());
    }

    /** The memory of a device goes while a timer or a DPC is in it. */
    static Error freedWithPending(DeviceObject device, KernelObject pending) {
        boolean isTimer = pending instanceof KTimer;
        return device.kernel()
                .bugCheck(BugCheck.of(
                                BugCheckCode.TIMER_OR_DPC_INVALID,
                                "device freed with a " + (isTimer ? "timer set" : "DPC pending"))
                        .parameters(isTimer ? 0 : 1, pending, device, device)
                        .what("the memory of " + device.objectName() + " is freed, and " + pending.objectName()
                                + " in it is " + (isTimer ? "set" : "queued or running"))
                        .todo("in REMOVE cancel the timer, call KeFlushQueuedDpcs, and delete the device after that")
                        .about(device)
                        .build());
    }
}
