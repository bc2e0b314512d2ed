package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/**
 * A machine with one stack of tiny drivers, one device each, without PnP. Layer 0 is the bottom.
 *
 * <p>Unless a test says otherwise the bottom completes every IRP with success and the layers above skip. The bottom's name
 * is {@link #NAME}.
 *
 * <pre>{@code
 * StackBench bench = new StackBench(Machine.builder(), 2).layer(1, (device, irp) -> ...);
 * Outcome outcome = bench.run(b -> b.send(IRP_MJ_READ));
 * }</pre>
 */
final class StackBench {
    static final String NAME = "\\Device\\Bench";

    static final class Extension extends DeviceExtension {
        DeviceObject lower;
    }

    final Machine machine;
    final List<DeviceObject> devices = new ArrayList<>();
    final List<DriverObject> drivers = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    private final DispatchRoutine[] routines;

    StackBench(MachineBuilder builder, int depth) {
        machine = builder.build();
        routines = new DispatchRoutine[depth];
        for (int i = 0; i < depth; i++) {
            routines[i] = i == 0 ? (device, irp) -> irp.complete(NtStatus.STATUS_SUCCESS) : StackBench::skip;
        }
    }

    /** What a layer does with every IRP. */
    StackBench layer(int number, DispatchRoutine routine) {
        routines[number] = routine;
        return this;
    }

    /** Runs one thread that first builds the stack. */
    Outcome run(Consumer<StackBench> body) {
        machine.thread("main", () -> {
            build();
            body.accept(this);
        });
        return machine.run();
    }

    void build() {
        for (int i = 0; i < routines.length; i++) {
            add(i);
        }
    }

    private void add(int number) {
        DriverObject driver = machine.io()
                .loadDriver("layer" + number, (object, path) -> {
                    object.allMajorFunctions((device, irp) -> routines[number].dispatch(device, irp));
                    return NtStatus.STATUS_SUCCESS;
                })
                .value();
        Extension extension = new Extension();
        DeviceObject device = driver.createDevice(
                        extension, number == 0 ? NAME : null, DeviceType.FILE_DEVICE_UNKNOWN, 0, false)
                .value();
        if (number > 0) {
            extension.lower = device.attachTo(devices.get(0));
        }
        device.setFlags(DeviceFlags.DO_BUFFERED_IO);
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        drivers.add(driver);
        devices.add(device);
    }

    /** One more device of a loaded layer's driver, attached to nothing. */
    DeviceObject newDevice(int layer) {
        return drivers.get(layer)
                .createDevice(new Extension(), DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
    }

    DeviceObject device(int layer) {
        return devices.get(layer);
    }

    DeviceObject top() {
        return devices.get(devices.size() - 1);
    }

    IoManager io() {
        return machine.io();
    }

    Kernel kernel() {
        return machine.kernel();
    }

    /** An event that is not signalled. */
    KEvent event(String name) {
        return KEvent.notification(kernel(), name);
    }

    void thread(String name, Runnable body) {
        machine.thread(name, body);
    }

    /** A new IRP of the system's own for the whole stack. */
    Irp irp(IrpMajor major) {
        Irp irp = io().newSystemIrp(top().stackSize());
        if (major == IrpMajor.IRP_MJ_POWER) {
            irp.setStatus(NtStatus.STATUS_NOT_SUPPORTED);
        }
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null);
        return irp;
    }

    /** A new IRP made by IoAllocateIrp. */
    Irp allocate(IrpMajor major, int stackSize) {
        Irp irp = io().allocateIrp(stackSize);
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null);
        return irp;
    }

    /** Sends a request to the top and waits for its end. */
    IoStatusBlock send(IrpMajor major) {
        return io().sendAndWait(top(), irp(major));
    }

    /** Notes a line that a test will compare. */
    void note(String line) {
        log.add(line);
    }

    static DeviceObject lower(DeviceObject device) {
        return device.extension(Extension.class).lower;
    }

    static NtStatus skip(DeviceObject device, Irp irp) {
        irp.skipLocation();
        return lower(device).call(irp);
    }

    static NtStatus copy(DeviceObject device, Irp irp) {
        irp.copyLocationToNext();
        return lower(device).call(irp);
    }

    /** Copies, sets the routine for all three conditions, and calls. */
    static NtStatus copyWith(DeviceObject device, Irp irp, CompletionRoutine routine, Object context) {
        irp.copyLocationToNext();
        irp.setCompletionRoutine(routine, context, true, true, true);
        return lower(device).call(irp);
    }
}
