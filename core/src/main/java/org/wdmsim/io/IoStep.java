package org.wdmsim.io;

import static org.wdmsim.base.Irql.APC_LEVEL;
import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.Irql.HIGH_LEVEL;
import static org.wdmsim.base.Irql.PASSIVE_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;
import static org.wdmsim.base.StepInfo.enters;
import static org.wdmsim.base.StepInfo.leaves;
import static org.wdmsim.base.StepInfo.note;
import static org.wdmsim.base.StepInfo.user;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum IoStep implements StepKind {
    // Device objects.
    IO_CREATE_DEVICE(ddi("IoCreateDevice", APC_LEVEL, "makes a device object with its extension")
            .saysWhatItTouches()
            .rule(0x2000A)
            .arguments("driver", "name")),
    IO_ATTACH_DEVICE(ddi("IoAttachDeviceToDeviceStack", DISPATCH_LEVEL, "puts a device on top of a stack")
            .saysWhatItTouches()
            .arguments("target", "")),
    IO_ATTACH_DEVICE_SAFE(
            ddi("IoAttachDeviceToDeviceStackSafe", DISPATCH_LEVEL, "as above, storing the lower device first")
                    .saysWhatItTouches()
                    .arguments("target", "")),
    IO_ATTACH_DEVICE_BY_NAME(ddi("IoAttachDevice", PASSIVE_LEVEL, "opens a device by name and attaches to its stack")
            .saysWhatItTouches()
            .arguments("name", "")),
    IO_GET_DEVICE_OBJECT_POINTER(
            ddi("IoGetDeviceObjectPointer", PASSIVE_LEVEL, "opens a device by name for kernel code")
                    .saysWhatItTouches()
                    .arguments("name", "")),
    IO_DETACH_DEVICE(ddi("IoDetachDevice", PASSIVE_LEVEL, "takes the device above off this one")
            .saysWhatItTouches()
            .rule(0x2000C)
            .arguments("upper", "")),
    IO_DELETE_DEVICE(ddi("IoDeleteDevice", APC_LEVEL, "deletes a device; memory goes with the last reference")
            .saysWhatItTouches()
            .rule(0x20009)),
    IO_GET_ATTACHED_DEVICE_REFERENCE(
            ddi("IoGetAttachedDeviceReference", DISPATCH_LEVEL, "the top of the stack, with a reference")
                    .saysWhatItTouches()),
    IO_GET_LOWER_DEVICE_OBJECT(ddi("IoGetLowerDeviceObject", DISPATCH_LEVEL, "the device below, with a reference")
            .saysWhatItTouches()),
    IO_GET_DEVICE_ATTACHMENT_BASE_REF(
            ddi("IoGetDeviceAttachmentBaseRef", DISPATCH_LEVEL, "the bottom of the stack, with a reference")
                    .saysWhatItTouches()),
    DEVICE_FREED(note("device freed", "the last reference is gone, and with it the device and its extension")),

    // IRPs.
    IO_ALLOCATE_IRP(ddi("IoAllocateIrp", DISPATCH_LEVEL, "makes an IRP of the driver's own")
            .saysWhatItTouches()
            .arguments("irp", "stackSize")),
    IO_BUILD_SYNCHRONOUS_FSD_REQUEST(
            ddi("IoBuildSynchronousFsdRequest", APC_LEVEL, "makes a request that is bound to the calling thread")
                    .arguments("major", "")),
    IO_BUILD_ASYNCHRONOUS_FSD_REQUEST(
            ddi("IoBuildAsynchronousFsdRequest", APC_LEVEL, "makes a request that the driver frees itself")
                    .arguments("major", "")),
    IO_BUILD_DEVICE_IO_CONTROL_REQUEST(ddi(
                    "IoBuildDeviceIoControlRequest",
                    APC_LEVEL,
                    "makes a device control that is bound to the calling thread")
            .arguments("major", "")),
    IO_MAKE_ASSOCIATED_IRP(ddi("IoMakeAssociatedIrp", DISPATCH_LEVEL, "makes a part of a master IRP")
            .arguments("stackSize", "")),
    IO_FREE_IRP(ddi("IoFreeIrp", DISPATCH_LEVEL, "frees an IRP made by IoAllocateIrp")
            .saysWhatItTouches()),
    IO_CALL_DRIVER(ddi("IoCallDriver", DISPATCH_LEVEL, "sends an IRP to a device's driver")
            .saysWhatItTouches()
            .arguments("irp", "")),
    IO_SKIP_CURRENT(ddi("IoSkipCurrentIrpStackLocation", HIGH_LEVEL, "gives the own stack location to the next driver")
            .ownsItsObject()),
    IO_COPY_CURRENT(ddi(
                    "IoCopyCurrentIrpStackLocationToNext",
                    DISPATCH_LEVEL,
                    "copies the own location to the next driver's, without the completion routine")
            .ownsItsObject()),
    IO_SET_COMPLETION_ROUTINE(
            ddi("IoSetCompletionRoutine", DISPATCH_LEVEL, "asks to be called when the lower drivers are done")
                    .ownsItsObject()
                    .arguments("routine", "")),
    IO_SET_COMPLETION_ROUTINE_EX(ddi(
                    "IoSetCompletionRoutineEx",
                    DISPATCH_LEVEL,
                    "as above, and keeps the driver loaded until the routine has returned")
            .arguments("device", "")),
    IO_SET_NEXT_LOCATION(ddi("IoSetNextIrpStackLocation", HIGH_LEVEL, "gives an IRP's maker a location of its own")
            .ownsItsObject()),
    IO_MARK_IRP_PENDING(ddi("IoMarkIrpPending", HIGH_LEVEL, "says that the dispatch routine will return STATUS_PENDING")
            .saysWhatItTouches()),
    IO_COMPLETE_REQUEST(ddi("IoCompleteRequest", DISPATCH_LEVEL, "ends this driver's work on an IRP")
            .saysWhatItTouches()
            .arguments("status", "by")),
    IO_FORWARD_IRP_SYNCHRONOUSLY(
            ddi("IoForwardIrpSynchronously", APC_LEVEL, "sends an IRP down and waits until the lower drivers are done")
                    .ownsItsObject()
                    .arguments("lower", "")),
    IO_REUSE_IRP(ddi("IoReuseIrp", DISPATCH_LEVEL, "makes an IRP of the driver's own ready to be sent again")
            .arguments("status", "")),
    IO_INITIALIZE_IRP(ddi("IoInitializeIrp", DISPATCH_LEVEL, "makes an IRP in memory of the driver's own")),
    PRIORITY_BOOST(note("priority boost", "IoCompleteRequest was given a boost for the waiting thread")
            .arguments("boost", "")),
    IRP_DISASSOCIATED(
            note("IRP disassociated", "an IRP outlived its thread by five minutes, and is bound to it no more")
                    .arguments("thread", "")),
    VERIFIER_WARNING(note("verifier warning", "the I/O verifier has found what is slow, or likely not meant")
            .arguments("number", "what")),
    IRP_FINISHED(note("IRP finished", "completion has reached the originator of the IRP")
            .arguments("status", "")),

    // Buffers.
    IO_ALLOCATE_MDL(ddi("IoAllocateMdl", DISPATCH_LEVEL, "makes a description of a buffer")
            .arguments("length", "")),
    IO_FREE_MDL(ddi("IoFreeMdl", DISPATCH_LEVEL, "frees the description; the buffer stays")),
    MM_PROBE_AND_LOCK_PAGES(ddi("MmProbeAndLockPages", DISPATCH_LEVEL, "keeps a buffer in memory")
            .arguments("operation", "")),
    MM_UNLOCK_PAGES(ddi("MmUnlockPages", DISPATCH_LEVEL, "lets a buffer leave memory")),
    MM_BUILD_MDL(ddi("MmBuildMdlForNonPagedPool", DISPATCH_LEVEL, "describes a buffer in non-paged pool")),
    MM_GET_SYSTEM_ADDRESS(
            ddi("MmGetSystemAddressForMdlSafe", DISPATCH_LEVEL, "an address of the buffer for every process")
                    .ownsItsObject()),
    PROBE_FOR_READ(ddi("ProbeForRead", APC_LEVEL, "checks a program's address before it is read")
            .arguments("length", "")),
    PROBE_FOR_WRITE(ddi("ProbeForWrite", APC_LEVEL, "checks a program's address before it is written")
            .arguments("length", "")),

    // Cancellation and queues.
    IO_CANCEL_IRP(ddi("IoCancelIrp", DISPATCH_LEVEL, "marks an IRP cancelled and calls its cancel routine")
            .saysWhatItTouches()),
    IO_SET_CANCEL_ROUTINE(ddi("IoSetCancelRoutine", DISPATCH_LEVEL, "sets or takes back the cancel routine of an IRP")
            .saysWhatItTouches()
            .arguments("routine", "")),
    IO_ACQUIRE_CANCEL_SPIN_LOCK(
            ddi("IoAcquireCancelSpinLock", DISPATCH_LEVEL, "takes the one lock of all cancel routines")
                    .saysWhatItTouches()),
    IO_RELEASE_CANCEL_SPIN_LOCK(ddi("IoReleaseCancelSpinLock", DISPATCH_LEVEL, "releases the cancel spin lock")
            .saysWhatItTouches()
            .atLeast(DISPATCH_LEVEL)
            .arguments("irql", "")),
    IO_CSQ_INSERT_IRP(ddi("IoCsqInsertIrpEx", DISPATCH_LEVEL, "queues an IRP so that it can be cancelled")
            .saysWhatItTouches()
            .arguments("irp", "")),
    IO_CSQ_INSERT_IRP_PLAIN(ddi("IoCsqInsertIrp", DISPATCH_LEVEL, "the same for a queue that refuses nothing")
            .saysWhatItTouches()
            .arguments("irp", "")),
    IO_CSQ_REMOVE_IRP(ddi("IoCsqRemoveIrp", DISPATCH_LEVEL, "takes one certain IRP, unless it is being cancelled")
            .saysWhatItTouches()),
    IO_CSQ_REMOVE_NEXT_IRP(ddi("IoCsqRemoveNextIrp", DISPATCH_LEVEL, "takes the next IRP that is not cancelled")
            .saysWhatItTouches()),

    // StartIo, timers, DPCs, work items.
    IO_START_PACKET(ddi("IoStartPacket", DISPATCH_LEVEL, "gives a packet to StartIo, or queues it")
            .arguments("irp", "")),
    IO_START_NEXT_PACKET(ddi("IoStartNextPacket", DISPATCH_LEVEL, "gives the next packet to StartIo")
            .atLeast(DISPATCH_LEVEL)
            .rule(0x20003)),
    IO_START_NEXT_PACKET_BY_KEY(
            ddi("IoStartNextPacketByKey", DISPATCH_LEVEL, "the same, by key").arguments("key", "")),
    IO_SET_START_IO_ATTRIBUTES(
            ddi("IoSetStartIoAttributes", HIGH_LEVEL, "says how StartIo and the next packet go together")
                    .arguments("deferred", "non-cancelable")),
    IO_INITIALIZE_TIMER(ddi("IoInitializeTimer", PASSIVE_LEVEL, "gives a device its timer, stopped")),
    IO_START_TIMER(ddi("IoStartTimer", DISPATCH_LEVEL, "lets a device's timer call its routine once a second")),
    IO_STOP_TIMER(ddi("IoStopTimer", DISPATCH_LEVEL, "stops a device's timer")),
    IO_INITIALIZE_DPC_REQUEST(ddi("IoInitializeDpcRequest", HIGH_LEVEL, "gives a device its DPC")),
    IO_REQUEST_DPC(ddi("IoRequestDpc", HIGH_LEVEL, "queues a device's DPC, in its service routine")
            .arguments("irp", "context")),
    IO_ALLOCATE_WORK_ITEM(ddi("IoAllocateWorkItem", DISPATCH_LEVEL, "makes a work item of a device")),
    IO_INITIALIZE_WORK_ITEM(ddi("IoInitializeWorkItem", HIGH_LEVEL, "makes one in the driver's own memory")),
    IO_QUEUE_WORK_ITEM(ddi("IoQueueWorkItem", DISPATCH_LEVEL, "asks for a routine to be called by a worker thread")
            .arguments("queue", "context")),
    IO_FREE_WORK_ITEM(ddi("IoFreeWorkItem", DISPATCH_LEVEL, "frees a work item that is not queued")),
    START_IO_ENTER(enters("StartIo", "a driver's StartIo routine is entered at DISPATCH_LEVEL")
            .arguments("irp", "")),
    START_IO_RETURN(leaves("StartIo returns", "").arguments("irp", "")),

    // Remove locks.
    IO_INITIALIZE_REMOVE_LOCK(
            ddi("IoInitializeRemoveLock", PASSIVE_LEVEL, "makes a remove lock ready, once, in AddDevice")
                    .saysWhatItTouches()
                    .arguments("size", "tag")),
    IO_ACQUIRE_REMOVE_LOCK(ddi("IoAcquireRemoveLock", DISPATCH_LEVEL, "takes a share in the device's right to stay")
            .saysWhatItTouches()
            .arguments("tag", "")),
    IO_RELEASE_REMOVE_LOCK(ddi("IoReleaseRemoveLock", DISPATCH_LEVEL, "gives up the share with this tag")
            .saysWhatItTouches()
            .arguments("tag", "")),
    IO_RELEASE_REMOVE_LOCK_AND_WAIT(
            ddi("IoReleaseRemoveLockAndWait", PASSIVE_LEVEL, "refuses new shares and waits for the last one")
                    .saysWhatItTouches()
                    .arguments("tag", "")),

    // Names, interfaces, PnP requests.
    IO_CREATE_SYMBOLIC_LINK(ddi("IoCreateSymbolicLink", PASSIVE_LEVEL, "gives a device a name that programs can see")
            .rule(0x2000C)
            .arguments("link", "target")),
    IO_DELETE_SYMBOLIC_LINK(ddi("IoDeleteSymbolicLink", PASSIVE_LEVEL, "takes such a name away")
            .rule(0x2000D)
            .arguments("link", "")),
    IO_REGISTER_DEVICE_INTERFACE(
            ddi("IoRegisterDeviceInterface", PASSIVE_LEVEL, "registers an interface class for a device, disabled")
                    .saysWhatItTouches()
                    .rule(0x2000C)
                    .arguments("class", "")),
    IO_SET_DEVICE_INTERFACE_STATE(ddi("IoSetDeviceInterfaceState", PASSIVE_LEVEL, "enables or disables an interface")
            .saysWhatItTouches()
            .rule(0x2000A)
            .arguments("link", "enabled")),
    IO_INVALIDATE_DEVICE_RELATIONS(
            ddi("IoInvalidateDeviceRelations", DISPATCH_LEVEL, "tells the PnP manager that relations have changed")
                    .saysWhatItTouches()
                    .arguments("type", "")),
    IO_INVALIDATE_DEVICE_STATE(
            ddi("IoInvalidateDeviceState", DISPATCH_LEVEL, "tells the PnP manager to ask for the device state again")),
    IO_REQUEST_DEVICE_EJECT(ddi("IoRequestDeviceEject", DISPATCH_LEVEL, "asks the PnP manager to eject a device")),
    IO_GET_DEVICE_PROPERTY(ddi("IoGetDeviceProperty", PASSIVE_LEVEL, "what the PnP manager knows about a device")
            .arguments("property", "bufferLength")),
    IO_GET_DEVICE_INTERFACES(ddi("IoGetDeviceInterfaces", PASSIVE_LEVEL, "the links of a class's enabled interfaces")
            .arguments("class", "")),

    IO_REGISTER_SHUTDOWN_NOTIFICATION(ddi("IoRegisterShutdownNotification", PASSIVE_LEVEL, "asks for IRP_MJ_SHUTDOWN")),
    IO_REGISTER_LAST_CHANCE_SHUTDOWN_NOTIFICATION(ddi(
            "IoRegisterLastChanceShutdownNotification",
            PASSIVE_LEVEL,
            "asks for IRP_MJ_SHUTDOWN after the file systems are flushed")),
    IO_UNREGISTER_SHUTDOWN_NOTIFICATION(
            ddi("IoUnregisterShutdownNotification", PASSIVE_LEVEL, "asks for IRP_MJ_SHUTDOWN no more")),
    SHUTDOWN_NOTIFICATIONS(note("shutdown", "IRP_MJ_SHUTDOWN is sent to the devices that asked for it")
            .arguments("phase", "")),

    // Files that drivers open.
    ZW_CREATE_FILE(ddi("ZwCreateFile", PASSIVE_LEVEL, "opens a device by name, with a kernel handle")
            .rule(0x2001F)
            .arguments("name", "")),
    ZW_READ_FILE(ddi("ZwReadFile", PASSIVE_LEVEL, "reads through a kernel handle and waits")
            .rule(0x2001F)
            .arguments("length", "")),
    ZW_WRITE_FILE(ddi("ZwWriteFile", PASSIVE_LEVEL, "writes through a kernel handle and waits")
            .rule(0x2001F)
            .arguments("length", "")),
    ZW_DEVICE_IO_CONTROL_FILE(
            ddi("ZwDeviceIoControlFile", PASSIVE_LEVEL, "sends a control code through a kernel handle and waits")
                    .rule(0x2001F)
                    .arguments("code", "")),

    // Routines of drivers.
    DRIVER_ENTRY(enters("DriverEntry", "a driver is loaded")),
    DRIVER_ENTRY_RETURNS(leaves("DriverEntry returns", "").arguments("status", "")),
    ADD_DEVICE(enters("AddDevice", "a driver is offered a device").arguments("pdo", "")),
    ADD_DEVICE_RETURNS(leaves("AddDevice returns", "").arguments("status", "")),
    UNLOAD(enters("DriverUnload", "a driver leaves memory")),
    UNLOAD_RETURNS(leaves("DriverUnload returns", "")),
    DISPATCH_ENTER(enters("dispatch", "a driver's dispatch routine is entered").arguments("irp", "")),
    DISPATCH_RETURN(leaves("dispatch returns", "").arguments("irp", "status")),
    COMPLETION_ENTER(
            enters("completion routine", "a completion routine is entered").arguments("irp", "")),
    COMPLETION_RETURN(leaves("completion routine returns", "").arguments("irp", "status")),
    CANCEL_ENTER(enters("cancel routine", "a cancel routine is entered with the cancel spin lock held")
            .arguments("irp", "")),
    CANCEL_RETURN(leaves("cancel routine returns", "").arguments("irp", "")),

    // User mode.
    CREATE_FILE(
            user("CreateFile", "a program opens a device").saysWhatItTouches().arguments("name", "")),
    READ_FILE(user("ReadFile", "a program reads").saysWhatItTouches().arguments("length", "")),
    WRITE_FILE(user("WriteFile", "a program writes").saysWhatItTouches().arguments("length", "")),
    DEVICE_IO_CONTROL(user("DeviceIoControl", "a program sends a control code")
            .saysWhatItTouches()
            .arguments("code", "")),
    DUPLICATE_HANDLE(user("DuplicateHandle", "a program makes a second handle")
            .saysWhatItTouches()
            .arguments("target", "")),
    CREATE_PROCESS(user("CreateProcess", "a program starts another, which inherits its handles")),
    CLOSE_HANDLE(user("CloseHandle", "a program closes a handle").saysWhatItTouches()),
    TERMINATE_PROCESS(user("TerminateProcess", "a program ends with everything it has open")),
    CANCEL_IO(user("CancelIo", "a program cancels its requests on a handle")),
    FILE_OBJECT_CLOSED(note("file object gone", "the last reference to a file object is gone"));

    private final StepInfo info;

    IoStep(StepInfo info) {
        this.info = info;
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
