package org.wdmsim.io;

import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KDpc;
import org.wdmsim.trace.TraceEvent;

/** The one DPC of a device object, which its interrupt service routine asks for. */
public final class IoDpc {
    /** IO_DPC_ROUTINE, customarily called DpcForIsr. */
    @FunctionalInterface
    public interface Routine {
        /**
         * Finishes what the service routine has begun: completes the current packet and starts the next.
         *
         * @irql DISPATCH_LEVEL
         * @param irp as given to {@link IoDpc#request}; null when the service routine gave none
         */
        void run(DeviceObject device, Irp irp, Object context);
    }

    private IoDpc() {}

    /**
     * IoInitializeDpcRequest: sets the routine.
     *
     * @irql any
     */
    public static void initialize(DeviceObject device, Routine routine) {
        device.kernel().step(IoStep.IO_INITIALIZE_DPC_REQUEST, device, null, null);
        device.services().dpc = new KDpc(
                device.kernel(),
                device.objectName() + " dpc",
                device,
                (dpc, context, irp, given) -> routine.run((DeviceObject) context, (Irp) irp, given),
                device);
    }

    /**
     * IoRequestDpc: queues the device's DPC unless it is queued.
     *
     * @irql the DIRQL, in the service routine
     * @differs a call at a lower IRQL does the same and is not reported
     * @throws IllegalStateException when {@link #initialize} was not called before
     */
    public static void request(DeviceObject device, Irp irp, Object context) {
        TraceEvent event = device.kernel().step(IoStep.IO_REQUEST_DPC, device, irp, context);
        KDpc dpc = device.services().dpc;
        if (dpc == null) {
            throw new IllegalStateException("IoRequestDpc on " + device.objectName()
                    + ", which has no DPC; call IoInitializeDpcRequest in AddDevice");
        }
        device.kernel().answer(event, dpc.insertWithin(irp, context));
    }

    /** The DPC, to be flushed or looked at; null before {@link #initialize}. */
    public static KernelObject of(DeviceObject device) {
        return device.services().dpc;
    }
}
