package org.wdmsim.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ex.Pool;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;

/**
 * DRIVER_OBJECT: a loaded driver.
 *
 * <p>Life: loaded (DriverEntry fills the table) → serves devices (AddDevice for each) → unloaded, once its last device is
 * gone, if it has an Unload routine.
 */
public final class DriverObject implements KernelObject {
    // Written by DriverEntry, read by every dispatch.
    private final DispatchRoutine[] majorFunctions = new DispatchRoutine[IrpMajor.values().length];
    private final boolean[] filled = new boolean[IrpMajor.values().length];
    private AddDeviceRoutine addDevice;
    private StartIoRoutine startIo;
    private UnloadRoutine unload;

    private final IoManager io;
    private final String serviceName;
    private final String objectName;
    private final Pool pool;

    // Touched under the dispatcher lock.
    private final List<DeviceObject> devices = new ArrayList<>();
    private int routinesInFlight;
    private boolean unloaded;
    private final int touchId;

    DriverObject(IoManager io, String serviceName, String objectName) {
        this.io = io;
        this.serviceName = serviceName;
        this.objectName = objectName;
        this.pool = new Pool(io.poolTracker(), this);
        this.touchId = io.kernel().newTouchId();
        Arrays.fill(majorFunctions, (DispatchRoutine) DriverObject::invalidDeviceRequest);
    }

    private static NtStatus invalidDeviceRequest(DeviceObject device, Irp irp) {
        return irp.complete(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
    }

    /** The I/O manager, for routines that act on no object. */
    public IoManager io() {
        return io;
    }

    /** The kernel, for making events, locks and threads. */
    public Kernel kernel() {
        return io.kernel();
    }

    /** The driver's way to pool memory: ExAllocatePool2 and lookaside lists. */
    public Pool pool() {
        return pool;
    }

    /** The service's name, as an INF file's AddService gives it. */
    public String serviceName() {
        return serviceName;
    }

    /**
     * Sets one entry of the dispatch table.
     *
     * @return this, so that a DriverEntry reads as a list
     */
    public DriverObject majorFunction(IrpMajor major, DispatchRoutine routine) {
        majorFunctions[major.code()] = routine;
        filled[major.code()] = true;
        return this;
    }

    /** Sets all 28 entries: what a filter does first, so that requests for lower drivers pass. */
    public DriverObject allMajorFunctions(DispatchRoutine routine) {
        for (IrpMajor major : IrpMajor.values()) {
            majorFunction(major, routine);
        }
        return this;
    }

    /** Sets AddDevice; every PnP driver needs one. */
    public DriverObject onAddDevice(AddDeviceRoutine routine) {
        addDevice = routine;
        return this;
    }

    /** Sets StartIo; needed only by a driver that uses {@link StartIo}. */
    public DriverObject onStartIo(StartIoRoutine routine) {
        startIo = routine;
        return this;
    }

    /** StartIo, or null. */
    public StartIoRoutine startIo() {
        return startIo;
    }

    /** Sets Unload; without it the driver stays loaded. */
    public DriverObject onUnload(UnloadRoutine routine) {
        unload = routine;
        return this;
    }

    /** The dispatch table, by major function code. */
    DispatchRoutine[] majorFunctions() {
        return majorFunctions;
    }

    /** True when the driver has set this entry of its dispatch table. */
    public boolean handles(IrpMajor major) {
        return filled[major.code()];
    }

    /** AddDevice, or null. */
    public AddDeviceRoutine addDevice() {
        return addDevice;
    }

    /** Unload, or null. */
    public UnloadRoutine unload() {
        return unload;
    }

    /**
     * IoCreateDevice: makes a device object of this driver, with its extension.
     *
     * @irql at most APC_LEVEL
     * @param extension the driver's own, newly made; null for none
     * @param type what sort of device
     * @param characteristics FILE_ bits of {@link DeviceFlags}
     * @return the device with DO_DEVICE_INITIALIZING set; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     * @source learn.microsoft.com, nf-wdm-iocreatedevice
     */
    public NtResult<DeviceObject> createDevice(DeviceExtension extension, DeviceType type, int characteristics) {
        return createDevice(extension, null, type, characteristics, false);
    }

    /**
     * IoCreateDevice with a name.
     *
     * @irql at most APC_LEVEL
     * @param name full name, {@code \Device\Toaster0}, or null
     * @param exclusive true for one open at a time
     * @return as above, or {@code STATUS_OBJECT_NAME_COLLISION} when the name is taken
     */
    public NtResult<DeviceObject> createDevice(
            DeviceExtension extension, String name, DeviceType type, int characteristics, boolean exclusive) {
        return io.devices().create(this, extension, name, type, characteristics, exclusive);
    }

    /**
     * DbgPrint: a line of the driver's own in the trace.
     *
     * @irql any
     */
    public void dbgPrint(String text) {
        kernel().note(KeStep.DBG_PRINT, this, text, null);
    }

    void link(DeviceObject device) {
        kernel().touch(this, Touch.WRITE);
        devices.add(0, device);
    }

    void unlink(DeviceObject device) {
        kernel().touch(this, Touch.WRITE);
        devices.remove(device);
    }

    /** The driver's devices, newest first. */
    public List<DeviceObject> devices() {
        kernel().touch(this, Touch.READ);
        kernel().lockSaid();
        try {
            return List.copyOf(devices);
        } finally {
            kernel().unlock();
        }
    }

    /** Completion routines of IoSetCompletionRoutineEx that have not returned: while there are any, the driver stays. */
    public int routinesInFlight() {
        kernel().touch(this, Touch.READ);
        return routinesInFlight;
    }

    void routineIsToCome() {
        kernel().touch(this, Touch.WRITE);
        kernel().lockSaid();
        try {
            routinesInFlight++;
        } finally {
            kernel().unlock();
        }
    }

    void routineHasReturned() {
        boolean wasLast;
        kernel().touch(this, Touch.WRITE);
        kernel().lockSaid();
        try {
            routinesInFlight--;
            wasLast = routinesInFlight == 0 && devices.isEmpty();
        } finally {
            kernel().unlock();
        }
        if (wasLast) {
            io.plugAndPlay().driverHasNoDevices(this);
        }
    }

    /** True once Unload was called. */
    public boolean isUnloaded() {
        kernel().touch(this, Touch.READ);
        return unloaded;
    }

    void markUnloaded() {
        kernel().touch(this, Touch.WRITE);
        unloaded = true;
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String toString() {
        return objectName + " [" + devices.size() + " devices" + (unloaded ? ", unloaded" : "") + "]";
    }
}
