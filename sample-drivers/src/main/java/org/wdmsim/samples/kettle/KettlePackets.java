package org.wdmsim.samples.kettle;

import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_NOT_CONNECTED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.samples.kettle.KettleModel.BOILED;
import static org.wdmsim.samples.kettle.KettleModel.COMMAND;
import static org.wdmsim.samples.kettle.KettleModel.GONE;
import static org.wdmsim.samples.kettle.KettleModel.OFF;
import static org.wdmsim.samples.kettle.KettleModel.STATUS;

import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoDpc;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KInterrupt;

/**
 * The way of a packet: queued by IoStartPacket, current in StartIo, hot in the interrupt, completed in the DPC.
 *
 * <pre>
 *   StartIo      under the interrupt's lock   command → kettle
 *   interrupt    line back, boiled = true, IoRequestDpc
 *   DPC          takes the current packet     next packet, completion
 *   cancel       takes it instead             kettle off, next packet, completion
 *   departure    disconnects, IoRequestDpc    and the DPC ends one packet after the other
 * </pre>
 *
 * <p>The class is open so that {@code org.wdmsim.samples.broken} can show its twins.
 *
 * @source learn.microsoft.com, "Using the System's Cancel Spin Lock"; "Writing StartIo Routines"
 */
public class KettlePackets {
    // Who takes the cancel routine out of the current packet ends it: the DPC or the cancel routine. Both ask
    // under the cancel spin lock, and both complete the packet only when it is current no longer. So a packet
    // that is found current under that lock is alive.

    /** The packet routines of a driver. */
    public KettlePackets() {}

    /** DriverStartIo, at DISPATCH_LEVEL: switches the kettle on. It ends no packet; the DPC does. */
    public final void startIo(DeviceObject device, Irp irp) {
        KettleExtension ext = device.extension(KettleExtension.class);
        Irql before = device.io().acquireCancelSpinLock(); // IoAcquireCancelSpinLock
        if (device.startIo().currentIrp() == irp) { // otherwise its cancel routine was faster, and the packet is gone
            if (irp.isCancelled() || !ext.connected) {
                IoDpc.request(device, null, null); // IoRequestDpc: there is nothing to wait for
            } else {
                int target = irp.systemBuffer()[0];
                ext.interrupt.synchronizeExecution(
                        () -> { // KeSynchronizeExecution
                            ext.boiled = false;
                            ext.registers.writeRegister(COMMAND, target);
                            return true;
                        });
            }
        }
        device.io().releaseCancelSpinLock(before); // IoReleaseCancelSpinLock
    }

    /** The interrupt service routine, at DIRQL. Others may share the line: an interrupt that is not ours is not claimed. */
    public boolean service(KInterrupt interrupt, DeviceObject device) {
        KettleExtension ext = device.extension(KettleExtension.class);
        int status = ext.registers.readRegister(STATUS);
        if (status == GONE || (status & BOILED) == 0) {
            return false;
        }
        ext.registers.writeRegister(STATUS, BOILED); // the kettle takes its line back
        ext.boiled = true;
        IoDpc.request(device, null, null); // IoRequestDpc
        return true;
    }

    /** DpcForIsr, at DISPATCH_LEVEL: ends the current packet, if there is a reason to, and starts the next. */
    public final void dpcForIsr(DeviceObject device, Irp none, Object context) {
        KettleExtension ext = device.extension(KettleExtension.class);
        Irql before = device.io().acquireCancelSpinLock();
        Irp irp = device.startIo().currentIrp();
        NtStatus end = irp == null ? null : ending(ext, irp);
        boolean ours = end != null && irp.setCancelRoutine(null) != null; // IoSetCancelRoutine
        device.io().releaseCancelSpinLock(before);
        if (ours) {
            device.startIo().startNextPacket(true); // IoStartNextPacket
            irp.setInformation(end.isSuccess() ? 1 : 0);
            complete(ext, irp, end);
        }
    }

    /** How the current packet ends; null when it goes on. */
    private static NtStatus ending(KettleExtension ext, Irp irp) {
        if (!ext.connected) {
            return STATUS_DEVICE_NOT_CONNECTED;
        }
        boolean hot = ext.interrupt.synchronizeExecution(() -> {
            boolean boiled = ext.boiled;
            ext.boiled = false;
            return boiled;
        });
        return hot ? STATUS_SUCCESS : irp.isCancelled() ? STATUS_CANCELLED : null;
    }

    /** DriverCancel, at DISPATCH_LEVEL with the cancel spin lock held: of a packet that waits, or of the current one. */
    public void cancel(DeviceObject device, Irp irp) {
        KettleExtension ext = device.extension(KettleExtension.class);
        Irql before = irp.cancelIrql();
        if (device.startIo().currentIrp() == irp) {
            switchOff(ext);
            device.io().releaseCancelSpinLock(DISPATCH_LEVEL);
            device.startIo().startNextPacket(true); // the kettle is off: it may be told the next thing
            device.kernel().currentThread().lowerIrql(before); // KeLowerIrql
        } else {
            device.startIo().queue().removeEntry(irp); // KeRemoveEntryDeviceQueue
            device.io().releaseCancelSpinLock(before);
        }
        complete(ext, irp, STATUS_CANCELLED);
    }

    /** Stops the kettle at once. Called with the cancel spin lock held. */
    protected final void switchOff(KettleExtension ext) {
        if (ext.connected) {
            ext.interrupt.synchronizeExecution(() -> {
                ext.boiled = false;
                ext.registers.writeRegister(COMMAND, OFF);
                ext.registers.writeRegister(STATUS, BOILED);
                return true;
            });
        }
    }

    /** Ends a packet that is neither current nor queued any more. Its share goes last. */
    protected final void complete(KettleExtension ext, Irp irp, NtStatus status) {
        irp.complete(status);
        ext.removeLock.release(ext); // IoReleaseRemoveLock
    }

    /** The device leaves: the kettle off, no interrupt from here on, and every packet ends. At PASSIVE_LEVEL, once. */
    public void disconnect(DeviceObject device) {
        KettleExtension ext = device.extension(KettleExtension.class);
        Irql before = device.io().acquireCancelSpinLock();
        switchOff(ext);
        boolean was = ext.connected;
        ext.connected = false;
        device.io().releaseCancelSpinLock(before);
        if (was) {
            ext.interrupt.disconnect(); // IoDisconnectInterrupt
        }
        IoDpc.request(device, null, null); // no interrupt will end the current packet
    }
}
