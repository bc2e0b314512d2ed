package org.wdmsim.io;

import java.util.function.Consumer;
import org.wdmsim.base.NtStatus;
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
public final class DeviceObject extends DeviceState {
    // What a driver does with a device; the work stands in DeviceStacking, DeviceMemory, IrpDispatch and
    // ShutdownNotifications.
    DeviceObject(
            IoManager io,
            DriverObject driver,
            DeviceExtension extension,
            String objectName,
            String deviceName,
            DeviceType type,
            int characteristics) {
        super(io, driver, extension, objectName, deviceName, type, characteristics);
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
     * IoAttachDevice: opens a device by name, puts this device on top of its stack and closes it again.
     *
     * @irql PASSIVE_LEVEL
     * @param store puts the lower device into the caller's extension
     * @return {@code STATUS_SUCCESS}; {@code STATUS_NO_SUCH_DEVICE}; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no
     *     memory; or why the name cannot be opened
     */
    public NtStatus attachToNamed(String name, Consumer<DeviceObject> store) {
        TraceEvent event = kernel().step(IoStep.IO_ATTACH_DEVICE_BY_NAME, this, name, null);
        return kernel().answer(event, DeviceStacking.attachByName(this, name, store));
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
     * @bugcheck 0xC4, 0x3F when the last reference is gone (verifier), else 0x18
     */
    public void reference() {
        header().reference();
    }

    /**
     * ObReferenceObjectWithTag: keeps the memory, under a tag that reports show.
     *
     * @irql at most DISPATCH_LEVEL
     * @param tag one to four characters
     * @bugcheck as {@link #reference()}
     */
    public void reference(String tag) {
        header().reference(tag);
    }

    /**
     * ObDereferenceObject: gives up a reference. The last one frees the device: at once at PASSIVE_LEVEL, else later by a
     * system worker.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x18 when there are none left to give up, with a list of who holds the device; 0xC4, 0x3F when the last one
     *     is gone (verifier)
     */
    public void dereference() {
        header().dereference();
    }

    /**
     * ObDereferenceObjectWithTag: gives up a reference that was taken with this tag.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck as {@link #dereference()}
     */
    public void dereference(String tag) {
        header().dereference(tag);
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
        countOpen(1);
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
        if (!irp.kernel().isQuiet()) {
            return IrpDispatch.callWatched(this, irp);
        }
        DispatchRoutine routine = IrpDispatch.enter(this, irp);
        try {
            return routine.dispatch(this, irp);
        } catch (Throwable thrown) {
            throw irp.kernel().driverThrew(thrown);
        }
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

    // ---- Shutdown.

    /**
     * IoRegisterShutdownNotification: asks for IRP_MJ_SHUTDOWN before the file systems are flushed. IoDeleteDevice takes it
     * back.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     * @differs the order among devices is not documented; here the one that registered last is told first
     */
    public NtStatus registerShutdownNotification() {
        TraceEvent event = kernel().step(IoStep.IO_REGISTER_SHUTDOWN_NOTIFICATION, this, null, null);
        return kernel().answer(event, io.shutdownNotifications().register(this, false));
    }

    /**
     * IoRegisterLastChanceShutdownNotification: asks for IRP_MJ_SHUTDOWN after the file systems are flushed.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     */
    public NtStatus registerLastChanceShutdownNotification() {
        TraceEvent event = kernel().step(IoStep.IO_REGISTER_LAST_CHANCE_SHUTDOWN_NOTIFICATION, this, null, null);
        return kernel().answer(event, io.shutdownNotifications().register(this, true));
    }

    /**
     * IoUnregisterShutdownNotification: takes either request back.
     *
     * @irql PASSIVE_LEVEL
     */
    public void unregisterShutdownNotification() {
        kernel().step(IoStep.IO_UNREGISTER_SHUTDOWN_NOTIFICATION, this, null, null);
        io.shutdownNotifications().unregister(this);
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
     * IoGetDeviceProperty: asks what the PnP manager knows about a device.
     *
     * @irql PASSIVE_LEVEL
     * @param property what
     * @param bufferLength how many bytes the caller has room for; 0 to learn the length
     * @return the value; {@code STATUS_BUFFER_TOO_SMALL} with the length that is needed; {@code
     *     STATUS_OBJECT_NAME_NOT_FOUND} when the property is not known; {@code STATUS_INVALID_DEVICE_REQUEST} when this is
     *     no enumerated PDO; {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory
     * @differs on a device that is no PDO Windows may stop with 0xCA, 2 as well
     * @source learn.microsoft.com, nf-wdm-iogetdeviceproperty
     */
    public DeviceProperty.Answer property(DeviceProperty property, int bufferLength) {
        TraceEvent event = kernel().step(IoStep.IO_GET_DEVICE_PROPERTY, this, property, bufferLength);
        mustNotBeFreed("IoGetDeviceProperty");
        DeviceProperty.Answer answer = propertyNow(property, bufferLength);
        kernel().answer(event, answer.status());
        return answer;
    }

    private DeviceProperty.Answer propertyNow(DeviceProperty property, int bufferLength) {
        if (io.plugAndPlay().instancePath(this) == null) {
            return new DeviceProperty.Answer(NtStatus.STATUS_INVALID_DEVICE_REQUEST, null, 0);
        }
        if (!kernel().allocates("IoGetDeviceProperty")) {
            return new DeviceProperty.Answer(NtStatus.STATUS_INSUFFICIENT_RESOURCES, null, 0);
        }
        Object value = io.plugAndPlay().property(this, property);
        if (value == null) {
            return new DeviceProperty.Answer(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, null, 0);
        }
        int length = property.lengthOf(value);
        return bufferLength < length
                ? new DeviceProperty.Answer(NtStatus.STATUS_BUFFER_TOO_SMALL, null, length)
                : new DeviceProperty.Answer(NtStatus.STATUS_SUCCESS, value, length);
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
}
