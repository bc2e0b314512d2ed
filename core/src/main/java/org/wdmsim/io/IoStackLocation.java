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

    // An IRP has one location for each driver, and every layer writes one: major and minor are kept as small
    // numbers, so that a location is 40 bytes. A reference costs more to write than a number, and more than to
    // compare: it is written only when it changes. Where no SL_INVOKE bit is set, completionRoutine and context
    // mean nothing and keep what they were; so does device where hasDevice is false.
    private static final IrpMajor[] MAJORS = IrpMajor.values();
    private static final IrpMinor[] MINORS = IrpMinor.values();

    // Written by the driver that owns the IRP at the moment.
    byte majorCode;
    private byte minorOrdinal;
    byte control;
    private boolean hasDevice;
    IrpParameters parameters;
    private DeviceObject device;
    FileObject fileObject;
    CompletionRoutine completionRoutine;
    Object context;

    IoStackLocation() {}

    /** The major function. */
    public IrpMajor major() {
        return MAJORS[majorCode];
    }

    /** The minor function; {@code IRP_MN_NORMAL} where the major has none. */
    public IrpMinor minor() {
        return MINORS[minorOrdinal];
    }

    /** The request's parameters; null when it has none. */
    public IrpParameters parameters() {
        return parameters;
    }

    /**
     * The request's parameters as what this request has.
     *
     * @throws IllegalStateException when the request has others
     */
    public <T extends IrpParameters> T parameters(Class<T> type) {
        if (!type.isInstance(parameters)) {
            throw new IllegalStateException(major() + " " + minor() + " carries "
                    + (parameters == null
                            ? "no parameters"
                            : parameters.getClass().getSimpleName()) + ", not "
                    + type.getSimpleName() + "; look at the major and minor function first");
        }
        return type.cast(parameters);
    }

    /** The device this location belongs to; null before it was sent there. */
    public DeviceObject device() {
        return hasDevice ? device : null;
    }

    /** The file object of the request; null for PnP and power. */
    public FileObject fileObject() {
        return fileObject;
    }

    /** The SL_ bits. */
    public int control() {
        return control & 0xFF;
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
        majorCode = (byte) newMajor.code();
        minorOrdinal = (byte) newMinor.ordinal();
        parameters = newParameters;
        return this;
    }

    /** Sets the file object of the request. */
    public IoStackLocation setFileObject(FileObject file) {
        fileObject = file;
        return this;
    }

    /**
     * Sets the device of a location that the allocating driver keeps for itself ({@link Irp#setNextLocation}), so that its
     * completion routine is given it.
     */
    public IoStackLocation setDevice(DeviceObject own) {
        device = own;
        hasDevice = own != null;
        return this;
    }

    void copyRequestFrom(IoStackLocation other) {
        majorCode = other.majorCode;
        minorOrdinal = other.minorOrdinal;
        control = 0;
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
        control = (byte) (routine == null ? 0 : invokeOn);
    }

    /** After its driver is done: the routine must not run twice. */
    void clear() {
        control = 0;
    }

    /** As new. */
    void zero() {
        control = 0;
        majorCode = 0;
        minorOrdinal = 0;
        hasDevice = false;
        if (parameters != null) {
            parameters = null;
        }
        if (fileObject != null) {
            fileObject = null;
        }
    }

    /** The location is given to a device's driver. */
    void enter(DeviceObject target) {
        if (device != target) {
            device = target;
        }
        hasDevice = true;
    }

    void markPending() {
        control |= SL_PENDING_RETURNED;
    }

    /** What is asked, as one word: the minor where there is one, otherwise the major. */
    public Object request() {
        return minorOrdinal == 0 ? major() : minor();
    }
}
