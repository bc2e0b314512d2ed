package org.wdmsim.po;

import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_POWER;
import static org.wdmsim.base.IrpMinor.IRP_MN_SET_POWER;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D0;
import static org.wdmsim.io.DevicePowerState.POWER_DEVICE_D3;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/**
 * A machine with stacks of tiny drivers, without PnP. Each stack has a PDO, an FDO that is the power policy owner, and a
 * filter. Stacks are made in the order root first, so that the default tree takes the last one for the deepest child.
 */
final class PowerBench {
    final Machine machine;
    final List<Stack> stacks = new ArrayList<>();
    final List<String> log = new ArrayList<>();

    /** One stack; a test replaces the power routine of a layer. */
    final class Stack {
        final String name;
        int flags = DeviceFlags.DO_POWER_PAGABLE;
        DeviceObject pdo;
        DeviceObject fdo;
        DeviceObject filter;
        DispatchRoutine bus = PowerBench.this::complete;
        DispatchRoutine function = PowerBench.this::ownPolicy;
        DispatchRoutine upper = PowerBench.this::pass;

        Stack(String name) {
            this.name = name;
        }

        private void build() {
            pdo = device(name + "-bus", (device, irp) -> bus.dispatch(device, irp), null);
            fdo = device(name + "-fdo", (device, irp) -> function.dispatch(device, irp), pdo);
            filter = device(name + "-filter", (device, irp) -> upper.dispatch(device, irp), pdo);
        }

        private DeviceObject device(String service, DispatchRoutine power, DeviceObject target) {
            var driver = machine.io()
                    .loadDriver(service, (object, path) -> {
                        object.majorFunction(IrpMajor.IRP_MJ_POWER, power)
                                .majorFunction(IrpMajor.IRP_MJ_SHUTDOWN, (device, irp) -> {
                                    log.add(service + " SHUTDOWN");
                                    return irp.complete(STATUS_SUCCESS);
                                });
                        return STATUS_SUCCESS;
                    })
                    .value();
            Extension ext = new Extension();
            DeviceObject device =
                    driver.createDevice(ext, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
            device.setFlags(flags);
            if (target != null) {
                ext.lower = device.attachTo(target);
            }
            device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
            return device;
        }
    }

    static final class Extension extends DeviceExtension {
        DeviceObject lower;
    }

    PowerBench(MachineBuilder builder, String... names) {
        machine = builder.build();
        for (String name : names) {
            stacks.add(new Stack(name));
        }
    }

    PowerBench(String... names) {
        this(Machine.builder(), names);
    }

    Stack stack(int index) {
        return stacks.get(index);
    }

    Kernel kernel() {
        return machine.kernel();
    }

    /** An event that nobody signals. */
    KEvent event() {
        return KEvent.notification(kernel(), "never");
    }

    /** The device does something by itself. */
    void hardware(Runnable body) {
        KThread.internal(kernel(), "hardware", body);
    }

    PowerManager power() {
        return machine.power();
    }

    Outcome run(Consumer<PowerBench> body) {
        machine.thread("main", () -> {
            stacks.forEach(Stack::build);
            body.accept(this);
        });
        return machine.run();
    }

    static DeviceObject lower(DeviceObject device) {
        return device.extension(Extension.class).lower;
    }

    private void note(DeviceObject device, Irp irp) {
        String what = irp.location().parameters() instanceof IrpParameters.Power power
                ? (irp.location().minor() == IRP_MN_QUERY_POWER ? "query " : "") + power.state()
                : irp.location().minor().toString();
        log.add(device.driver().serviceName() + " " + what);
    }

    /** The bus driver: switches the device and completes. */
    NtStatus complete(DeviceObject device, Irp irp) {
        note(device, irp);
        Po.startNextPowerIrp(irp);
        NtStatus status = switch (irp.location().minor()) {
            case IRP_MN_SET_POWER, IRP_MN_QUERY_POWER -> STATUS_SUCCESS;
            default -> irp.status();
        };
        irp.complete(status);
        return status;
    }

    /** A filter. */
    NtStatus pass(DeviceObject device, Irp irp) {
        note(device, irp);
        Po.startNextPowerIrp(irp);
        irp.skipLocation();
        return Po.callDriver(lower(device), irp);
    }

    /** The function driver: each system state has its device state. */
    NtStatus ownPolicy(DeviceObject device, Irp irp) {
        boolean isSystem = irp.location().parameters() instanceof IrpParameters.Power power
                && power.state().isSystem();
        if (!isSystem) {
            return device(device, irp);
        }
        note(device, irp);
        Po.startNextPowerIrp(irp);
        irp.markPending();
        irp.copyLocationToNext();
        irp.setCompletionRoutine(this::systemDone, null, true, true, true);
        Po.callDriver(lower(device), irp);
        return STATUS_PENDING;
    }

    private NtStatus systemDone(DeviceObject device, Irp irp, Object context) {
        SystemPowerState state = (SystemPowerState)
                irp.location().parameters(IrpParameters.Power.class).state();
        DevicePowerState to = state == SystemPowerState.POWER_SYSTEM_WORKING ? POWER_DEVICE_D0 : POWER_DEVICE_D3;
        NtStatus asked = Po.requestPowerIrp(
                device,
                irp.location().minor(),
                to,
                (same, minor, reached, held, status) -> ((Irp) held).complete(status),
                irp);
        if (asked != STATUS_PENDING) {
            irp.complete(asked);
        }
        return STATUS_MORE_PROCESSING_REQUIRED;
    }

    /** A device IRP in the function driver: reports D3 on the way down and D0 on the way up. */
    private NtStatus device(DeviceObject device, Irp irp) {
        note(device, irp);
        Po.startNextPowerIrp(irp);
        if (irp.location().minor() == IRP_MN_SET_POWER) {
            DevicePowerState to = (DevicePowerState)
                    irp.location().parameters(IrpParameters.Power.class).state();
            if (to != POWER_DEVICE_D0) {
                Po.setPowerState(device, to);
            } else {
                irp.copyLocationToNext();
                irp.setCompletionRoutine(
                        (same, done, context) -> {
                            if (done.pendingReturned()) {
                                done.markPending();
                            }
                            if (done.status().isSuccess()) {
                                Po.setPowerState(same, POWER_DEVICE_D0);
                            }
                            return STATUS_SUCCESS;
                        },
                        null,
                        true,
                        true,
                        true);
                return Po.callDriver(lower(device), irp);
            }
        }
        irp.skipLocation();
        return Po.callDriver(lower(device), irp);
    }

    /** Asks for a SET_POWER for a device. */
    static NtStatus ask(DeviceObject device, DevicePowerState state, RequestPowerComplete callback) {
        return Po.requestPowerIrp(device, IRP_MN_SET_POWER, state, callback, null);
    }

    /** Asks, and waits for the callback. */
    static NtStatus askAndWait(PowerBench bench, DevicePowerState state) {
        KEvent done = KEvent.notification(bench.kernel(), state + " done");
        NtStatus[] answer = new NtStatus[1];
        ask(bench.stack(0).pdo, state, (device, minor, to, context, status) -> {
            answer[0] = status;
            done.set();
        });
        done.waitFor(KEvent.FOREVER);
        return answer[0];
    }
}
