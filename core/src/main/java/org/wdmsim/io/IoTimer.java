package org.wdmsim.io;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.trace.TraceEvent;

/**
 * The timer of a device object: once a second, while it is started, it calls a routine of the driver at DISPATCH_LEVEL.
 *
 * <p>Stop it in STOP and REMOVE. IoDeleteDevice removes it, but a call may then be on its way already.
 */
public final class IoTimer {
    private static final long SECOND = 1_000 * KernelOptions.TICKS_PER_MILLISECOND;

    /** IO_TIMER_ROUTINE. */
    @FunctionalInterface
    public interface Routine {
        /**
         * Called once a second.
         *
         * @irql DISPATCH_LEVEL
         */
        void run(DeviceObject device, Object context);
    }

    private final DeviceObject device;
    private final KTimer timer;
    private final KDpc dpc;

    private IoTimer(DeviceObject device, Routine routine, Object context) {
        Kernel kernel = device.kernel();
        this.device = device;
        this.timer = new KTimer(kernel, device.objectName() + " timer", device, KTimer.Type.NOTIFICATION);
        this.dpc = new KDpc(
                kernel,
                device.objectName() + " timer routine",
                device,
                (same, given, first, second) -> routine.run(device, given),
                context);
    }

    /**
     * IoInitializeTimer: gives the device its timer, stopped.
     *
     * @irql PASSIVE_LEVEL
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INSUFFICIENT_RESOURCES}
     * @bugcheck 0xC9, 0x0A when the device has one already
     */
    public static NtStatus initialize(DeviceObject device, Routine routine, Object context) {
        Kernel kernel = device.kernel();
        TraceEvent event = kernel.step(IoStep.IO_INITIALIZE_TIMER, device, null, null);
        if (device.timer() != null) {
            throw kernel.bugCheck(
                    BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "second timer for a device")
                            .parameters(0x0A, device)
                            .what("IoInitializeTimer on " + device.objectName() + ", which has a timer already")
                            .todo("a device object has one IoTimer; use a KTIMER for another")
                            .about(device)
                            .build());
        }
        if (!kernel.allocates("IoInitializeTimer")) {
            return kernel.answer(event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        device.services().timer = new IoTimer(device, routine, context);
        return kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }

    /**
     * IoStartTimer.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void start() {
        device.kernel().step(IoStep.IO_START_TIMER, device, null, null);
        timer.setWithin(SECOND, SECOND / KernelOptions.TICKS_PER_MILLISECOND, dpc);
    }

    /**
     * IoStopTimer: the routine is not called any more, once the call that may be on its way is over. Not from the routine
     * itself.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public void stop() {
        device.kernel().step(IoStep.IO_STOP_TIMER, device, null, null);
        stopWithin();
    }

    /** Stops as part of IoDeleteDevice. */
    void stopWithin() {
        timer.cancelWithin();
    }

    /** True while it is started. */
    public boolean isStarted() {
        return timer.isSet();
    }
}
