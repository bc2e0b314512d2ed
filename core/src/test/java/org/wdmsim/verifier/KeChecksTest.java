package org.wdmsim.verifier;

import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.Waits;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** What a routine must give back, each rule broken once. */
class KeChecksTest {
    private final Machine machine = Machine.builder().build();
    private final Kernel kernel = machine.kernel();

    /** Sends one request to a device with this dispatch routine. */
    private Outcome dispatch(DispatchRoutine routine) {
        machine.thread("main", () -> {
            DeviceObject device = machine.io()
                    .loadDriver("driver", (driver, path) -> {
                        driver.allMajorFunctions(routine);
                        return NtStatus.STATUS_SUCCESS;
                    })
                    .value()
                    .createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                    .value();
            Irp irp = machine.io().newSystemIrp(1);
            irp.nextLocation().set(IrpMajor.IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, null);
            machine.io().sendAndWait(device, irp);
        });
        return machine.run();
    }

    private Outcome run(Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_spin_lock_held_at_the_end_of_a_dispatch_routine() {
        KSpinLock lock = new KSpinLock(kernel, "lock");
        assertOutcome(dispatch((device, irp) -> {
                    NtStatus status = irp.complete(NtStatus.STATUS_SUCCESS);
                    lock.acquire();
                    return status;
                }))
                .isViolation(0x40009);
    }

    @Test
    void a_spin_lock_that_is_released_is_no_violation() {
        KSpinLock lock = new KSpinLock(kernel, "lock");
        assertOutcome(dispatch((device, irp) -> {
                    Irql before = lock.acquire();
                    lock.release(before);
                    kernel.currentThread().apcs().enterCriticalRegion();
                    kernel.currentThread().apcs().leaveCriticalRegion();
                    return irp.complete(NtStatus.STATUS_SUCCESS);
                }))
                .isClean();
    }

    @Test
    void a_critical_region_that_is_not_left() {
        assertOutcome(dispatch((device, irp) -> {
                    kernel.currentThread().apcs().enterCriticalRegion();
                    return irp.complete(NtStatus.STATUS_SUCCESS);
                }))
                .isViolation(0x40003);
    }

    @Test
    void a_guarded_region_that_is_not_left() {
        assertOutcome(dispatch((device, irp) -> {
                    kernel.currentThread().apcs().enterGuardedRegion();
                    return irp.complete(NtStatus.STATUS_SUCCESS);
                }))
                .isViolation(0x4000E);
    }

    @Test
    void a_critical_region_left_outside_of_one() {
        assertOutcome(run(() -> kernel.currentThread().apcs().leaveCriticalRegion()))
                .isViolation(0x3E);
    }

    @Test
    void a_guarded_region_left_outside_of_one() {
        assertOutcome(run(() -> kernel.currentThread().apcs().leaveGuardedRegion()))
                .isViolation(0x4000E);
    }

    @Test
    void a_spin_lock_taken_at_dpc_level_below_it() {
        assertOutcome(run(() -> new KSpinLock(kernel, "lock").acquireAtDpcLevel()))
                .isViolation(0x40);
    }

    @Test
    void a_wait_for_several_objects_in_a_dpc() {
        KDpc dpc = new KDpc(
                kernel,
                "dpc",
                null,
                (same, context, first, second) ->
                        Waits.any(kernel, KEvent.FOREVER, KEvent.notification(kernel, "event")),
                null);
        assertOutcome(run(() -> dpc.insert(null, null))).isViolation(0x121);
    }

    @Test
    void memory_freed_with_a_timer_set_in_it() {
        assertOutcome(run(() -> {
                    DeviceObject device = machine.io()
                            .loadDriver("driver", (driver, path) -> NtStatus.STATUS_SUCCESS)
                            .value()
                            .createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                            .value();
                    new KTimer(kernel, "timer", device, KTimer.Type.NOTIFICATION).set(1_000, 0, null);
                    device.delete();
                }))
                .isViolation(0x15);
    }
}
