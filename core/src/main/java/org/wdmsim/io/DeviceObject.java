package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DOE_DELETE_PENDING;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * DEVICE_OBJECT: one driver's place in a device stack.
 *
 * <p>Life: created (DO_DEVICE_INITIALIZING) → attached → in use → detached → deleted → freed, when the last reference is
 * gone. Between deleted and freed its memory is still there for whoever holds a reference.
 *
 * <p>Two counters keep it: {@link #openCount} counts file objects opened through it and decides about removal;
 * {@link #pointerCount} counts references and decides about memory.
 */
public final class DeviceObject implements KernelObject {
    private final IoManager io;
    private final DriverObject driver;
    private final DeviceExtension extension;
    private final String objectName;
    private final String deviceName;
    private final int characteristics;

    // Written by the owner in AddDevice, then by the I/O manager and the PnP manager.
    private DeviceType type;
    private int flags = DO_DEVICE_INITIALIZING;
    private int extensionFlags;
    private volatile boolean freed;

    // Changed under the dispatcher lock: see DeviceStacking and DeviceMemory.
    int stackSize = 1;
    DeviceObject attachedDevice;
    DeviceObject attachedTo;
    int openCount;
    int pointerCount = 1;
    boolean linked = true;
    private Object devnode;
    private final List<DeviceInterface> interfaces = new ArrayList<>();
    private final DeviceServices services = new DeviceServices(this);

    DeviceObject(
            IoManager io,
            DriverObject driver,
            DeviceExtension extension,
            String objectName,
            String deviceName,
            DeviceType type,
            int characteristics) {
        this.io = io;
        this.driver = driver;
        this.extension = extension;
        this.objectName = objectName;
        this.deviceName = deviceName;
        this.type = type;
        this.characteristics = characteristics;
        if (extension != null) {
            extension.bind(this);
        }
    }

    DeviceServices services() {
        return services;
    }

    // ---- Queue and timer.

    /** The system's queue for the driver's StartIo routine. */
    public StartIo startIo() {
        return services.startIo();
    }

    /** The timer that IoInitializeTimer gave the device; null before. */
    public IoTimer timer() {
        return services.timer;
    }

    // ---- Looking.

    /** The driver that made it. */
    public DriverObject driver() {
        return driver;
    }

    /** Its name in the namespace, or null. */
    public String deviceName() {
        return deviceName;
    }

    /** What sort of device it is. */
    public DeviceType type() {
        return type;
    }

    /** FILE_ bits. */
    public int characteristics() {
        return characteristics;
    }

    /** DO_ bits. */
    public int flags() {
        return flags;
    }

    /** True when any of these DO_ bits is set. */
    public boolean hasFlag(int bits) {
        return (flags & bits) != 0;
    }

    /** Sets DO_ bits: {@code DeviceObject->Flags |= bits}. */
    public void setFlags(int bits) {
        flags |= bits;
    }

    /** Clears DO_ bits: {@code DeviceObject->Flags &= ~bits}. */
    public void clearFlags(int bits) {
        flags &= ~bits;
    }

    /** DOE_ bits, kept by the system. */
    public int extensionFlags() {
        return extensionFlags;
    }

    /** Sets DOE_ bits; for the I/O manager and the PnP manager. */
    public void setExtensionFlags(int bits) {
        kernel().lock();
        try {
            extensionFlags |= bits;
        } finally {
            kernel().unlock();
        }
    }

    /** Clears DOE_ bits; for the I/O manager and the PnP manager. */
    public void clearExtensionFlags(int bits) {
        kernel().lock();
        try {
            extensionFlags &= ~bits;
        } finally {
            kernel().unlock();
        }
    }

    /** How many stack locations an IRP needs that is sent here. */
    public int stackSize() {
        return stackSize;
    }

    /** Sets the number of stack locations: for a driver that sends its IRPs on to another stack. */
    public void setStackSize(int size) {
        stackSize = size;
    }

    /** AttachedDevice: the device directly above, or null. */
    public DeviceObject attachedDevice() {
        return attachedDevice;
    }

    /** AttachedTo: the device directly below, or null. A driver remembers what attaching returned instead. */
    public DeviceObject attachedTo() {
        return attachedTo;
    }

    /** ReferenceCount: file objects opened through this device. */
    public int openCount() {
        return openCount;
    }

    /** The object manager's count: creation, the device above, relations, the device node. */
    public int pointerCount() {
        return pointerCount;
    }

    /** True once IoDeleteDevice was called. */
    public boolean isDeletePending() {
        return (extensionFlags & DOE_DELETE_PENDING) != 0;
    }

    /** True once the memory is gone. */
    public boolean isFreed() {
        return freed;
    }

    void markFreed() {
        freed = true;
    }

    /** What the PnP manager keeps with a PDO; null on every other device. */
    public Object devnode() {
        return devnode;
    }

    /** Sets what the PnP manager keeps with a PDO. */
    public void setDevnode(Object node) {
        devnode = node;
    }

    /**
     * DeviceExtension: the driver's own memory.
     *
     * @throws ClassCastException when the device belongs to another driver: its extension is none of the caller's business
     */
    public <E extends DeviceExtension> E extension(Class<E> type) {
        if (extension != null) {
            extension.mustBeAlive("reading DeviceExtension");
        }
        return type.cast(extension);
    }

    /** The extension as it is, for debugger views. */
    public DeviceExtension rawExtension() {
        return extension;
    }

    /** The I/O manager. */
    public IoManager io() {
        return io;
    }

    /** The kernel. */
    public Kernel kernel() {
        return io.kernel();
    }

    /** The whole stack this device is in, top first. */
    public List<DeviceObject> stack() {
        List<DeviceObject> stack = new ArrayList<>();
        for (DeviceObject device = top(); device != null; device = device.attachedTo) {
            stack.add(device);
        }
        return stack;
    }

    /** IoGetAttachedDevice: the top of the stack, without a reference. */
    public DeviceObject top() {
        DeviceObject device = this;
        while (device.attachedDevice != null) {
            device = device.attachedDevice;
        }
        return device;
    }

    /** The bottom of the stack: the PDO, in a PnP stack. */
    public DeviceObject bottom() {
        DeviceObject device = this;
        while (device.attachedTo != null) {
            device = device.attachedTo;
        }
        return device;
    }

    /** The interfaces registered for this PDO. */
    public List<DeviceInterface> interfaces() {
        return List.copyOf(interfaces);
    }

    void register(DeviceInterface registered) {
        interfaces.add(registered);
    }

    /** Disables what its drivers left enabled: the PnP manager does it after a removal. */
    public void disableInterfaces() {
        for (DeviceInterface registered : interfaces) {
            registered.disableLeftover();
        }
    }

    // ---- Stacking.

    /**
     * IoAttachDeviceToDeviceStack: puts this device on top of the stack that {@code target} is in.
     *
     * @irql at most DISPATCH_LEVEL
     * @param target any device of the stack, normally the PDO
     * @return the device that was on top, to be remembered as {@code lower}; null when nothing may attach to it now
     * @differs an IRP cannot arrive before the caller has stored the result, since storing is no step; on Windows it can,
     *     so prefer {@link #attachToSafe}
     */
    public DeviceObject attachTo(DeviceObject target) {
        TraceEvent event = kernel().step(IoStep.IO_ATTACH_DEVICE, this, target, null);
        return kernel().answer(event, DeviceStacking.attach(this, target, lower -> {}));
    }

    /**
     * IoAttachDeviceToDeviceStackSafe: as {@link #attachTo}, but stores the lower device before any IRP can arrive.
     *
     * @irql at most DISPATCH_LEVEL
     * @param store puts the lower device into the caller's extension: {@code lower -> ext.lower = lower}
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_NO_SUCH_DEVICE}
     */
    public NtStatus attachToSafe(DeviceObject target, Consumer<DeviceObject> store) {
        TraceEvent event = kernel().step(IoStep.IO_ATTACH_DEVICE_SAFE, this, target, null);
        DeviceObject lower = DeviceStacking.attach(this, target, store);
        return kernel().answer(event, lower == null ? NtStatus.STATUS_NO_SUCH_DEVICE : NtStatus.STATUS_SUCCESS);
    }

    /**
     * IoDetachDevice: takes the device above off this one. Called on the <em>lower</em> device.
     *
     * @irql PASSIVE_LEVEL
     * @bugcheck 0xC9, 0x202 when nothing is attached (verifier)
     */
    public void detach() {
        kernel().step(IoStep.IO_DETACH_DEVICE, this, attachedDevice, null);
        DeviceStacking.detach(this);
    }

    /**
     * IoDeleteDevice: deletes the device; its memory goes with the last reference.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC9, 0x201 while attached to a lower device, 0x240 twice, 0x242 in SURPRISE_REMOVAL (verifier)
     */
    public void delete() {
        kernel().step(IoStep.IO_DELETE_DEVICE, this, null, null);
        DeviceMemory.delete(this);
    }

    /**
     * ObReferenceObject: keeps the memory.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void reference() {
        TraceEvent event = kernel().step(IoStep.OB_REFERENCE_OBJECT, this, null, null);
        kernel().answer(event, DeviceMemory.reference(this, "ObReferenceObject"));
    }

    /**
     * ObDereferenceObject: gives up a reference.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x18 when there are none left to give up
     */
    public void dereference() {
        TraceEvent event = kernel().step(IoStep.OB_DEREFERENCE_OBJECT, this, null, null);
        DeviceMemory.dereference(this, event);
    }

    /**
     * IoGetAttachedDeviceReference: the top of the stack, with a reference that the caller gives up.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public DeviceObject attachedDeviceReference() {
        TraceEvent event = kernel().step(IoStep.IO_GET_ATTACHED_DEVICE_REFERENCE, this, null, null);
        return kernel().answer(
                        event, DeviceStacking.referenced(this, DeviceObject::top, "IoGetAttachedDeviceReference"));
    }

    /**
     * IoGetLowerDeviceObject: the device below, with a reference that the caller gives up.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when this is the bottom
     */
    public DeviceObject lowerDeviceReference() {
        TraceEvent event = kernel().step(IoStep.IO_GET_LOWER_DEVICE_OBJECT, this, null, null);
        return kernel().answer(
                        event, DeviceStacking.referenced(this, DeviceObject::attachedTo, "IoGetLowerDeviceObject"));
    }

    /**
     * IoGetDeviceAttachmentBaseRef: the bottom of the stack, with a reference that the caller gives up.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public DeviceObject baseReference() {
        TraceEvent event = kernel().step(IoStep.IO_GET_DEVICE_ATTACHMENT_BASE_REF, this, null, null);
        return kernel().answer(
                        event, DeviceStacking.referenced(this, DeviceObject::bottom, "IoGetDeviceAttachmentBaseRef"));
    }

    /** Counts a file object opened through this device; under the dispatcher lock. */
    void opened() {
        openCount++;
    }

    /** Counts a file object that is gone. */
    void closed() {
        DeviceMemory.closed(this);
    }

    // ---- Calling.

    /**
     * IoCallDriver: sends an IRP to this device's driver.
     *
     * @irql at most DISPATCH_LEVEL
     * @return what the driver's dispatch routine returns
     * @bugcheck 0x35 when the IRP has no stack location left; 0xC9, 0x04 when this device is gone
     * @differs Windows uses a stale pointer without a word; here it is always caught
     */
    public NtStatus call(Irp irp) {
        return IrpDispatch.call(this, irp);
    }

    /**
     * IoForwardIrpSynchronously and a look at the status, in one line: {@link #forwardSynchronously} for drivers whose IRPs
     * always have a location left.
     *
     * @irql PASSIVE_LEVEL in effect, since it waits
     * @return the IRP's status afterwards
     * @differs the WDK's routine returns a BOOLEAN that says whether there was a location left, and the caller reads the
     *     status from the IRP; here running out of locations is bug check 0x35
     */
    public NtStatus forwardAndWait(Irp irp) {
        return IrpDispatch.forwardAndWait(this, irp);
    }

    /**
     * IoForwardIrpSynchronously, as the WDK has it: sends the IRP to this device and waits until the drivers below are done
     * with it; then the caller owns it again, reads its status and completes it.
     *
     * @irql at most APC_LEVEL
     * @return false when the IRP has no location left for the drivers below; it was not sent then
     * @source learn.microsoft.com, nf-wdm-ioforwardirpsynchronously
     */
    public boolean forwardSynchronously(Irp irp) {
        return IrpDispatch.forwardSynchronously(this, irp);
    }

    // ---- PnP requests, on a PDO.

    /**
     * IoInvalidateDeviceRelations: says that the device's relations have changed. Returns before anything is done about it.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void invalidateRelations(DeviceRelationType relations) {
        kernel().step(IoStep.IO_INVALIDATE_DEVICE_RELATIONS, this, relations, null);
        DeviceFaults.unlessPdo(this, "IoInvalidateDeviceRelations");
        io.plugAndPlay().relationsInvalidated(this, relations);
    }

    /**
     * IoInvalidateDeviceState: asks the PnP manager to query the device state again, later.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void invalidateState() {
        kernel().step(IoStep.IO_INVALIDATE_DEVICE_STATE, this, null, null);
        DeviceFaults.unlessPdo(this, "IoInvalidateDeviceState");
        io.plugAndPlay().stateInvalidated(this);
    }

    /**
     * IoRequestDeviceEject: asks the PnP manager to eject the device, later.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void requestEject() {
        kernel().step(IoStep.IO_REQUEST_DEVICE_EJECT, this, null, null);
        DeviceFaults.unlessPdo(this, "IoRequestDeviceEject");
        io.plugAndPlay().ejectRequested(this);
    }

    void mustNotBeFreed(String routine) {
        if (freed) {
            throw DeviceFaults.usedAfterFree(this, routine);
        }
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String toString() {
        String state = freed ? "freed" : isDeletePending() ? "delete pending" : "alive";
        return objectName + " [" + state + ", " + openCount + " open, " + pointerCount + " references]";
    }
}
