package org.wdmsim.io;

import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;

/**
 * IO_STACK_LOCATION: one driver's part of an IRP.
 *
 * <p>A driver's completion routine is kept in the location of the driver <em>below</em> it: "call this when that one is
 * done".
 */
public final class IoStackLocation {
    /** IoMarkIrpPending was called for this location. */
    public static final int SL_PENDING_RETURNED = 0x01;
    /** Call the completion routine when the IRP was cancelled. */
    public static final int SL_INVOKE_ON_CANCEL = 0x20;
    /** Call the completion routine when the status is a success. */
    public static final int SL_INVOKE_ON_SUCCESS = 0x40;
    /** Call the completion routine when the status is not a success. */
    public static final int SL_INVOKE_ON_ERROR = 0x80;

    /** Any reason to call the completion routine. */
    static final int SL_INVOKE = SL_INVOKE_ON_CANCEL | SL_INVOKE_ON_SUCCESS | SL_INVOKE_ON_ERROR;

    // An IRP has one location for each driver, and every layer writes one, so what can be stands in two numbers:
    // request is the major function's code, from bit 8 on the minor's ordinal, and which of the references below mean
    // anything; control has the SL_ bits. Two zeroes make a location as new. A reference costs more to write than a
    // number, and more than to compare: it is written only when it changes. completionRoutine and context mean
    // nothing where no SL_INVOKE bit is set.
    private static final IrpMajor[] MAJORS = IrpMajor.values();
    private static final IrpMinor[] MINORS = IrpMinor.values();
    private static final int MAJOR = 0xFF;
    private static final int MINOR_SHIFT = 8;
    private static final int MINOR = 0xFF << MINOR_SHIFT;
    private static final int HAS_PARAMETERS = 0x1_0000;
    private static final int HAS_FILE = 0x2_0000;
    private static final int HAS_DEVICE = 0x4_0000;

    // Written by the driver that owns the IRP at the moment.
    private int request;
    int control;
    private IrpParameters parameters;
    private DeviceObject device;
    private FileObject fileObject;
    CompletionRoutine completionRoutine;
    Object context;

    IoStackLocation() {}

    /** The major function. */
    public IrpMajor major() {
        return MAJORS[majorCode()];
    }

    int majorCode() {
        return request & MAJOR;
    }

    /** The minor function; {@code IRP_MN_NORMAL} where the major has none. */
    public IrpMinor minor() {
        return MINORS[(request & MINOR) >> MINOR_SHIFT];
    }

    /** The request's parameters; null when it has none. */
    public IrpParameters parameters() {
        return has(HAS_PARAMETERS) ? parameters : null;
    }

    /**
     * The request's parameters as what this request has.
     *
     * @throws IllegalStateException when the request has others
     */
    public <T extends IrpParameters> T parameters(Class<T> type) {
        IrpParameters found = parameters();
        if (!type.isInstance(found)) {
            throw new IllegalStateException(major() + " " + minor() + " carries "
                    + (found == null ? "no parameters" : found.getClass().getSimpleName()) + ", not "
                    + type.getSimpleName() + "; look at the major and minor function first");
        }
        return type.cast(found);
    }

    private boolean has(int reference) {
        return (request & reference) != 0;
    }

    /** The device this location belongs to; null before it was sent there. */
    public DeviceObject device() {
        return has(HAS_DEVICE) ? device : null;
    }

    /** The file object of the request; null for PnP and power. */
    public FileObject fileObject() {
        return has(HAS_FILE) ? fileObject : null;
    }

    /** The SL_ bits. */
    public int control() {
        return control;
    }

    /** True once IoMarkIrpPending was called for this location, or the mark of the location below has moved up. */
    public boolean isMarkedPending() {
        return (control & SL_PENDING_RETURNED) != 0;
    }

    /** The completion routine of the driver above. */
    public CompletionRoutine completionRoutine() {
        return (control & SL_INVOKE) == 0 ? null : completionRoutine;
    }

    /** Fills the request: the sender's way for a new IRP. */
    public IoStackLocation set(IrpMajor newMajor, IrpMinor newMinor, IrpParameters newParameters) {
        request = (request & (HAS_FILE | HAS_DEVICE)) | newMinor.ordinal() << MINOR_SHIFT | newMajor.code();
        if (newParameters != null) {
            parameters = newParameters;
            request |= HAS_PARAMETERS;
        }
        return this;
    }

    /** Sets the file object of the request. */
    public IoStackLocation setFileObject(FileObject file) {
        fileObject = file;
        request = file == null ? request & ~HAS_FILE : request | HAS_FILE;
        return this;
    }

    /**
     * Sets the device of a location that the allocating driver keeps for itself ({@link Irp#setNextLocation}), so that its
     * completion routine is given it.
     */
    public IoStackLocation setDevice(DeviceObject own) {
        device = own;
        request = own == null ? request & ~HAS_DEVICE : request | HAS_DEVICE;
        return this;
    }

    void copyRequestFrom(IoStackLocation other) {
        request = other.request & ~HAS_DEVICE;
        control = 0;
        if (has(HAS_PARAMETERS | HAS_FILE)) {
            copyReferencesFrom(other);
        }
    }

    private void copyReferencesFrom(IoStackLocation other) {
        if (parameters != other.parameters) {
            parameters = other.parameters;
        }
        if (fileObject != other.fileObject) {
            fileObject = other.fileObject;
        }
    }

    void setRoutine(CompletionRoutine routine, Object routineContext, int invokeOn) {
        if (completionRoutine != routine) {
            completionRoutine = routine;
        }
        if (context != routineContext) {
            context = routineContext;
        }
        control = routine == null ? 0 : invokeOn;
    }

    /** After its driver is done: the routine must not run twice. */
    void clear() {
        control = 0;
    }

    /** As new. */
    void zero() {
        request = 0;
        control = 0;
    }

    /** The location is given to a device's driver. */
    void enter(DeviceObject target) {
        if (device != target) {
            device = target;
        }
        request |= HAS_DEVICE;
    }

    void markPending() {
        control |= SL_PENDING_RETURNED;
    }

    /** What is asked, as one word: the minor where there is one, otherwise the major. */
    public Object request() {
        return (request & MINOR) == 0 ? major() : minor();
    }
}
