package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DOE_DELETE_PENDING;
import static org.wdmsim.io.DeviceFlags.DO_DEVICE_INITIALIZING;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ManagedObject;
import org.wdmsim.ob.ObjectHeader;

/** What a device object is: who made it, its bits, its counts, its neighbours. */
abstract sealed class DeviceState implements ManagedObject permits DeviceObject {
    // Parts for those who follow what is touched.
    static final int LIFE = 0;
    static final int LINKS = 1; // the device above
    static final int FLAGS = 2;
    static final int STACK_SIZE = 2; // of the header
    static final int BELOW = 3; // of the header
    static final int INTERFACES = 3; // and whether they are enabled
    static final int EXTENSION_FLAGS = 4;
    static final int OPEN_COUNT = 5;
    static final int IS_OPEN = 6; // the open count is not 0
    private static final int ALL_PARTS = 7;

    final IoManager io;
    private final DriverObject driver;
    private final DeviceExtension extension;
    final String objectName;
    private final String deviceName;
    private final int characteristics;
    private final ObjectHeader header;

    // Written by the owner in AddDevice, then by the I/O manager and the PnP manager; flags under the dispatcher lock.
    private DeviceType type;
    private volatile int flags = DO_DEVICE_INITIALIZING;
    private volatile int extensionFlags;
    private volatile boolean freed;
    String freedAt = ""; // step, thread and lines, if call sites are kept; written where freed is

    // What every dispatch reads: the extension and the driver's dispatch table. When the device is freed they become
    // null and a table of routines that stop the machine, so nobody has to ask whether it is. Plain fields: a driver
    // that is not kept from seeing the old ones by its share of the remove lock would touch freed memory on Windows.
    // While somebody follows what is touched, the extension is null from the beginning, and each reader says so.
    private DeviceExtension usableExtension;
    private DispatchRoutine[] majorFunctions;

    // Changed under the dispatcher lock: see DeviceStacking and DeviceMemory. What stands above is read without
    // it by whoever sends a request to the top.
    volatile int stackSize = 1;
    volatile DeviceObject attachedDevice;
    volatile DeviceObject attachedTo;
    int openCount;
    private boolean isOpen; // openCount is not 0
    boolean linked = true;
    private Object devnode; // set before other threads see it
    private final int touchId;
    private final List<DeviceInterface> interfaces = new ArrayList<>();
    private final DeviceServices services = new DeviceServices((DeviceObject) this);

    DeviceState(
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
        this.usableExtension = io.kernel().footprint().isFollowed() ? null : extension;
        this.majorFunctions = driver.majorFunctions();
        this.touchId = io.kernel().footprint().newIds(ALL_PARTS);
        this.header = new ObjectHeader(io.kernel(), this, io.devices().objectType(), DeviceObjectType.CREATED);
        if (extension != null) {
            extension.bind((DeviceObject) this);
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
        touch(FLAGS, Touch.READ);
        return flags;
    }

    /** True when any of these DO_ bits is set. */
    public boolean hasFlag(int bits) {
        touch(FLAGS, Touch.READ);
        return (flags & bits) != 0;
    }

    /** Sets DO_ bits: {@code DeviceObject->Flags |= bits}. */
    public void setFlags(int bits) {
        touch(FLAGS, Touch.WRITE);
        kernel().lockSaid();
        try {
            flags |= bits;
        } finally {
            kernel().unlock();
        }
    }

    /** Clears DO_ bits: {@code DeviceObject->Flags &= ~bits}. */
    public void clearFlags(int bits) {
        touch(FLAGS, Touch.WRITE);
        kernel().lockSaid();
        try {
            flags &= ~bits;
        } finally {
            kernel().unlock();
        }
    }

    /** DOE_ bits, kept by the system. */
    public int extensionFlags() {
        touch(EXTENSION_FLAGS, Touch.READ);
        return extensionFlags;
    }

    /** Sets DOE_ bits; for the I/O manager and the PnP manager. */
    public void setExtensionFlags(int bits) {
        touch(EXTENSION_FLAGS, Touch.WRITE);
        kernel().lockSaid();
        try {
            extensionFlags |= bits;
        } finally {
            kernel().unlock();
        }
    }

    /** Clears DOE_ bits; for the I/O manager and the PnP manager. */
    public void clearExtensionFlags(int bits) {
        touch(EXTENSION_FLAGS, Touch.WRITE);
        kernel().lockSaid();
        try {
            extensionFlags &= ~bits;
        } finally {
            kernel().unlock();
        }
    }

    /** How many stack locations an IRP needs that is sent here. */
    public int stackSize() {
        kernel().touch(header, STACK_SIZE, Touch.READ);
        return stackSize;
    }

    /** Sets the number of stack locations: for a driver that sends its IRPs on to another stack. */
    public void setStackSize(int size) {
        kernel().touch(header, STACK_SIZE, Touch.WRITE);
        stackSize = size;
    }

    /** AttachedDevice: the device directly above, or null. */
    public DeviceObject attachedDevice() {
        touch(LINKS, Touch.READ);
        return attachedDevice;
    }

    /** AttachedTo: the device directly below, or null. A driver remembers what attaching returned instead. */
    public DeviceObject attachedTo() {
        kernel().touch(header, BELOW, Touch.READ);
        return attachedTo;
    }

    /** ReferenceCount: file objects opened through this device. */
    public int openCount() {
        touch(OPEN_COUNT, Touch.READ);
        return openCount;
    }

    /** The same to be shown in a report: what it is decides nothing. */
    public int openCountToShow() {
        return openCount;
    }

    /** True when a file object is open through this device: {@link #openCount} is not 0. */
    public boolean isOpen() {
        touch(IS_OPEN, Touch.READ);
        return isOpen;
    }

    /**
     * Counts a file object that comes or goes, under the dispatcher lock. Who comes to 0 or from 0 changes more; and any who
     * goes could come to 0, if others went or came in another order.
     */
    void countOpen(int more) {
        int before = openCount;
        openCount += more;
        boolean comesOrGoes = before == 0 || openCount == 0;
        touch(OPEN_COUNT, comesOrGoes || more < 0 ? Touch.WRITE : Touch.ADD);
        if (comesOrGoes) {
            touch(IS_OPEN, Touch.WRITE);
            isOpen = openCount != 0;
        }
    }

    /** The object manager's count: creation, the device above, relations, the device node. */
    public int pointerCount() {
        return header.pointerCount();
    }

    /** The object manager's count, with who holds the device. */
    @Override
    public ObjectHeader header() {
        return header;
    }

    /** True once IoDeleteDevice was called. */
    public boolean isDeletePending() {
        return (extensionFlags() & DOE_DELETE_PENDING) != 0;
    }

    /** True once the memory is gone. */
    public boolean isFreed() {
        touch(LIFE, Touch.READ);
        return freed;
    }

    DispatchRoutine majorFunction(int majorCode) {
        return majorFunctions[majorCode];
    }

    /** Where its memory went: step, thread and lines; empty when it is there, or when call sites are not kept. */
    public String freedAt() {
        return freedAt;
    }

    void markFreed() {
        touch(LIFE, Touch.WRITE);
        freed = true;
        usableExtension = null;
        majorFunctions = IrpDispatch.OF_A_FREED_DEVICE;
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
        DeviceExtension usable = usableExtension;
        if (usable == null && extension != null) {
            extension.mustBeAlive("reading DeviceExtension");
            usable = extension;
        }
        return type.cast(usable);
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
        kernel().lockSaid();
        try {
            for (DeviceObject device = top(); device != null; device = device.attachedTo()) {
                stack.add(device);
            }
        } finally {
            kernel().unlock();
        }
        return stack;
    }

    /** IoGetAttachedDevice: the top of the stack, without a reference. */
    public DeviceObject top() {
        DeviceObject device = (DeviceObject) this;
        for (DeviceObject above = device.attachedDevice(); above != null; above = device.attachedDevice()) {
            device = above; // looked at once: it may be detached at any moment
        }
        return device;
    }

    /** The bottom of the stack: the PDO, in a PnP stack. */
    public DeviceObject bottom() {
        DeviceObject device = (DeviceObject) this;
        for (DeviceObject below = device.attachedTo(); below != null; below = device.attachedTo()) {
            device = below;
        }
        return device;
    }

    /** The interfaces registered for this PDO. */
    public List<DeviceInterface> interfaces() {
        touch(INTERFACES, Touch.READ);
        kernel().lockSaid();
        try {
            return List.copyOf(interfaces);
        } finally {
            kernel().unlock();
        }
    }

    void register(DeviceInterface registered) {
        touch(INTERFACES, Touch.WRITE);
        kernel().lockSaid();
        try {
            interfaces.add(registered);
        } finally {
            kernel().unlock();
        }
    }

    /** Disables what its drivers left enabled: the PnP manager does it after a removal. */
    public void disableInterfaces() {
        for (DeviceInterface registered : interfaces()) {
            registered.disableLeftover();
        }
    }

    void mustNotBeFreed(String routine) {
        if (isFreed()) {
            throw DeviceFaults.usedAfterFree((DeviceObject) this, routine);
        }
    }

    void touch(int part, Touch how) {
        kernel().touch(this, part, how);
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
        String state = freed ? "freed" : isDeletePending() ? "delete pending" : "alive";
        return objectName + " [" + state + ", " + openCount + " open, " + pointerCount() + " references]";
    }
}
