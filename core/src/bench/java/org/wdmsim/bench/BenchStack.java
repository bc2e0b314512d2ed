package org.wdmsim.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.CompletionRoutine;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.Irp;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/** A stack in a live machine: the bottom completes, each layer above copies, sets a completion routine and calls. */
final class BenchStack {
    static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
        DeviceObject lower;
    }

    private static final CompletionRoutine GOES_ON = (device, irp, context) -> {
        if (irp.pendingReturned()) {
            irp.markPending();
        }
        return NtStatus.STATUS_SUCCESS; // STATUS_CONTINUE_COMPLETION
    };

    private static final CompletionRoutine RELEASES = (device, irp, context) -> {
        if (irp.pendingReturned()) {
            irp.markPending();
        }
        ((Extension) context).lock.release(irp);
        return NtStatus.STATUS_SUCCESS;
    };

    /** The sender's own routine: the IRP stays with him. */
    static final CompletionRoutine COMES_BACK =
            (device, irp, context) -> NtStatus.STATUS_MORE_PROCESSING_REQUIRED;

    final Machine machine;
    private final List<DeviceObject> devices = new ArrayList<>();
    private final DeviceObject top;
    private final IoManager io;

    /** A stack in a machine that runs for as long as the JVM does; its one thread only builds the stack. */
    static BenchStack in(MachineBuilder builder, int layers, boolean locks) {
        Machine machine = builder.watchdog(Duration.ofDays(1)).build();
        CompletableFuture<BenchStack> built = new CompletableFuture<>();
        machine.thread("builder", () -> {
            built.complete(new BenchStack(machine, layers, locks));
            while (true) {
                LockSupport.park();
            }
        });
        Thread host = new Thread(machine::run, "machine");
        host.setDaemon(true);
        host.start();
        return built.join();
    }

    /** Called on one of the machine's threads. */
    BenchStack(Machine machine, int layers, boolean locks) {
        this.machine = machine;
        for (int i = 0; i < layers; i++) {
            add(i, i == 0 ? bottom(locks) : locks ? BenchStack::passDownLocked : BenchStack::passDown);
        }
        io = machine.io();
        top = devices.get(layers - 1);
    }

    private static DispatchRoutine bottom(boolean locks) {
        return locks
                ? (device, irp) -> {
                    Extension extension = device.extension(Extension.class);
                    if (extension.lock.acquire(irp) != NtStatus.STATUS_SUCCESS) {
                        return irp.complete(NtStatus.STATUS_DELETE_PENDING);
                    }
                    NtStatus status = irp.complete(NtStatus.STATUS_SUCCESS);
                    extension.lock.release(irp);
                    return status;
                }
                : (device, irp) -> irp.complete(NtStatus.STATUS_SUCCESS);
    }

    private static NtStatus passDown(DeviceObject device, Irp irp) {
        irp.copyLocationToNext();
        irp.setCompletionRoutine(GOES_ON, null, true, true, true);
        return device.extension(Extension.class).lower.call(irp);
    }

    private static NtStatus passDownLocked(DeviceObject device, Irp irp) {
        Extension extension = device.extension(Extension.class);
        if (extension.lock.acquire(irp) != NtStatus.STATUS_SUCCESS) {
            return irp.complete(NtStatus.STATUS_DELETE_PENDING);
        }
        irp.copyLocationToNext();
        irp.setCompletionRoutine(RELEASES, extension, true, true, true);
        return extension.lower.call(irp);
    }

    private void add(int number, DispatchRoutine routine) {
        DriverObject driver = machine.io()
                .loadDriver("layer" + number, (object, path) -> {
                    object.allMajorFunctions(routine);
                    return NtStatus.STATUS_SUCCESS;
                })
                .value();
        Extension extension = new Extension();
        DeviceObject device = driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
        extension.lock.initialize("Bnch", 0, 0);
        if (number > 0) {
            extension.lower = device.attachTo(devices.get(0));
        }
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        devices.add(device);
    }

    /** The lock of the lowest device. */
    RemoveLock lock() {
        return devices.get(0).extension(Extension.class).lock;
    }

    Irp allocate() {
        return io.allocateIrp(top.stackSize());
    }

    /** Sends an IRP of the sender's own, which is back when this returns. */
    NtStatus send(Irp irp) {
        irp.nextLocation().set(IrpMajor.IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, null);
        irp.setCompletionRoutine(COMES_BACK, null, true, true, true);
        return top.call(irp);
    }
}
