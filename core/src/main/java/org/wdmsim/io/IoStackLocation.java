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

    // Written by the driver that owns the IRP at the moment.
    IrpMajor major = IrpMajor.IRP_MJ_CREATE;
    IrpMinor minor = IrpMinor.IRP_MN_NORMAL;
    int control;
    IrpParameters parameters;
    DeviceObject device;
    FileObject fileObject;
    CompletionRoutine completionRoutine;
    Object context;

    IoStackLocation() {}

    /** The major function. */
    public IrpMajor major() {
        return major;
    }

    /** The minor function; {@code IRP_MN_NORMAL} where the major has none. */
    public IrpMinor minor() {
        return minor;
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
            throw new IllegalStateException(major + " " + minor + " carries "
                    + (parameters == null
                            ? "no parameters"
                            : parameters.getClass().getSimpleName()) + ", not "
                    + type.getSimpleName() + "; look at the major and minor function first");
        }
        return type.cast(parameters);
    }

    /** The device this location belongs to; null before it was sent there. */
    public DeviceObject device() {
        return device;
    }

    /** The file object of the request; null for PnP and power. */
    public FileObject fileObject() {
        return fileObject;
    }

    /** The SL_ bits. */
    public int control() {
        return control;
    }

    /** The completion routine of the driver above. */
    public CompletionRoutine completionRoutine() {
        return completionRoutine;
    }

    /** Fills the request: the sender's way for a new IRP. */
    public IoStackLocation set(IrpMajor newMajor, IrpMinor newMinor, IrpParameters newParameters) {
        major = newMajor;
        minor = newMinor;
        parameters = newParameters;
        return this;
    }

    /** Sets the file object of the request. */
    public IoStackLocation setFileObject(FileObject file) {
        fileObject = file;
        return this;
    }

    void copyRequestFrom(IoStackLocation other) {
        major = other.major;
        minor = other.minor;
        parameters = other.parameters;
        fileObject = other.fileObject;
        control = 0;
        completionRoutine = null;
        context = null;
    }

    void clear() {
        completionRoutine = null;
        context = null;
        control = 0;
    }

    /** What is asked, as one word: the minor where there is one, otherwise the major. */
    public Object request() {
        return minor == IrpMinor.IRP_MN_NORMAL ? major : minor;
    }
}
