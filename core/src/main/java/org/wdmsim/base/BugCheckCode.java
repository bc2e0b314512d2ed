package org.wdmsim.base;

import java.util.Locale;

/**
 * Why a machine stopped: the symbolic name, its number, and one sentence for somebody who meets it for the first time.
 *
 * @source learn.microsoft.com, "Bug Check Code Reference"
 */
public enum BugCheckCode {
    APC_INDEX_MISMATCH(0x01, "a thread disabled and enabled APCs unequally often"),
    IRQL_NOT_GREATER_OR_EQUAL(0x09, "a processor was to be raised to a level below its own"),
    IRQL_NOT_LESS_OR_EQUAL(0x0A, "kernel code touched memory that it may not touch at its IRQL"),
    MAXIMUM_WAIT_OBJECTS_EXCEEDED(0x0C, "a wait for more objects than a wait can have"),
    SPIN_LOCK_ALREADY_OWNED(0x0F, "a processor asked for a spin lock that it already holds"),
    SPIN_LOCK_NOT_OWNED(0x10, "a spin lock was released by somebody who does not hold it"),
    REFERENCE_BY_POINTER(0x18, "an object's reference count went below what is legal"),
    KMODE_EXCEPTION_NOT_HANDLED(0x1E, "an exception left a driver routine, or an assertion failed with no debugger"),
    NO_MORE_IRP_STACK_LOCATIONS(0x35, "IoCallDriver was given an IRP with no stack location left"),
    MULTIPLE_IRP_COMPLETE_REQUESTS(0x44, "an IRP was completed that had already been completed"),
    CANCEL_STATE_IN_COMPLETED_IRP(0x48, "an IRP was cancelled that had already been completed"),
    IRQL_GT_ZERO_AT_SYSTEM_SERVICE(0x4A, "a thread returned to user mode above PASSIVE_LEVEL"),
    DRIVER_POWER_STATE_FAILURE(0x9F, "a driver is in an inconsistent power state"),
    INTERNAL_POWER_ERROR(0xA0, "the power manager met a power IRP that it cannot handle"),
    ATTEMPTED_SWITCH_FROM_DPC(0xB8, "a wait was attempted from a DPC routine"),
    BAD_POOL_CALLER(0xC2, "a driver allocated or freed pool memory in a way that is not allowed"),
    DRIVER_VERIFIER_DETECTED_VIOLATION(0xC4, "Driver Verifier found a driver breaking a rule"),
    TIMER_OR_DPC_INVALID(0xC7, "freed memory still holds a live timer or DPC"),
    IRQL_UNEXPECTED_VALUE(0xC8, "a callback returned at another IRQL than it was called at"),
    DRIVER_VERIFIER_IOMANAGER_VIOLATION(0xC9, "the I/O verifier found a driver handling an IRP or a device wrongly"),
    PNP_DETECTED_FATAL_ERROR(0xCA, "the PnP manager met something a bus driver must never do"),
    DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS(0xCB, "a driver has not unlocked pages after an I/O operation"),
    DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS(0xCE, "a driver was unloaded with work outstanding"),
    DRIVER_IRQL_NOT_LESS_OR_EQUAL(0xD1, "a driver touched pageable memory at a high IRQL"),
    DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL(0xD5, "a driver touched memory after it was freed"),
    DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION(0xD6, "a driver touched memory beyond the end of its allocation"),
    WORKER_THREAD_RETURNED_AT_BAD_IRQL(0xE1, "a work item returned above APC_LEVEL"),
    RESOURCE_NOT_OWNED(0xE3, "a resource was released by a thread that does not hold it"),
    WORKER_INVALID(0xE4, "a work item was used wrongly"),
    THREAD_STUCK_IN_DEVICE_DRIVER(0xEA, "a driver routine ran too long without giving way"),
    HARDWARE_INTERRUPT_STORM(0xF2, "an interrupt line stays asserted, however often its service routines run"),
    DRIVER_RETURNED_HOLDING_CANCEL_LOCK(0x11B, "a cancel routine returned with the cancel spin lock held"),
    KERNEL_SECURITY_CHECK_FAILURE(0x139, "a critical data structure was corrupted, such as a linked list"),
    DRIVER_PNP_WATCHDOG(0x1D5, "a driver kept a PnP operation from finishing in time"),
    THREAD_TERMINATE_HELD_MUTEX(0x4000008A, "a thread ended while it owned a mutex");

    private final int number;
    private final String meaning;

    BugCheckCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number, as a debugger prints it. */
    public int number() {
        return number;
    }

    /** One sentence: what this code says happened. */
    public String meaning() {
        return meaning;
    }

    /** The number in the customary form, {@code 0xC4}. */
    public String hex() {
        return "0x" + Integer.toHexString(number).toUpperCase(Locale.ROOT);
    }
}
