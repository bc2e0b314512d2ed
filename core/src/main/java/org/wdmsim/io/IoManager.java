package org.wdmsim.io;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ex.PoolTracker;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.Kernel;
import org.wdmsim.live.PerThread;
import org.wdmsim.ob.Namespace;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.TraceEvent;

/** The I/O manager of one machine: its drivers, names and IRPs, and the routines that act on no object of their own. */
public final class IoManager {
    // A door. What it does stands in the classes that it holds.
    private final Kernel kernel;
    private final Namespace names;
    private final PoolTracker poolTracker;
    private final DriverLoader loader;
    private final DeviceMaker devices;
    private final OpenFiles files;
    private final KernelHandles kernelHandles;
    private final PerThread<IrpTally> irpTallies = new PerThread<>(IrpTally::new);
    private final IrpRoster irps;
    private final ThreadedIrps threadedIrps;
    private final ProcessContexts processes;
    private final ShutdownNotifications shutdown;
    private final Set<Mdl> mdls = Collections.synchronizedSet(new LinkedHashSet<>());
    private final List<RemoveLock> locks = new ArrayList<>(); // under the dispatcher lock
    private final KSpinLock cancelLock;
    private PlugAndPlay plugAndPlay = new NoPlugAndPlay();
    private PowerManagement powerManagement = device -> {};

    /** An I/O manager without drivers. */
    public IoManager(Kernel kernel) {
        this.kernel = kernel;
        this.names = new Namespace(kernel);
        this.poolTracker = new PoolTracker(kernel);
        this.loader = new DriverLoader(this);
        this.devices = new DeviceMaker(this);
        this.files = new OpenFiles(this);
        this.kernelHandles = new KernelHandles(this);
        this.irps = new IrpRoster(kernel, irpTallies);
        this.threadedIrps = new ThreadedIrps(kernel);
        this.processes = new ProcessContexts(kernel);
        this.shutdown = new ShutdownNotifications(this);
        this.cancelLock = new KSpinLock(kernel, "cancel spin lock");
    }

    /** The kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** The namespace. */
    public Namespace names() {
        return names;
    }

    /** The books of all drivers' pool memory. */
    public PoolTracker poolTracker() {
        return poolTracker;
    }

    /** Who is told about PnP. */
    public PlugAndPlay plugAndPlay() {
        return plugAndPlay;
    }

    /** Sets who is told about PnP; for the PnP manager. */
    public void setPlugAndPlay(PlugAndPlay listener) {
        plugAndPlay = listener;
    }

    /** Who is told about power; the power manager, in every machine. */
    public PowerManagement powerManagement() {
        return powerManagement;
    }

    /** Sets who is told about power; for the power manager. */
    public void setPowerManagement(PowerManagement listener) {
        powerManagement = listener;
    }

    // ---- Drivers.

    /**
     * Loads a driver: makes its driver object and calls DriverEntry.
     *
     * @irql PASSIVE_LEVEL, in a thread of the machine
     * @return the driver object, or DriverEntry's refusal
     */
    public NtResult<DriverObject> loadDriver(String serviceName, Driver image) {
        return loader.load(serviceName, image);
    }

    /** The loaded driver of a service, or null. */
    public DriverObject driver(String serviceName) {
        return loader.find(serviceName);
    }

    /** All loaded drivers, in the order of loading. */
    public List<DriverObject> drivers() {
        return loader.all();
    }

    /** Calls AddDevice. */
    public NtStatus addDevice(DriverObject driver, DeviceObject pdo) {
        return loader.addDevice(driver, pdo);
    }

    /**
     * Unloads a driver that has no devices any more.
     *
     * @return true when it was unloaded; false when it still has devices, when a completion routine of
     *     IoSetCompletionRoutineEx is still to come, or when it has no Unload routine
     */
    public boolean unloadDriver(DriverObject driver) {
        return loader.unload(driver);
    }

    // ---- Devices.

    DeviceMaker devices() {
        return devices;
    }

    void deviceUnlinked(DeviceObject device) {
        if (device.driver().devices().isEmpty()) {
            plugAndPlay.driverHasNoDevices(device.driver());
        }
    }

    void deviceFreed(DeviceObject device) {
        powerManagement.deviceFreed(device);
        devices.freed(device);
        forgetLocksOf(device);
        deviceUnlinked(device);
        if (device.devnode() != null) {
            plugAndPlay.deviceFreed(device);
        }
    }

    void openCountIsZero(DeviceObject device) {
        plugAndPlay.lastHandleClosed(device);
    }

    /** Device objects whose memory is still there, in the order of their making. */
    public Set<DeviceObject> liveDevices() {
        return devices.live();
    }

    // ---- IRPs.

    /**
     * IoAllocateIrp: makes an IRP of the driver's own.
     *
     * @irql at most DISPATCH_LEVEL
     * @param stackSize at least the StackSize of the device it will be sent to
     * @return null when there is no memory
     */
    public Irp allocateIrp(int stackSize) {
        if (kernel.isQuiet()) {
            return kernel.allocates("IoAllocateIrp") ? new Irp(this, stackSize, IrpKind.ALLOCATED) : null;
        }
        TraceEvent event = kernel.step(IoStep.IO_ALLOCATE_IRP, null, null, stackSize);
        if (!kernel.allocates("IoAllocateIrp")) {
            return kernel.answer(event, null);
        }
        return kernel.answer(event, new Irp(this, stackSize, IrpKind.ALLOCATED));
    }

    /** An IRP of the system's own: freed by the last stage of its completion. */
    public Irp newSystemIrp(int stackSize) {
        return new Irp(this, stackSize, IrpKind.SYSTEM);
    }

    PerThread<IrpTally> irpTallies() {
        return irpTallies;
    }

    IrpRoster irps() {
        return irps;
    }

    ThreadedIrps threadedIrps() {
        return threadedIrps;
    }

    ProcessContexts processes() {
        return processes;
    }

    Set<Mdl> mdls() {
        return mdls;
    }

    /** MDLs that are not freed, in the order of their making. */
    public List<Mdl> liveMdls() {
        return ImmutableList.copyOf(mdls);
    }

    /** IRPs that are not freed, in the order of their making; those made while nobody listened are only counted. */
    public Set<Irp> liveIrps() {
        return irps.listed();
    }

    /** How many IRPs were made; right while the machine is at rest. */
    public long irpsMade() {
        return irps.howManyMade();
    }

    /** How many IRPs were freed; right while the machine is at rest. */
    public long irpsFreed() {
        return irps.howManyGone();
    }

    /** How many IRPs were made while nobody listened and are not freed; to be asked of a machine at rest. */
    public long unlistedIrps() {
        return irps.unlisted();
    }

    /**
     * IoCallDriver, for a target that may be null.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC9, 0x204 when {@code target} is null
     */
    public NtStatus callDriver(DeviceObject target, Irp irp) {
        if (target == null) {
            throw IrpFaults.sentToNobody(irp);
        }
        return target.call(irp);
    }

    /**
     * Sends an IRP of the system's own and waits for its end: how the PnP manager asks a stack.
     *
     * @return how it ended
     */
    public IoStatusBlock sendAndWait(DeviceObject target, Irp irp) {
        return IrpDispatch.sendAndWait(target, irp);
    }

    // ---- The cancel spin lock.

    /**
     * IoAcquireCancelSpinLock.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the IRQL before
     */
    public Irql acquireCancelSpinLock() {
        kernel.step(IoStep.IO_ACQUIRE_CANCEL_SPIN_LOCK, null, null, null);
        return cancelLock.acquire();
    }

    /**
     * IoReleaseCancelSpinLock.
     *
     * @irql DISPATCH_LEVEL
     */
    public void releaseCancelSpinLock(Irql irql) {
        kernel.step(IoStep.IO_RELEASE_CANCEL_SPIN_LOCK, null, irql, null);
        cancelLock.release(irql);
    }

    void mustNotHoldCancelLock(Irp irp) {
        if (cancelLock.isMine()) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_RETURNED_HOLDING_CANCEL_LOCK,
                            "cancel routine returned with the cancel spin lock")
                    .parameters(irp)
                    .what("the cancel routine of " + irp.objectName() + " returned without IoReleaseCancelSpinLock")
                    .todo("release the cancel spin lock with Irp->CancelIrql as the routine's first statement")
                    .build());
        }
    }

    // ---- Files.

    OpenFiles files() {
        return files;
    }

    /** The handles of drivers: ZwCreateFile and what goes with it. */
    public KernelHandles kernelHandles() {
        return kernelHandles;
    }

    /**
     * IoGetDeviceObjectPointer: opens a device by name for kernel code.
     *
     * @irql PASSIVE_LEVEL
     * @return the file object, with the caller's reference, and the top of the stack; or why there is none: what CREATE
     *     answered, {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     * @source learn.microsoft.com, nf-wdm-iogetdeviceobjectpointer
     */
    public NtResult<DevicePointer> deviceObjectPointer(String name) {
        TraceEvent event = kernel.step(IoStep.IO_GET_DEVICE_OBJECT_POINTER, null, name, null);
        NtResult<FileObject> opened = kernel.allocates("IoGetDeviceObjectPointer")
                ? files.open("IoGetDeviceObjectPointer", name)
                : NtResult.failed(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        kernel.answer(event, opened.status());
        return opened.isSuccess()
                ? NtResult.of(new DevicePointer(opened.value(), opened.value().relatedDevice()))
                : NtResult.failed(opened.status());
    }

    /** File objects that are not closed, in the order of their opening. */
    public Set<FileObject> liveFiles() {
        return files.live();
    }

    // ---- Remove locks.

    /**
     * No lock of the device may be taken unseen any more. A quiet machine may run for long, so locks that are at rest go with
     * their device; others are kept for reports.
     */
    private void forgetLocksOf(DeviceObject device) {
        if (kernel.isQuiet()) {
            kernel.lock();
            try {
                for (RemoveLock lock : locks) {
                    if (lock.device() == device) {
                        lock.deviceIsGone();
                    }
                }
                locks.removeIf(lock -> lock.device() == device && lock.isAtRest());
            } finally {
                kernel.unlock();
            }
        }
    }

    void register(RemoveLock lock) {
        kernel.touchArea(TransitionListener.LOCKS, Touch.WRITE);
        kernel.lockSaid();
        try {
            locks.add(lock);
        } finally {
            kernel.unlock();
        }
    }

    /** Every remove lock that was initialised, in order. */
    public List<RemoveLock> removeLocks() {
        kernel.touchArea(TransitionListener.LOCKS, Touch.READ);
        kernel.lockSaid();
        try {
            return ImmutableList.copyOf(locks);
        } finally {
            kernel.unlock();
        }
    }

    // ---- Shutdown.

    ShutdownNotifications shutdownNotifications() {
        return shutdown;
    }

    /**
     * Shuts the I/O system down: IRP_MJ_SHUTDOWN to each registered device, at the top of its stack; then to those that
     * asked for the last chance, which on Windows is after the file systems are flushed. To be called before the power
     * manager sends S5.
     *
     * @irql PASSIVE_LEVEL
     */
    public void shutdown() {
        shutdown.shutdown();
    }

    // ---- Symbolic links.

    /**
     * IoCreateSymbolicLink.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, {@code STATUS_OBJECT_NAME_COLLISION} when the name is taken, or
     *     {@code STATUS_INSUFFICIENT_RESOURCES}
     */
    public NtStatus createSymbolicLink(String link, String target) {
        TraceEvent event = kernel.step(IoStep.IO_CREATE_SYMBOLIC_LINK, null, link, target);
        if (!kernel.allocates("IoCreateSymbolicLink")) {
            return kernel.answer(event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        kernel.lock();
        try {
            return kernel.answer(event, names.link(link, target));
        } finally {
            kernel.unlock();
        }
    }

    /**
     * IoDeleteSymbolicLink.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_NAME_NOT_FOUND}
     */
    public NtStatus deleteSymbolicLink(String link) {
        TraceEvent event = kernel.step(IoStep.IO_DELETE_SYMBOLIC_LINK, null, link, null);
        kernel.lock();
        try {
            return kernel.answer(event, names.unlink(link));
        } finally {
            kernel.unlock();
        }
    }
}
