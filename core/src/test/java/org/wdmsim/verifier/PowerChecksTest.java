package org.wdmsim.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMinor.IRP_MN_POWER_SEQUENCE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SET_POWER;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_NOT_IMPLEMENTED;
import static org.wdmsim.base.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;
import static org.wdmsim.io.DeviceFlags.DO_POWER_INRUSH;
import static org.wdmsim.io.DeviceFlags.DO_POWER_PAGABLE;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.PowerAction;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.po.Po;

/** Each power rule, broken once; and what must not be taken for a fault. */
class PowerChecksTest {
    private final Machine machine = Machine.builder().build();
    private final List<DeviceObject> devices = new ArrayList<>();
    private DispatchRoutine bus = PowerChecksTest::succeed;
    private DispatchRoutine filter = this::pass;

    private static NtStatus succeed(DeviceObject device, Irp irp) {
        return irp.complete(STATUS_SUCCESS);
    }

    private NtStatus pass(DeviceObject device, Irp irp) {
        irp.skipLocation();
        return devices.get(0).call(irp);
    }

    private DeviceObject device(String service, DispatchRoutine power) {
        DriverObject driver = machine.io()
                .loadDriver(service, (object, path) -> {
                    object.majorFunction(IrpMajor.IRP_MJ_POWER, power);
                    return STATUS_SUCCESS;
                })
                .value();
        DeviceObject device =
                driver.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
        device.setFlags(DO_POWER_PAGABLE);
        if (!devices.isEmpty()) {
            device.attachTo(devices.get(0));
        }
        device.clearFlags(DO_DEVICE_INITIALIZING);
        devices.add(device);
        return device;
    }

    private Outcome run(Runnable body) {
        machine.thread("main", () -> {
            device("bus", (device, irp) -> bus.dispatch(device, irp));
            device("filter", (device, irp) -> filter.dispatch(device, irp));
            body.run();
        });
        return machine.run();
    }

    private DeviceObject top() {
        return devices.get(1);
    }

    /** Sends SET_POWER D0, or what is given, as a driver that makes its own IRP. */
    private NtStatus send(IrpMinor minor, IrpParameters parameters, NtStatus preset) {
        Irp irp = machine.io().newSystemIrp(top().stackSize());
        irp.setStatus(preset);
        irp.nextLocation().set(IrpMajor.IRP_MJ_POWER, minor, parameters);
        return machine.io().sendAndWait(top(), irp).status();
    }

    private NtStatus setDevice() {
        return send(
                IRP_MN_SET_POWER,
                new IrpParameters.Power(POWER_DEVICE_D0, PowerAction.POWER_ACTION_NONE, 0),
                STATUS_NOT_SUPPORTED);
    }

    private NtStatus setSystem() {
        return send(
                IRP_MN_SET_POWER,
                new IrpParameters.Power(SystemPowerState.POWER_SYSTEM_WORKING, PowerAction.POWER_ACTION_NONE, 0),
                STATUS_NOT_SUPPORTED);
    }

    private NtStatus sequence() {
        return send(
                IRP_MN_POWER_SEQUENCE,
                new IrpParameters.PowerSequence(new IrpParameters.PowerSequenceCounts()),
                STATUS_NOT_SUPPORTED);
    }

    @Test
    void a_power_irp_begins_with_not_supported() {
        assertOutcome(run(() -> send(
                        IRP_MN_SET_POWER,
                        new IrpParameters.Power(POWER_DEVICE_D0, PowerAction.POWER_ACTION_NONE, 0),
                        STATUS_SUCCESS)))
                .isIoViolation(0x20F);
    }

    @Test
    void a_failed_power_irp_is_not_passed_down() {
        filter = (device, irp) -> {
            irp.setStatus(STATUS_UNSUCCESSFUL);
            return pass(device, irp);
        };
        assertOutcome(run(this::setDevice)).isIoViolation(0x219);
    }

    @Test
    void a_status_that_was_set_is_not_turned_back() {
        filter = (device, irp) -> {
            irp.setStatus(STATUS_SUCCESS);
            return pass(device, irp);
        };
        bus = (device, irp) -> irp.complete(STATUS_NOT_SUPPORTED);
        assertOutcome(run(this::setDevice)).isIoViolation(0x21A);
    }

    @Test
    void only_the_bus_driver_completes_with_success() {
        filter = PowerChecksTest::succeed;
        assertOutcome(run(this::setDevice)).isIoViolation(0x231);
    }

    @Test
    void only_the_bus_driver_leaves_an_irp_as_it_came() {
        filter = (device, irp) -> irp.complete(STATUS_NOT_SUPPORTED);
        assertOutcome(run(this::setDevice)).isIoViolation(0x232);
    }

    @Test
    void only_the_bus_driver_answers_a_power_sequence() {
        filter = (device, irp) -> irp.complete(STATUS_NOT_IMPLEMENTED);
        assertOutcome(run(this::sequence)).isIoViolation(0x230);
    }

    @Test
    void a_bus_driver_may_leave_a_power_sequence_unsupported() {
        bus = (device, irp) -> irp.complete(STATUS_NOT_IMPLEMENTED);
        assertOutcome(run(() -> assertThat(sequence()).isEqualTo(STATUS_NOT_IMPLEMENTED)))
                .isClean();
    }

    @Test
    void a_driver_that_leaves_completes_with_delete_pending() {
        filter = (device, irp) -> irp.complete(STATUS_DELETE_PENDING);
        assertOutcome(run(() -> assertThat(setSystem()).isEqualTo(STATUS_DELETE_PENDING)))
                .isClean();
    }

    @Test
    void nobody_fails_a_system_set_power() {
        bus = (device, irp) -> irp.complete(STATUS_UNSUCCESSFUL);
        assertOutcome(run(this::setSystem)).isViolation(OwnRules.POWER_SET_FAILED);
    }

    @Test
    void a_bus_driver_may_fail_the_power_up_of_a_device_that_is_gone() {
        bus = (device, irp) -> irp.complete(STATUS_UNSUCCESSFUL);
        assertOutcome(run(() -> assertThat(setDevice()).isEqualTo(STATUS_UNSUCCESSFUL)))
                .isClean();
    }

    @Test
    void a_filter_fails_no_device_set_power() {
        filter = (device, irp) -> irp.complete(STATUS_UNSUCCESSFUL);
        assertOutcome(run(this::setDevice)).isViolation(OwnRules.POWER_SET_FAILED);
    }

    @Test
    void the_function_code_stays_what_it_is() {
        filter = (device, irp) -> {
            irp.copyLocationToNext();
            irp.nextLocation()
                    .set(
                            IrpMajor.IRP_MJ_POWER,
                            IrpMinor.IRP_MN_QUERY_POWER,
                            irp.location().parameters());
            return devices.get(0).call(irp);
        };
        assertOutcome(run(this::setDevice)).isViolation(OwnRules.POWER_REQUEST_CHANGED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void power_dispatch_does_not_wait(boolean forwards) {
        filter = (device, irp) -> {
            if (forwards) {
                return irp.complete(devices.get(0).forwardAndWait(irp));
            }
            KEvent.notification(machine.kernel(), "something").waitFor(10);
            return pass(device, irp);
        };
        assertOutcome(run(this::setDevice)).isViolation(OwnRules.POWER_DISPATCH_WAITS);
    }

    @Test
    void power_dispatch_may_look_at_an_event() {
        filter = (device, irp) -> {
            KEvent.notification(machine.kernel(), "something").waitFor(0);
            return pass(device, irp);
        };
        assertOutcome(run(this::setDevice)).isClean();
    }

    @Test
    void set_power_calls_nothing_that_needs_passive_level() {
        filter = (device, irp) -> {
            device.io().createSymbolicLink("\\DosDevices\\Toaster", "\\Device\\Toaster");
            return pass(device, irp);
        };
        assertOutcome(run(this::setDevice)).isViolation(OwnRules.POWER_IRP_DDIS);
    }

    @Test
    void a_pagable_stack_gets_no_power_irp_at_dispatch_level() {
        assertOutcome(run(() -> {
                    machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    setDevice();
                }))
                .isBugCheck(BugCheckCode.INTERNAL_POWER_ERROR, 0x1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_pdo_says_for_its_whole_stack_that_power_irps_come_at_passive_level(boolean byPoCallDriver) {
        List<Irp> came = new ArrayList<>();
        filter = (device, irp) -> {
            came.add(irp);
            return pass(device, irp);
        };
        assertOutcome(run(() -> {
                    top().clearFlags(DO_POWER_PAGABLE);
                    Irp irp = machine.io().newSystemIrp(top().stackSize());
                    irp.setStatus(STATUS_NOT_SUPPORTED);
                    irp.nextLocation()
                            .set(
                                    IrpMajor.IRP_MJ_POWER,
                                    IRP_MN_SET_POWER,
                                    new IrpParameters.Power(POWER_DEVICE_D0, PowerAction.POWER_ACTION_NONE, 0));
                    machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    if (byPoCallDriver) {
                        Po.callDriver(top(), irp);
                    } else {
                        top().call(irp);
                    }
                }))
                .isBugCheck(BugCheckCode.INTERNAL_POWER_ERROR, 0x1);
        assertThat(came).isEmpty();
    }

    @Test
    void do_power_pagable_is_inherited() {
        assertOutcome(run(() -> add(0))).isIoViolation(0x23F);
    }

    @Test
    void do_power_pagable_and_do_power_inrush_exclude_each_other() {
        assertOutcome(run(() -> add(DO_POWER_PAGABLE | DO_POWER_INRUSH))).isViolation(OwnRules.PAGABLE_AND_INRUSH);
    }

    @Test
    void a_device_with_the_flags_of_the_one_below_is_right() {
        assertOutcome(run(() -> add(DO_POWER_PAGABLE))).isClean();
    }

    private void add(int flags) {
        DriverObject driver = machine.io()
                .loadDriver("added", (object, path) -> {
                    object.onAddDevice((same, pdo) -> {
                        DeviceObject device = same.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                                .value();
                        device.attachTo(pdo);
                        device.setFlags(flags);
                        device.clearFlags(DO_DEVICE_INITIALIZING);
                        return STATUS_SUCCESS;
                    });
                    return STATUS_SUCCESS;
                })
                .value();
        machine.io().addDevice(driver, devices.get(0));
    }

    @Test
    void a_device_does_not_leave_with_its_wait_wake_pending() {
        bus = (device, irp) -> {
            irp.markPending();
            return NtStatus.STATUS_PENDING;
        };
        filter = (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine((same, done, context) -> STATUS_SUCCESS, null, true, true, true);
            return devices.get(0).call(irp);
        };
        Outcome outcome = run(() -> {
            Po.requestPowerIrp(
                    devices.get(0), IrpMinor.IRP_MN_WAIT_WAKE, SystemPowerState.POWER_SYSTEM_SLEEPING3, null, null);
            devices.get(0).detach();
        });
        assertOutcome(outcome).isViolation(OwnRules.WAIT_WAKE_PENDING);
    }

    @Test
    void a_device_takes_its_idle_detection_back_before_it_is_deleted() {
        assertOutcome(run(() -> {
                    Po.registerForIdleDetection(top(), 10, 10, POWER_DEVICE_D3);
                    devices.get(0).detach();
                    top().delete();
                }))
                .isViolation(OwnRules.IDLE_DETECTION_LEFT);
    }

    @Test
    void every_routine_of_the_power_manager_has_its_level() {
        assertOutcome(run(() -> {
                    machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    Po.registerForIdleDetection(top(), 1, 1, POWER_DEVICE_D3);
                }))
                .isViolation(0xE5);
    }
}
