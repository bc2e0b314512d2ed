package org.wdmsim.ke;

import java.util.function.BooleanSupplier;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.trace.TraceEvent;

/**
 * KINTERRUPT: a driver's service routine connected to an interrupt line.
 *
 * <p>Life: connected in START → serving → disconnected in STOP, SURPRISE_REMOVAL or REMOVE, before the memory that the
 * routine touches goes.
 */
public final class KInterrupt extends DispatcherObject {
    /** KSERVICE_ROUTINE. */
    @FunctionalInterface
    public interface ServiceRoutine {
        /**
         * Serves the device, if it was this device that interrupted: makes it take its line back, saves what the device
         * had to say, and asks for a DPC.
         *
         * @irql the line's DIRQL, with the interrupt's spin lock held
         * @return true when it was this device
         * @bugcheck 0xC8 when it returns at another IRQL
         */
        boolean service(KInterrupt interrupt, Object context);
    }

    // A thread that disconnects waits for this object, which is signalled while no service routine of the line runs.
    private final InterruptLine line;
    private final String name;
    private final KernelObject owner;
    private final ServiceRoutine routine;
    private final Object context;
    private final KSpinLock lock;
    private boolean isConnected = true;

    private KInterrupt(Kernel kernel, InterruptLine line, KernelObject owner, ServiceRoutine routine, Object context) {
        super(kernel);
        this.line = line;
        this.owner = owner;
        this.routine = routine;
        this.context = context;
        this.name = kernel.nextName("interrupt");
        this.lock = new KSpinLock(kernel, name + " lock", line.level());
    }

    /**
     * IoConnectInterrupt, IoConnectInterruptEx: from now on the routine is called when the line interrupts.
     *
     * @irql PASSIVE_LEVEL
     * @param line which line; the PnP manager would hand it out in START_DEVICE
     * @param owner the device or driver that connects, for reports
     * @return null when it cannot be connected; on Windows a status, mostly {@code STATUS_INSUFFICIENT_RESOURCES}
     * @differs the line is an object, not a vector among the translated resources
     */
    public static KInterrupt connect(
            Kernel kernel, InterruptLine line, KernelObject owner, ServiceRoutine routine, Object context) {
        kernel.footprint().waitsForProcessor("IoConnectInterruptEx");
        TraceEvent event = kernel.step(KeStep.IO_CONNECT_INTERRUPT, line, owner, null);
        if (!kernel.allocates("IoConnectInterruptEx")) {
            return kernel.answer(event, null);
        }
        kernel.lock();
        try {
            KInterrupt interrupt = new KInterrupt(kernel, line, owner, routine, context);
            line.connect(interrupt);
            return kernel.answer(event, interrupt);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * IoDisconnectInterrupt, IoDisconnectInterruptEx: when it returns, the routine does not run and will not run.
     *
     * @irql PASSIVE_LEVEL
     */
    public void disconnect() {
        kernel().step(KeStep.IO_DISCONNECT_INTERRUPT, this, null, null);
        kernel().lock();
        try {
            if (!isConnected) {
                throw new IllegalStateException(name + " is disconnected already; disconnect an interrupt once");
            }
            isConnected = false;
            waitNow(FOREVER);
            line.disconnect(this);
        } finally {
            kernel().unlock();
        }
    }

    /** True until it is disconnected. */
    public boolean isConnected() {
        return isConnected;
    }

    /** Calls the routine, in the server of the line. */
    boolean service() {
        if (!isConnected) {
            return false;
        }
        boolean[] claimed = new boolean[1];
        Irql before = lock.take(true);
        kernel().note(KeStep.ISR_ENTER, this, null, null);
        kernel().currentThread().driverFrames().callService(owner, () -> claimed[0] = routine.service(this, context));
        kernel().note(KeStep.ISR_RETURN, this, claimed[0], null);
        lock.drop(before);
        return claimed[0];
    }

    /** Lets those go on who wait for the end of the service routine. Called under the dispatcher lock. */
    void wakeDisconnecting() {
        wakeWaiters();
    }

    /**
     * KeSynchronizeExecution: runs a routine at the interrupt's level with the interrupt's lock held, so that the service
     * routine does not run at the same time.
     *
     * @irql at most the interrupt's level
     * @return what the routine returned
     * @bugcheck 0x09 above the interrupt's level; 0xC8 when the routine returns at another IRQL
     */
    public boolean synchronizeExecution(BooleanSupplier critical) {
        TraceEvent event = kernel().step(KeStep.KE_SYNCHRONIZE_EXECUTION, this, null, null);
        Irql before = lock.take(true);
        boolean[] answer = new boolean[1];
        kernel().currentThread()
                .driverFrames()
                .callLevel(owner, "synchronised routine", () -> answer[0] = critical.getAsBoolean());
        lock.drop(before);
        return kernel().answer(event, answer[0]);
    }

    /**
     * KeAcquireInterruptSpinLock: raises to the interrupt's level and takes its lock.
     *
     * @irql at most the interrupt's level
     * @return the IRQL before
     * @bugcheck 0x09 above the interrupt's level
     */
    public Irql acquireSpinLock() {
        return lock.acquire(KeStep.KE_ACQUIRE_INTERRUPT_SPIN_LOCK, true, false);
    }

    /**
     * KeReleaseInterruptSpinLock.
     *
     * @irql the interrupt's level
     */
    public void releaseSpinLock(Irql irql) {
        lock.release(KeStep.KE_RELEASE_INTERRUPT_SPIN_LOCK, irql);
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return !line.isServing();
    }

    @Override
    protected void satisfy(KThread waiter) {
        // Nothing is taken from it.
    }

    @Override
    public String objectName() {
        return name;
    }
}
