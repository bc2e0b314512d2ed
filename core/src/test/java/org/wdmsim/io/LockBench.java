package org.wdmsim.io;

import java.util.function.Consumer;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** A machine with one device and its remove lock, for tests of the lock alone. */
final class LockBench {
    static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
    }

    final Machine machine;
    DeviceObject device;
    RemoveLock lock;

    private LockBench(MachineBuilder builder) {
        machine = builder.build();
    }

    /** A bench whose driver has made its device and initialised its lock before the test's threads begin. */
    static LockBench of(MachineBuilder builder) {
        return new LockBench(builder);
    }

    /** Runs one thread that first sets the device up. */
    Outcome run(Consumer<LockBench> body) {
        return run(0, 0, body);
    }

    Outcome run(int maxLockedMinutes, int highWatermark, Consumer<LockBench> body) {
        machine.thread("main", () -> {
            makeDevice();
            lock.initialize("Test", maxLockedMinutes, highWatermark);
            body.accept(this);
        });
        return machine.run();
    }

    void makeDevice() {
        machine.io().loadDriver("tester", (driver, path) -> {
            Extension extension = new Extension();
            device = driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                    .value();
            lock = extension.lock;
            return org.wdmsim.base.NtStatus.STATUS_SUCCESS;
        });
    }

    /** Starts one more thread. */
    void thread(String name, Runnable body) {
        machine.thread(name, body);
    }
}
