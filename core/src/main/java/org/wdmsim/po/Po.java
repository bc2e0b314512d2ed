package org.wdmsim.po;

import java.util.function.Consumer;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DevicePowerState;
import org.wdmsim.io.Irp;
import org.wdmsim.io.PowerState;
import org.wdmsim.trace.TraceEvent;

/**
 * The power routines that a driver calls.
 *
 * <p>A filter needs none of them: it passes power IRPs on. A function driver, as power policy owner, turns a system state
 * into a device state:
 *
 * <pre>{@code
 * // completion routine of a system SET_POWER
 * Po.requestPowerIrp(ext.pdo, IRP_MN_SET_POWER, POWER_DEVICE_D3, this::deviceDone, irp);
 * return STATUS_MORE_PROCESSING_REQUIRED;
 *
 * // its callback
 * systemIrp.complete(status);
 * }</pre>
 */
public final class Po {
    private Po() {}

    /**
     * PoCallDriver: passes a power IRP to the next driver. Since Vista it is IoCallDriver under another name.
     *
     * @irql at most DISPATCH_LEVEL; PASSIVE_LEVEL when the stack has DO_POWER_PAGABLE
     * @param target the next lower device
     * @return what IoCallDriver returns
     * @differs before Vista it also makes an IRP wait at each device on the way; here it waits before the top of the stack
     * @source learn.microsoft.com, nf-ntifs-pocalldriver
     */
    public static NtStatus callDriver(DeviceObject target, Irp irp) {
        TraceEvent event = target.kernel().step(PoStep.PO_CALL_DRIVER, target, irp, null);
        PowerManager.of(target).queue().passes(target, irp);
        return target.kernel().answer(event, target.call(irp));
    }

    /**
     * PoStartNextPowerIrp: says that this driver is done with a power IRP and ready for the next one. Call it before the IRP
     * is passed on without a completion routine, or completed. Since Vista it does nothing.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0x9F, 2 when it is forgotten for a system set-power, on {@link PowerOptions#startNextRequired}
     * @source learn.microsoft.com, nf-ntifs-postartnextpowerirp
     */
    public static void startNextPowerIrp(Irp irp) {
        DeviceObject device = irp.location().device();
        device.kernel().step(PoStep.PO_START_NEXT_POWER_IRP, device, irp, null);
        PowerManager.of(device).queue().startsNext(device, irp);
    }

    /**
     * PoRequestPowerIrp for a set or a query: has a device power IRP sent to the top of the stack. For the power policy
     * owner.
     *
     * @irql at most DISPATCH_LEVEL
     * @param device the PDO, or any device of the stack
     * @param minor {@code IRP_MN_SET_POWER} or {@code IRP_MN_QUERY_POWER}
     * @param callback called when the IRP is done; null for none
     * @return {@code STATUS_PENDING}: the IRP is on its way and the callback will be called; anything else: it is not, and
     *     the callback will not be. {@code STATUS_INVALID_PARAMETER_2} for another minor,
     *     {@code STATUS_INSUFFICIENT_RESOURCES} when there is no memory for the IRP
     * @bugcheck 0x9F, 3 when a driver keeps the IRP too long; 0x9F, 1 when a device is freed that it still needs
     * @source learn.microsoft.com, nf-wdm-porequestpowerirp
     */
    public static NtStatus requestPowerIrp(
            DeviceObject device, IrpMinor minor, PowerState state, RequestPowerComplete callback, Object context) {
        return requestPowerIrp(device, minor, state, callback, context, null);
    }

    /**
     * PoRequestPowerIrp with an IRP pointer: for {@code IRP_MN_WAIT_WAKE}, so that the sender can cancel it.
     *
     * @irql at most DISPATCH_LEVEL
     * @param state for a WAIT_WAKE the deepest system state to wake from
     * @param store puts the IRP into the caller's extension, before the IRP is sent: {@code irp -> ext.waitWake = irp}
     * @return as above
     * @bugcheck 0xC4, 0x4100B when {@code store} is given with another minor (verifier)
     */
    public static NtStatus requestPowerIrp(
            DeviceObject device,
            IrpMinor minor,
            PowerState state,
            RequestPowerComplete callback,
            Object context,
            Consumer<Irp> store) {
        boolean wantsSystemState = minor == IrpMinor.IRP_MN_WAIT_WAKE;
        boolean canBeAsked =
                wantsSystemState || minor == IrpMinor.IRP_MN_SET_POWER || minor == IrpMinor.IRP_MN_QUERY_POWER;
        if (canBeAsked && state.isSystem() != wantsSystemState) {
            throw new IllegalArgumentException(minor + " with the " + (state.isSystem() ? "system" : "device")
                    + " state " + state + "; give a " + (wantsSystemState ? "system" : "device") + " state");
        }
        TraceEvent event =
                device.kernel().step(PoStep.PO_REQUEST_POWER_IRP, device, minor, new PowerAsk(state, store != null));
        return device.kernel()
                .answer(event, PowerManager.of(device).irps().request(device, minor, state, callback, context, store));
    }

    /**
     * PoSetPowerState: reports the power state of a device. Call it before the device leaves D0, and after it has reached D0;
     * also in START_DEVICE (D0), and in a bus driver in REMOVE_DEVICE and SURPRISE_REMOVAL (D3).
     *
     * @irql at most APC_LEVEL; at most DISPATCH_LEVEL to report D0
     * @return the state that was reported before
     * @source learn.microsoft.com, nf-ntifs-posetpowerstate
     */
    public static DevicePowerState setPowerState(DeviceObject device, DevicePowerState state) {
        boolean isUp = state == DevicePowerState.POWER_DEVICE_D0;
        TraceEvent event = device.kernel()
                .step(isUp ? PoStep.PO_SET_POWER_STATE_D0 : PoStep.PO_SET_POWER_STATE, device, state, null);
        PowerBugChecks.mustBeAlive(device, "PoSetPowerState");
        return device.kernel().answer(event, PowerManager.of(device).setState(device, state));
    }

    /**
     * PoRegisterDeviceForIdleDetection: has a SET_POWER sent to the stack when the device was not busy for a while. Again
     * with both times 0 it takes the registration back, which a driver does before it deletes the device.
     *
     * @irql at most APC_LEVEL
     * @param conservationSeconds the time on battery
     * @param performanceSeconds the time on mains
     * @param state the device state to go to
     * @return the counter to be given to {@link #setDeviceBusy}; null when the registration was taken back, and when
     *     there is no memory for one
     * @source learn.microsoft.com, nf-ntifs-poregisterdeviceforidledetection
     */
    public static IdleCounter registerForIdleDetection(
            DeviceObject device, int conservationSeconds, int performanceSeconds, DevicePowerState state) {
        TraceEvent event = device.kernel()
                .step(
                        PoStep.PO_REGISTER_DEVICE_FOR_IDLE_DETECTION,
                        device,
                        conservationSeconds + "/" + performanceSeconds,
                        state);
        PowerBugChecks.mustBeAlive(device, "PoRegisterDeviceForIdleDetection");
        PowerManager manager = PowerManager.of(device);
        boolean conserves = conservationSeconds != performanceSeconds
                && device.kernel().outcome("conservesPower", manager.options().conservesPower());
        int seconds = conserves ? conservationSeconds : performanceSeconds;
        boolean isRegistered = conservationSeconds != 0 || performanceSeconds != 0;
        if (isRegistered && !device.kernel().allocates("PoRegisterDeviceForIdleDetection")) {
            return device.kernel().answer(event, null);
        }
        return device.kernel().answer(event, manager.idle().register(device, isRegistered, seconds, state));
    }

    /**
     * PoSetDeviceBusy: starts the counting of idle time anew. It does not power up a device that sleeps already.
     *
     * @irql at most DISPATCH_LEVEL
     * @source learn.microsoft.com, nf-ntifs-posetdevicebusy
     */
    public static void setDeviceBusy(IdleCounter counter) {
        counter.device().kernel().step(PoStep.PO_SET_DEVICE_BUSY, counter, null, null);
        counter.manager.idle().busy(counter);
    }
}
