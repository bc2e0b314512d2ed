package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.sched.TransitionListener;

/** The drivers of a machine: loading, AddDevice, unloading. */
final class DriverLoader {
    // drivers is touched under the dispatcher lock; routines of drivers are called outside of it.
    private final IoManager io;
    private final Kernel kernel;
    private final Map<String, DriverObject> drivers = new LinkedHashMap<>();

    DriverLoader(IoManager io) {
        this.io = io;
        this.kernel = io.kernel();
    }

    NtResult<DriverObject> load(String serviceName, Driver image) {
        DriverObject driver = new DriverObject(io, serviceName, serviceName);
        kernel.note(IoStep.DRIVER_ENTRY, driver, null, null);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(driver, null, "DriverEntry", null));
        NtStatus status;
        try {
            status = image.driverEntry(
                    driver, "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\" + serviceName);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        kernel.note(IoStep.DRIVER_ENTRY_RETURNS, driver, status, null);
        if (!status.isSuccess()) {
            return NtResult.failed(status);
        }
        for (DeviceObject device : driver.devices()) {
            device.clearFlags(DO_DEVICE_INITIALIZING);
        }
        kernel.touchArea(TransitionListener.DRIVERS, Touch.WRITE);
        kernel.lockSaid();
        try {
            drivers.put(serviceName, driver);
        } finally {
            kernel.unlock();
        }
        return NtResult.of(driver);
    }

    DriverObject find(String serviceName) {
        kernel.touchArea(TransitionListener.DRIVERS, Touch.READ);
        kernel.lockSaid();
        try {
            return drivers.get(serviceName);
        } finally {
            kernel.unlock();
        }
    }

    List<DriverObject> all() {
        kernel.touchArea(TransitionListener.DRIVERS, Touch.READ);
        kernel.lockSaid();
        try {
            return List.copyOf(drivers.values());
        } finally {
            kernel.unlock();
        }
    }

    NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        kernel.note(IoStep.ADD_DEVICE, driver, pdo, null);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(driver, pdo, "AddDevice", null));
        NtStatus status;
        try {
            status = driver.addDevice().addDevice(driver, pdo);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        kernel.note(IoStep.ADD_DEVICE_RETURNS, driver, status, null);
        return status;
    }

    boolean unload(DriverObject driver) {
        if (!begins(driver)) {
            return false;
        }
        kernel.note(IoStep.UNLOAD, driver, null, null);
        KThread me = kernel.currentThread();
        me.enter(new DriverFrame(driver, null, "DriverUnload", null));
        try {
            driver.unload().unload(driver);
        } catch (Throwable thrown) {
            throw kernel.driverThrew(thrown);
        }
        me.leave();
        mustHaveNothingPending(driver);
        kernel.touchArea(TransitionListener.DRIVERS, Touch.WRITE);
        kernel.lockSaid();
        try {
            driver.markUnloaded();
            drivers.remove(driver.serviceName());
        } finally {
            kernel.unlock();
        }
        io.poolTracker().driverIsGone(driver);
        kernel.note(IoStep.UNLOAD_RETURNS, driver, null, null);
        return true;
    }

    private void mustHaveNothingPending(DriverObject driver) {
        List<KernelObject> pending = kernel.pendingIn(driver);
        if (!pending.isEmpty()) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
                            "driver unloaded with a timer or DPC pending")
                    .parameters(pending.get(0))
                    .what("Unload of \"" + driver.serviceName() + "\" has returned, and "
                            + pending.get(0).objectName() + " is still set, queued or running")
                    .todo("in Unload cancel timers, then call KeFlushQueuedDpcs")
                    .about(driver)
                    .build());
        }
    }

    private boolean begins(DriverObject driver) {
        kernel.lockSaid();
        try {
            boolean isReferenced = driver.routinesInFlight() > 0
                    || io.liveDevices().stream().anyMatch(device -> device.driver() == driver);
            return !driver.isUnloaded() && driver.unload() != null && !isReferenced;
        } finally {
            kernel.unlock();
        }
    }
}
